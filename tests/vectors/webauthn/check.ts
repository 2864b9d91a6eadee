// Node's own crypto (OpenSSL) beside Chromium's (BoringSSL): no vector is written that only its maker accepts.
import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto'

export type Hex = `0x${string}`

export interface Assertion {
  comment: string
  digest: Hex
  rpId: string
  x: Hex
  y: Hex
  authenticatorData: Hex
  clientDataJSON: string
  signatureDer: Hex
  r: Hex
  s: Hex
}

export interface Signature {
  digest: Hex
  x: Hex
  y: Hex
  /** r ‖ s */
  signature: Hex
}

const USER_PRESENT = 0x01
const USER_VERIFIED = 0x04

/** Everything that is wrong with an assertion: an invalid vector must be wrong in one way only. */
export function faultsOfAssertion(assertion: Assertion): string[] {
  const data = bytes(assertion.authenticatorData)
  const client = JSON.parse(assertion.clientDataJSON)
  const flags = data[32] ?? 0
  const signed = Buffer.concat([data, sha256(assertion.clientDataJSON)])
  const key = publicKey(assertion)
  const plain = Buffer.concat([bytes(assertion.r), bytes(assertion.s)])

  const faults: string[] = []
  if (client.type !== 'webauthn.get') faults.push('type')
  if (client.challenge !== bytes(assertion.digest).toString('base64url')) faults.push('challenge')
  if (!data.subarray(0, 32).equals(sha256(assertion.rpId))) faults.push('rpId')
  if (!(flags & USER_PRESENT)) faults.push('user presence')
  if (!(flags & USER_VERIFIED)) faults.push('user verification')
  if (!verify('sha256', signed, key, bytes(assertion.signatureDer))) faults.push('signature')
  // The two forms of one signature must agree, else a test would depend on the form it reads.
  const alike = verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, plain)
  if (alike === faults.includes('signature')) faults.push('r, s')
  return faults
}

/** As `faultsOfAssertion`, for a plain signature of SHA-256 of the digest. */
export function faultsOfSignature(vector: Signature): string[] {
  const key = { key: publicKey(vector), dsaEncoding: 'ieee-p1363' as const }
  return verify('sha256', bytes(vector.digest), key, bytes(vector.signature)) ? [] : ['signature']
}

export function hex(data: Uint8Array): Hex {
  return `0x${Buffer.from(data).toString('hex')}`
}

export function bytes(text: Hex): Buffer {
  return Buffer.from(text.slice(2), 'hex')
}

/** The coordinates of a P-256 key. */
export function point(key: KeyObject): { x: Hex; y: Hex } {
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  return { x: hex(Buffer.from(x, 'base64url')), y: hex(Buffer.from(y, 'base64url')) }
}

function publicKey({ x, y }: { x: Hex; y: Hex }): KeyObject {
  const coordinate = (text: Hex) => bytes(text).toString('base64url')
  const key = { kty: 'EC', crv: 'P-256', x: coordinate(x), y: coordinate(y) }
  return createPublicKey({ key, format: 'jwk' })
}

function sha256(data: string): Buffer {
  return createHash('sha256').update(data).digest()
}
