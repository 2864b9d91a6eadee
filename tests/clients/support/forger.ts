// A gateway in the middle that may lie, and that remembers how it was asked.
import { readFileSync } from 'node:fs'
import { type IncomingMessage, type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import {
  type Address,
  type Hex,
  concat,
  decodeAbiParameters,
  encodeAbiParameters,
  keccak256,
  parseAbiParameters,
  toHex,
  zeroHash,
} from 'viem'
import { generatePrivateKey, privateKeyToAccount, sign } from 'viem/accounts'
import type { Gateway } from './gateway.ts'

/** ENS.md, "Signed answer". */
const response = parseAbiParameters('bytes result, uint64 expires, bytes signature')

/** docs/proofs.md, "Proven answer". */
const proven = parseAbiParameters([
  'uint64 number, Proof account, Proof[] records',
  'struct Proof { bytes value; bytes32[] siblings; bytes32 otherKey; bytes32 otherValueHash; }',
])

/** What it does with an answer to a question; `honest` hands it on as it is. */
export type Lie = (answer: Hex, question: Hex) => Hex | Promise<Hex>
export const honest: Lie = (answer) => answer

export class Forger {
  /** How it was asked, in order: the HTTP methods. */
  readonly methods: string[] = []
  lie: Lie = honest
  readonly #server: Server

  private constructor(gatewayUrl: string) {
    this.#server = createServer((request, reply) => {
      this.#answer(gatewayUrl, request).then(
        ({ status, body }) => reply.writeHead(status, { 'content-type': 'application/json' }).end(body),
        (error: Error) => reply.writeHead(500).end(error.stack),
      )
    })
  }

  static async start(gatewayUrl: string): Promise<Forger> {
    const forger = new Forger(gatewayUrl)
    await new Promise<void>((resolve) => forger.#server.listen(0, '127.0.0.1', resolve))
    return forger
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  stop(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  async #answer(gatewayUrl: string, request: IncomingMessage): Promise<{ status: number; body: string }> {
    this.methods.push(request.method ?? '')
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = chunks.length > 0 ? Buffer.concat(chunks).toString() : null
    const real = await fetch(gatewayUrl + request.url, { method: request.method ?? 'GET', body })
    if (!real.ok) return { status: real.status, body: await real.text() }
    const { data } = (await real.json()) as { data: Hex }
    const question = body === null ? request.url?.split('/').at(-1) : JSON.parse(body).data
    return { status: 200, body: JSON.stringify({ data: await this.lie(data, question) }) }
  }
}

/** Puts another address into the answer and leaves the signature as it is. */
export const altered =
  (address: Address): Lie =>
  (answer) => {
    const [, expires, signature] = decodeAbiParameters(response, answer)
    return encodeAbiParameters(response, [asResult(address), expires, signature])
  }

/** Puts another address into the answer and signs that, with a key that nobody trusts. */
export const foreign = (address: Address, resolver: Address): Lie =>
  signedBy(generatePrivateKey(), address, resolver)

/** Gives another address as the answer, signed with a key. */
export function signedBy(privateKey: Hex, address: Address, resolver: Address): Lie {
  return async (_, question) => {
    const expires = BigInt(Math.floor(Date.now() / 1000) + 300)
    const result = asResult(address)
    const hash = keccak256(
      concat(['0x1900', resolver, toHex(expires, { size: 8 }), keccak256(question), keccak256(result)]),
    )
    const signature = await sign({ hash, privateKey, to: 'hex' })
    return encodeAbiParameters(response, [result, expires, signature])
  }
}

/** Gives the real, signed answer to another question. */
export const swapped =
  (gatewayUrl: string, resolver: Address, other: (question: Hex) => Hex): Lie =>
  async (_, question) => {
    const body = JSON.stringify({ data: other(question), sender: resolver })
    const real = await fetch(`${gatewayUrl}/${resolver}`, { method: 'POST', body })
    return ((await real.json()) as { data: Hex }).data
  }

const asResult = (address: Address) => encodeAbiParameters([{ type: 'address' }], [address])

/** Puts an address record into a proven answer, where the tree has none. */
export const forgedRecord =
  (address: Address): Lie =>
  (answer) => {
    const [number, account, records] = decodeAbiParameters(proven, answer)
    const [first, ...rest] = records
    if (first === undefined) throw new Error('the answer has no record to forge')
    const value = concat(['0x02', encodeAbiParameters([{ type: 'bytes' }], [address])])
    const forged = { ...first, value, otherKey: zeroHash, otherValueHash: zeroHash }
    return encodeAbiParameters(proven, [number, account, [forged, ...rest]])
  }

/** The key with which a gateway signs, as a thief would take it. */
export const signingKey = (gateway: Gateway): Hex =>
  readFileSync(join(gateway.dataFolder, 'data/signer.key'), 'utf8').trim() as Hex

/** An address that nobody had before. */
export const newAddress = (): Address => privateKeyToAccount(generatePrivateKey()).address
