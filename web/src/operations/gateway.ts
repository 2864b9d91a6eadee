// What taking and looking after a name needs of the REST API.
import type { Hex } from 'viem'
import { get, post } from '../api/client.ts'
import type { Draft, Wish } from './check.ts'
import { toDraft } from './records.ts'
import type { Domain, SignedOperation } from './types.ts'

export interface Record {
  profile: string
  key?: string
  state: 'set' | 'none'
  value?: string
}

/** An account, as far as it is shown and changed here (`GET /v1/names/{name}`). */
export interface Account {
  name: string
  status: 'active' | 'frozen' | 'retired'
  frozenUntil?: number
  retiredFrom?: number
  nonce: number
  threshold: number
  signers: Hex[]
  guardianThreshold: number
  guardiansHash: Hex
  recoveryDelay: number
  recoveryNonce: number
  recovery?: { threshold: number; signers: Hex[]; after: number; outgoing: boolean; joined: boolean }
  outgoingGuardians?: { guardianThreshold: number; guardiansHash: Hex; recoveryDelay: number; until: number }
  outgoingSigners?: { threshold: number; signers: Hex[]; until: number }
  records: Record[]
}

export interface Availability {
  name: string
  available: boolean
  reason?: string
  policy?: 'closed' | 'open' | 'voucher' | 'token'
  claimant?: Hex
}

export interface Parent {
  name: string
  policy: 'closed' | 'open' | 'voucher' | 'token'
  minLabelLength: number
}

export interface Receipt {
  name: string
  nonce: number
  operationHash: Hex
  sequence: number
  acceptedAt: number
}

export interface Chain {
  name: string
  /** Coin types under which ENS asks for it, in decimal digits. */
  coinTypes: string[]
}

const path = (name: string): string => `/v1/names/${encodeURIComponent(name)}`

export const getAccount = (name: string): Promise<Account> => get(path(name))

export const getAvailability = (name: string, signal?: AbortSignal): Promise<Availability> =>
  get(`${path(name)}/availability`, signal)

export const getParents = async (): Promise<Parent[]> => (await get<{ parents: Parent[] }>('/v1/parents')).parents

export const getChains = async (): Promise<Chain[]> => (await get<{ chains: Chain[] }>('/v1/chains')).chains

export async function getDomain(): Promise<Domain> {
  const { domain } = await get<{ domain: Domain }>('/v1/keystore')
  return { chainId: domain.chainId, verifyingContract: domain.verifyingContract }
}

/** What would have to be signed. It is not to be trusted: `checkDraft`. */
export function getDraft({ primaryType, message, records }: Wish): Promise<Draft> {
  const spelled = records ? { ...message, records: records.map(toDraft) } : message
  return post('/v1/typed-data', { primaryType, message: spelled })
}

/** Sends an operation. The same again, after no answer, is one change and one answer. */
export function send(signed: SignedOperation): Promise<Receipt> {
  const { primaryType, message } = signed.operation
  return post(primaryType === 'Register' ? '/v1/names' : `${path(message.name)}/operations`, signed)
}
