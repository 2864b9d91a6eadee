// Records as operations carry them: an ENS profile call with its node left zero, and the ABI encoding of
// what the call returns.
import { concat, decodeAbiParameters, encodeAbiParameters, type Hex, numberToHex, slice, zeroHash } from 'viem'
import { readAddress, writeAddress } from './coins.ts'
import { readContenthash, writeContenthash } from './contenthash.ts'
import type { RecordMember } from './types.ts'

const SELECTORS = {
  text: '0x59d1d43c',
  addr: '0xf1cb7e06',
  contenthash: '0xbc1c58d1',
  name: '0x691f3431',
  data: '0xecbfada3',
} as const

type Profile = keyof typeof SELECTORS

const UNSET = 0
const SET = 1
const NONE = 2

/** A record as people see it. */
export interface RecordWish {
  profile: 'text' | 'addr' | 'contenthash'
  /** A text's key, an address's coin type. */
  key?: string
  /** Absent to take the record away, or to answer nothing on purpose. */
  value?: string
  /** Answer nothing on purpose, instead of falling through to what is computed. */
  nothing?: boolean
}

/** A record of an operation, in words. */
export interface ReadRecord {
  profile: Profile | 'other'
  key?: string
  state: 'set' | 'unset' | 'none'
  /** As people write it; hex where that is not known. */
  value?: string
  /** Whether `value` was read by this page, and not just copied as hex. */
  isRead: boolean
}

/** The form in which `POST /v1/typed-data` takes it. */
export function toDraft({ profile, key, value, nothing }: RecordWish): Record<string, string> {
  const written = profile === 'contenthash' && value !== undefined ? writeContenthash(value) : value
  return {
    profile,
    ...(key === undefined ? {} : { key }),
    ...(written === undefined ? (nothing ? { state: 'none' } : {}) : { value: written }),
  }
}

/**
 * The record as it must be signed; nothing if this page does not know how addresses of the coin are
 * written, so that it can check the coin only.
 */
export async function spell(wish: RecordWish): Promise<{ call: Hex; state: number; value?: Hex }> {
  const call = callOf(wish)
  if (wish.value === undefined) return { call, state: wish.nothing ? NONE : UNSET, value: '0x' }
  if (wish.profile === 'text') return { call, state: SET, value: encodeAbiParameters([{ type: 'string' }], [wish.value]) }
  const bytes =
    wish.profile === 'contenthash' ? writeContenthash(wish.value) : await writeAddress(coinOf(wish), wish.value)
  return bytes === undefined
    ? { call, state: SET }
    : { call, state: SET, value: encodeAbiParameters([{ type: 'bytes' }], [bytes]) }
}

/** What a record of an operation says. */
export async function read({ call, state, value }: RecordMember): Promise<ReadRecord> {
  const found = Object.entries(SELECTORS).find(([, selector]) => call.startsWith(selector))
  const words = state === SET ? 'set' : state === NONE ? 'none' : 'unset'
  if (!found) return { profile: 'other', key: call, state: words, value, isRead: false }
  const profile = found[0] as Profile
  const key = keyOf(profile, call)
  const record = { profile, state: words, ...(key === undefined ? {} : { key }) } as const
  if (state !== SET) return { ...record, isRead: true }
  if (profile === 'text' || profile === 'name') return { ...record, value: decodeText(value), isRead: true }
  const [bytes] = decodeAbiParameters([{ type: 'bytes' }], value)
  if (profile === 'contenthash') {
    const url = readContenthash(bytes)
    return { ...record, value: url ?? bytes, isRead: url !== undefined }
  }
  const address = profile === 'addr' ? await readAddress(Number(key), bytes) : undefined
  return { ...record, value: address ?? bytes, isRead: address !== undefined }
}

function callOf(wish: RecordWish): Hex {
  const node = SELECTORS[wish.profile]
  if (wish.profile === 'contenthash') return concat([node, zeroHash])
  if (wish.profile === 'addr') return concat([node, zeroHash, numberToHex(coinOf(wish), { size: 32 })])
  const types = [{ type: 'bytes32' }, { type: 'string' }] as const
  return concat([node, encodeAbiParameters(types, [zeroHash, wish.key ?? ''])])
}

function keyOf(profile: Profile, call: Hex): string | undefined {
  if (profile === 'contenthash' || profile === 'name') return undefined
  const parameters = slice(call, 4)
  if (profile === 'addr') {
    const [, coin] = decodeAbiParameters([{ type: 'bytes32' }, { type: 'uint256' }], parameters)
    return coin.toString()
  }
  const [, key] = decodeAbiParameters([{ type: 'bytes32' }, { type: 'string' }], parameters)
  return key
}

const decodeText = (value: Hex): string => decodeAbiParameters([{ type: 'string' }], value)[0]

function coinOf({ key = '60' }: RecordWish): number {
  const coin = Number(key)
  if (!/^\d+$/.test(key) || !Number.isSafeInteger(coin)) throw new Error(`A coin type is a whole number, not ${JSON.stringify(key)}.`)
  return coin
}
