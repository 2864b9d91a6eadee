// Keys as accounts name them: a kind byte, then the key's data (docs/accounts.md, "Signers").
import { getAddress, type Hex, isAddress, keccak256, sha256, stringToHex } from 'viem'

/** An Ethereum key, a P-256 key, or a passkey. */
export type Kind = 'ethereum' | 'p256' | 'passkey' | 'unknown'

const KINDS: Record<string, { kind: Kind; length: number }> = {
  '01': { kind: 'ethereum', length: 20 },
  '02': { kind: 'p256', length: 64 },
  '03': { kind: 'passkey', length: 96 },
}

/** A signer's place in its set: sets of signers, of guardians and of signatures stand in this order. */
export const idOf = (signer: Hex): Hex => keccak256(signer)

export const inOrder = (signers: readonly Hex[]): Hex[] =>
  [...signers].sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1))

export const same = (a: Hex, b: Hex): boolean => a.toLowerCase() === b.toLowerCase()

export const includes = (signers: readonly Hex[], signer: Hex): boolean =>
  signers.some((member) => same(member, signer))

export const ofAddress = (address: string): Hex => `0x01${address.slice(2).toLowerCase()}`

/** The RP id's hash, with which a passkey's signer ends. */
export const rpIdHash = (rpId: string): Hex => sha256(stringToHex(rpId))

/** A passkey by its public key's coordinates (64 bytes) and the site for which it was made. */
export const ofPasskey = (point: Hex, rpId: string): Hex => `0x03${point.slice(2)}${rpIdHash(rpId).slice(2)}`

export function kindOf(signer: Hex): Kind {
  const known = KINDS[signer.slice(2, 4)]
  return known && signer.length === 4 + 2 * known.length ? known.kind : 'unknown'
}

/** The address of an Ethereum key. */
export const addressOf = (signer: Hex): Hex | undefined =>
  kindOf(signer) === 'ethereum' ? getAddress(`0x${signer.slice(4)}`) : undefined

/** x ‖ y of the kinds that have a point. */
export const pointOf = (signer: Hex): Hex => `0x${signer.slice(4, 4 + 128)}`

/** The RP id's hash of a passkey. */
export const siteOf = (signer: Hex): Hex => `0x${signer.slice(4 + 128)}`

/** Enough of a key for people to tell it from others: an address whole, a passkey by its id. */
export function nameOf(signer: Hex): string {
  const kind = kindOf(signer)
  const id = idOf(signer).slice(2, 10)
  if (kind === 'ethereum') return `Ethereum key ${addressOf(signer)}`
  if (kind === 'passkey') return `passkey ${id}`
  if (kind === 'p256') return `P-256 key ${id}`
  return `key of an unknown kind ${signer.slice(0, 24)}`
}

/** Reads what people write for a key: an address, or a signer of any kind. */
export function parseSigner(text: string): Hex {
  const written = text.trim()
  if (/^0x[0-9a-fA-F]{40}$/.test(written)) {
    if (!isAddress(written)) throw new Error('The capitals of this address do not fit it: one character is mistyped.')
    if (/^0x0{40}$/.test(written)) throw new Error('Nobody has the key of the zero address.')
    return ofAddress(written)
  }
  const signer = written.toLowerCase() as Hex
  if (/^0x[0-9a-f]+$/.test(signer) && kindOf(signer) !== 'unknown') return signer
  throw new Error('Neither an Ethereum address (0x and 40 digits) nor a key as this page shows it.')
}
