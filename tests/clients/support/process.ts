// Child processes that never outlive this one, and waiting for them.
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** How long anything may take to get ready, in milliseconds. */
const PATIENCE = 60_000

const children = new Set<Child>()
const folders = new Set<string>()

/** A running program. What it writes is kept, to be shown when it fails. */
export class Child {
  readonly process: ChildProcess
  readonly #name: string
  readonly #ended: Promise<void>
  #output = ''

  /** @param name what it is called in error messages */
  constructor(name: string, file: string, args: string[], options: SpawnOptions = {}) {
    this.#name = name
    this.process = spawn(file, args, { ...options, stdio: ['pipe', 'pipe', 'pipe'] })
    children.add(this)
    const keep = (chunk: Buffer) => {
      this.#output = (this.#output + chunk.toString()).slice(-16_384)
    }
    this.process.stdout?.on('data', keep)
    this.process.stderr?.on('data', keep)
    // Writing to a program that has ended is reported by its end, not by the pipe.
    this.process.stdin?.on('error', () => {})
    this.#ended = new Promise((resolve) => {
      this.process.once('error', (error) => {
        this.#output += error.message
        resolve()
      })
      this.process.once('close', () => resolve())
    })
    this.#ended.then(() => children.delete(this))
  }

  /** What it has written so far, standard output and error together. */
  get output(): string {
    return this.#output
  }

  get hasEnded(): boolean {
    return !children.has(this)
  }

  /** Waits until `check` gives something; fails if the program ends first or takes too long. */
  until<T>(what: string, check: () => T | undefined | Promise<T | undefined>): Promise<T> {
    return until(`${this.#name}: ${what}`, () => {
      if (this.hasEnded) throw new Error(`${this.#name} ended before it was ready:\n${this.#output}`)
      return check()
    })
  }

  /** Asks it to end, and waits for that. */
  async stop(): Promise<void> {
    this.process.kill('SIGTERM')
    const kill = setTimeout(() => this.process.kill('SIGKILL'), 5_000)
    await this.#ended
    clearTimeout(kill)
  }
}

/** Waits until `check` gives something else than undefined, and returns it. */
export async function until<T>(what: string, check: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + PATIENCE
  for (;;) {
    const value = await check()
    if (value !== undefined) return value
    if (Date.now() > deadline) throw new Error(`gave up after ${PATIENCE / 1000} s: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** A folder that goes away with this process. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mononym-'))
  folders.add(folder)
  return folder
}

// However this process ends, nothing of it stays.
process.on('exit', () => {
  for (const child of children) child.process.kill('SIGKILL')
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})
process.on('SIGINT', () => process.exit(130))
process.on('SIGTERM', () => process.exit(143))
process.on('SIGHUP', () => process.exit(129))
