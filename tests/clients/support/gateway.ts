// The service under test: the real binary on a free port, with data of its own.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Address, Hex, TypedDataDomain } from 'viem'
import { paths } from './paths.ts'
import { Child, temporaryFolder, until } from './process.ts'

/** An answer of the REST API. */
export interface Response {
  status: number
  /** JSON. */
  body: any
}

export class Gateway {
  readonly dataFolder = temporaryFolder()
  readonly #environment: Record<string, string>
  #child: Child | undefined
  #address = '127.0.0.1:0'

  private constructor(environment: Record<string, string>) {
    // Settings of whoever runs this must not reach the service.
    const own = Object.entries(process.env).filter(([key]) => !key.startsWith('MONONYM_'))
    this.#environment = { ...(Object.fromEntries(own) as Record<string, string>), ...environment }
  }

  /** Starts the service with these settings (`MONONYM_…`) and waits until it is ready. */
  static async start(settings: Record<string, string>): Promise<Gateway> {
    const gateway = new Gateway(settings)
    await gateway.#start()
    return gateway
  }

  /** A key file in a folder that goes away with this process. */
  static keyFile(key: Hex): string {
    const path = join(temporaryFolder(), 'key')
    writeFileSync(path, key, { mode: 0o600 })
    return path
  }

  get url(): string {
    return `http://${this.#address}`
  }

  /** Stops the service and starts it again: same address, same data, other settings. */
  async restart(settings: Record<string, string>): Promise<void> {
    await this.stop()
    Object.assign(this.#environment, settings)
    await this.#start()
  }

  async stop(): Promise<void> {
    await this.#child?.stop()
  }

  async get(path: string): Promise<Response> {
    return read(await fetch(this.url + path))
  }

  async post(path: string, body: unknown): Promise<Response> {
    const headers = { 'content-type': 'application/json' }
    return read(await fetch(this.url + path, { method: 'POST', headers, body: JSON.stringify(body) }))
  }

  /** The address of the key that signs answers. */
  async signer(): Promise<Address> {
    return (await this.get('/v1/parents')).body.signers[0]
  }

  /** The EIP-712 domain of operations. */
  async domain(): Promise<TypedDataDomain> {
    return (await this.get('/v1/keystore')).body.domain
  }

  /** Runs a client command of the binary against this service; returns what it printed. */
  run(...args: string[]): Promise<string> {
    return this.command(...args, '--gateway', this.url)
  }

  /** Runs a command of the binary in the folder of this service; returns what it printed. */
  async command(...args: string[]): Promise<string> {
    const child = new Child(`mononym ${args[0]}`, paths.mononym, args, { cwd: this.dataFolder })
    await until(`mononym ${args[0]} ends`, () => child.hasEnded || undefined)
    if (child.process.exitCode !== 0) throw new Error(`mononym ${args.join(' ')} failed:\n${child.output}`)
    return child.output
  }

  async #start(): Promise<void> {
    const env = {
      ...this.#environment,
      MONONYM_LISTEN: this.#address,
      MONONYM_DATA_DIR: join(this.dataFolder, 'data'),
    }
    const child = new Child('mononym', paths.mononym, [], { env, cwd: this.dataFolder })
    this.#child = child
    this.#address = await child.until('listening', () => /on http:\/\/(\S+:\d+)/.exec(child.output)?.[1])
    await child.until('ready', async () => {
      const response = await fetch(`${this.url}/readyz`).catch(() => undefined)
      return response?.ok || undefined
    })
  }
}

async function read(response: globalThis.Response): Promise<Response> {
  const text = await response.text()
  try {
    return { status: response.status, body: JSON.parse(text) }
  } catch {
    throw new Error(`${response.url} answered ${response.status} without JSON: ${text}`)
  }
}
