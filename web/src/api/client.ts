// The gateway's REST API, as openapi.json describes it.
import type { components } from './schema.d.ts'

export type Schemas = components['schemas']

/** Why the gateway refused: its problem, or that it could not be reached at all. */
export class ApiError extends Error {
  constructor(
    /** HTTP status; 0 if there was no answer. */
    readonly status: number,
    /** The problem's stable name, as docs/problems.md lists them; absent if the answer was none. */
    readonly slug: string | undefined,
    message: string,
  ) {
    super(message)
    this.name = 'ApiError'
  }
}

/** Asks; `path` starts with `/v1`. Parts of it that hold foreign text must be encoded. */
export function get<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  return ask(path, signal === undefined ? {} : { signal })
}

/** Sends JSON. */
export function post<Answer>(path: string, body: unknown): Promise<Answer> {
  return ask(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}

async function ask<Answer>(path: string, request: RequestInit): Promise<Answer> {
  let response: Response
  try {
    response = await fetch(path, request)
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiError(0, undefined, 'The gateway cannot be reached. Are you online?')
  }
  const body: unknown = await response.json().catch(() => undefined)
  if (response.ok && body !== undefined) return body as Answer
  throw problemOf(response.status, body)
}

function problemOf(status: number, body: unknown): ApiError {
  const { slug, detail, title } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  const text = [detail, title].find((value) => typeof value === 'string')
  const message = typeof text === 'string' ? text : `The gateway answered ${status}, without a reason.`
  return new ApiError(status, typeof slug === 'string' ? slug : undefined, message)
}

const part = encodeURIComponent

/** What pages ask for. */
export const api = {
  name: (name: string) => get<Schemas['NameView']>(`/v1/names/${part(name)}`),
  availability: (name: string) => get<Schemas['AvailabilityView']>(`/v1/names/${part(name)}/availability`),
  addresses: (name: string, deployed = false) =>
    get<Schemas['AddressesView']>(`/v1/names/${part(name)}/addresses${deployed ? '?deployed=true' : ''}`),
  operations: (name: string, after?: string) => get<Schemas['LogPage']>(paged(`/v1/names/${part(name)}/operations`, { after })),
  proof: (name: string, data?: string) => get<Schemas['ProofView']>(paged(`/v1/names/${part(name)}/proof`, { data })),
  namesByPrefix: (prefix: string, limit: number, parent?: string) => get<Schemas['NamesPage']>(paged('/v1/names', { parent, prefix, limit: String(limit) })),
  namesBySigner: (signer: string, after?: string) => get<Schemas['NamesPage']>(paged('/v1/names', { signer, after })),
  namesOfAddress: (address: string, after?: string) => get<Schemas['ReversePage']>(paged(`/v1/addresses/${part(address)}/names`, { after })),
  chains: () => get<Schemas['ChainsView']>('/v1/chains'),
  parents: () => get<Schemas['ParentsView']>('/v1/parents'),
  keystore: () => get<Schemas['KeystoreView']>('/v1/keystore'),
}

function paged(path: string, query: Record<string, string | undefined>): string {
  const set = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return set.length === 0 ? path : `${path}?${new URLSearchParams(set)}`
}
