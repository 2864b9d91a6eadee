// The real service with data of its own, on one origin with the page that was built.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PageServer } from './page-server.ts'

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '../../..')

/** How long the service may take to get ready, in milliseconds. */
const PATIENCE = 60_000

export class Gateway {
  readonly #folder = mkdtempSync(join(tmpdir(), 'mononym-web-'))
  readonly #page = new PageServer(process.env.MONONYM_TEST_PAGE ?? join(root, 'web/dist'))
  #child: ChildProcess | undefined
  #clock: string | undefined
  #api = ''

  static async start(): Promise<Gateway> {
    const gateway = new Gateway()
    await gateway.#run({})
    await gateway.#page.start()
    return gateway
  }

  /** Where browsers find the page: a host name, since passkeys need one. */
  get url(): string {
    return `http://localhost:${this.#page.port}`
  }

  /** Stops the service and starts it again with its clock this far ahead, in seconds. */
  async shiftClock(seconds: number): Promise<void> {
    await this.#end()
    this.#clock ??= this.#compileClock()
    await this.#run({ LD_PRELOAD: this.#clock, MONONYM_TEST_SHIFT: String(seconds) })
  }

  async stop(): Promise<void> {
    await this.#end()
    await this.#page.stop()
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
    const env = { ...Object.fromEntries(own), MONONYM_LISTEN: '127.0.0.1:0', ...environment }
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
      child.once('exit', () => reject(new Error(`mononym ended:\n${output}`)))
      setTimeout(() => reject(new Error(`mononym does not listen:\n${output}`)), PATIENCE).unref()
    })
    this.#api = await listening
    this.#page.gateway = this.#api
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
