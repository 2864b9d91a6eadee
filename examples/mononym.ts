// All that a wallet needs of the API: ask what has to be signed, sign it, send it.
import { type Address, type Hex, keccak256 } from 'viem'
import type { LocalAccount } from 'viem/accounts'

/** What `POST /v1/typed-data` gives: exactly what has to be signed. */
export interface Draft {
  /** For `eth_signTypedData_v4`. */
  typedData: { domain: object; types: object; primaryType: string; message: object }
  /** What a P-256 key signs. */
  digest: Hex
  /** The same in base64url: what an authenticator signs. */
  challenge: string
  operation: { primaryType: string; message: { name: string } & Record<string, unknown> }
}

/** A key's signature; an authenticator's as the browser gives it, each part in base64url. */
export interface Approval {
  signer: Hex
  signature: Hex | { authenticatorData: string; clientDataJSON: string; signature: string }
}

/** A refusal: `slug` is for programs, the message for people. All slugs: docs/problems.md. */
export class Problem extends Error {
  readonly slug: string
  readonly status: number

  constructor(problem: { detail: string; slug: string; status: number }) {
    super(problem.detail)
    this.slug = problem.slug
    this.status = problem.status
  }
}

export class Mononym {
  readonly url: string
  readonly #apiKey: string | undefined

  constructor(url: string, apiKey?: string) {
    this.url = url
    this.#apiKey = apiKey
  }

  /** Says what you want, with as little as you want: nonce, deadline and defaults are filled in. */
  draft(primaryType: string, message: { name: string } & Record<string, unknown>): Promise<Draft> {
    return this.post('/v1/typed-data', { primaryType, message })
  }

  /** Sends a signed operation. The same twice is one change and one answer: just try again. */
  send({ operation }: Draft, approvals: Approval[]): Promise<any> {
    const name = encodeURIComponent(operation.message.name)
    const path = operation.primaryType === 'Register' ? '/v1/names' : `/v1/names/${name}/operations`
    return this.post(path, { operation, signatures: inOrder(approvals) })
  }

  /** An account with its records. */
  name(name: string): Promise<any> {
    return this.get(`/v1/names/${encodeURIComponent(name)}`)
  }

  async get(path: string): Promise<any> {
    return read(await fetch(this.url + path))
  }

  async post(path: string, body: unknown): Promise<any> {
    const headers: Record<string, string> = { 'content-type': 'application/json' }
    if (this.#apiKey) headers.authorization = `Bearer ${this.#apiKey}`
    return read(await fetch(this.url + path, { method: 'POST', headers, body: JSON.stringify(body) }))
  }
}

/** An Ethereum key as accounts name it: kind 1, then the address. */
export const signerOf = (address: Address): Hex => `0x01${address.slice(2).toLowerCase()}`

/** A signer's id: sets of signers, of guardians and of signatures stand in its order. */
export const idOf = (signer: Hex): Hex => keccak256(signer)

/** Signatures stand in ascending order of their signers' ids. */
export const inOrder = (approvals: Approval[]): Approval[] =>
  approvals.toSorted((a, b) => (idOf(a.signer) < idOf(b.signer) ? -1 : 1))

/**
 * An Ethereum key's approval. With a browser wallet:
 * `provider.request({ method: 'eth_signTypedData_v4', params: [address, JSON.stringify(draft.typedData)] })`
 */
export async function approve(account: LocalAccount, draft: Draft): Promise<Approval> {
  const signature = await account.signTypedData(draft.typedData as any)
  return { signer: signerOf(account.address), signature }
}

async function read(response: Response): Promise<any> {
  const body = (await response.json()) as any
  if (!response.ok) throw new Problem(body)
  return body
}
