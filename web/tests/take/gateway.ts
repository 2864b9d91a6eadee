// The real service with data of its own, and the page that it serves.
//
// MONONYM_TEST_PAGE=web/dist puts a page in front of it that was built since: without building the service anew.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { PageServer } from './page-server.ts'

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '../../..')

/** How long the service may take to get ready, in milliseconds. */
const PATIENCE = 60_000

export class Gateway {
  readonly #folder = mkdtempSync(join(tmpdir(), 'mononym-web-'))
  readonly #page = process.env.MONONYM_TEST_PAGE ? new PageServer(process.env.MONONYM_TEST_PAGE) : undefined
  #child: ChildProcess | undefined
  #clock: string | undefined
  #api = 'http://127.0.0.1:0'

  static async start(): Promise<Gateway> {
    const gateway = new Gateway()
    await gateway.#run({})
    await gateway.#page?.start()
    return gateway
  }

  /** Where browsers find the page: by a host name, since passkeys need one. */
  get url(): string {
    return `http://localhost:${this.#page?.port ?? new URL(this.#api).port}`
  }

  /** Stops the service and starts it again with its clock this far ahead, in seconds; not back again, since no log's time goes back. */
  async shiftClock(seconds: number): Promise<void> {
    await this.#end()
    this.#clock ??= this.#compileClock()
    await this.#run({ LD_PRELOAD: this.#clock, CLOCK_SHIFT_SECONDS: String(seconds) })
  }

  async stop(): Promise<void> {
    await this.#end()
    await this.#page?.stop()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  /** An answer of the REST API, not by way of the page. */
  async get(path: string): Promise<any> {
    const response = await fetch(this.#api + path)
    return response.json()
  }

  async post(path: string, body: unknown): Promise<any> {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(this.#api + path, { method: 'POST', headers, body: JSON.stringify(body) })
    const answer: any = await response.json()
    if (!response.ok) throw new Error(`${path}: ${answer.slug}: ${answer.detail}`)
    return answer
  }

  account(name: string): Promise<any> {
    return this.get(`/v1/names/${encodeURIComponent(name)}`)
  }

  async operations(name: string): Promise<any[]> {
    return (await this.get(`/v1/names/${encodeURIComponent(name)}/operations`)).operations
  }

  #compileClock(): string {
    const library = join(this.#folder, 'clock.so')
    execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, join(here, 'clock.c')])
    return library
  }

  async #run(environment: Record<string, string>): Promise<void> {
    // Settings of whoever runs this must not reach the service.
    const own = Object.entries(process.env).filter(([key]) => !key.startsWith('MONONYM_'))
    const env = { ...Object.fromEntries(own), MONONYM_LISTEN: new URL(this.#api).host, ...environment }
    const patience = AbortSignal.timeout(PATIENCE)
    const child = spawn(join(root, 'target/debug/mononym'), [], {
      env: { ...env, MONONYM_DATA_DIR: join(this.#folder, 'data') },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    let output = ''
    const listening = new Promise<string>((resolve, reject) => {
      const read = (chunk: Buffer) => {
        output += chunk
        const found = /on (http:\/\/\S+:\d+)/.exec(output)?.[1]
        if (found) resolve(found)
      }
      child.stdout.on('data', read)
      child.stderr.on('data', read)
      child.once('error', reject)
      patience.addEventListener('abort', () => reject(new Error(`mononym does not listen:\n${output}`)))
      child.once('exit', () => reject(new Error(`mononym ended:\n${output}`)))
    })
    this.#api = await listening
    while (!(await fetch(`${this.#api}/readyz`, { signal: patience })).ok) await setTimeout(20)
    if (this.#page) this.#page.gateway = this.#api
  }

  async #end(): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (!child || child.exitCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    await ended
  }
}
