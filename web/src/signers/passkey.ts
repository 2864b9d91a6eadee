// Passkeys: WebAuthn credentials on the curve P-256 (Web Authentication Level 3).
import { bytesToHex, concat, type Hex, hexToBytes, sha256 } from 'viem'
import type { Approval } from '../operations/types.ts'
import { fromBase64url, toBase64url } from './base64url.ts'
import { remember, rememberedOf } from './remembered.ts'
import { kindOf, ofPasskey, pointOf, rpIdHash, same, siteOf } from './signer.ts'

/** ECDSA with P-256 and SHA-256 (COSE). */
const ES256 = -7
const P256 = { name: 'ECDSA', namedCurve: 'P-256' }

/** Why a passkey did nothing, in words for its owner. */
export class PasskeyError extends Error {
  override name = 'PasskeyError'
}

/** The site that passkeys are made for: its host, without a port. */
export const site = (): string => location.hostname

/** Why passkeys cannot be used here; nothing if they can. */
export function whyNoPasskeys(): string | undefined {
  if (!isSecureContext) return 'Passkeys work only on pages that come by https, or from localhost.'
  if (!('PublicKeyCredential' in globalThis)) return 'This browser knows no passkeys.'
  if (/^[\d.]+$|:|^\[/.test(site())) return `Passkeys need a host name, and ${site()} is a number: use localhost or a domain.`
  return undefined
}

/** Whether a key is a passkey that was made for this site. */
export const isOfThisSite = (signer: Hex): boolean =>
  kindOf(signer) === 'passkey' && same(siteOf(signer), rpIdHash(site()))

const random = (): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(32))

/** Makes a new passkey for a name; it can be found again without this browser's memory. */
export async function createPasskey(name: string): Promise<Hex> {
  const publicKey: PublicKeyCredentialCreationOptions = {
    rp: { id: site(), name: 'Mononym' },
    // A new user each time: authenticators keep one passkey for each, and would replace the one before.
    user: { id: random(), name, displayName: name },
    // Nothing hangs on this challenge: the key proves itself by signing the first operation.
    challenge: random(),
    pubKeyCredParams: [{ type: 'public-key', alg: ES256 }],
    authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
    attestation: 'none',
  }
  const credential = await ask(() => navigator.credentials.create({ publicKey }))
  const response = credential.response as AuthenticatorAttestationResponse
  const spki = response.getPublicKey()
  if (response.getPublicKeyAlgorithm() !== ES256 || !spki) {
    throw new PasskeyError('This device made a key of another kind than P-256, which Mononym does not know.')
  }
  const key = await crypto.subtle.importKey('spki', spki, P256, true, ['verify'])
  const raw = new Uint8Array(await crypto.subtle.exportKey('raw', key))
  // An uncompressed point: 04, x, y.
  const signer = ofPasskey(bytesToHex(raw.slice(1)), site())
  remember({ id: toBase64url(credential.rawId), signer, name })
  return signer
}

/** Signs a digest with one of these keys: whichever passkey the user picks. */
export async function signWithPasskey(digest: Hex, candidates: readonly Hex[], name: string): Promise<Approval> {
  const usable = candidates.filter(isOfThisSite)
  const known = rememberedOf(usable)
  // Those that this browser knows come first. Where it knows none, any passkey of this site may be picked:
  // another browser made it.
  const publicKey: PublicKeyCredentialRequestOptions = {
    rpId: site(),
    challenge: hexToBytes(digest) as Uint8Array<ArrayBuffer>,
    userVerification: 'required',
    allowCredentials: known.map(({ id }) => ({ type: 'public-key', id: fromBase64url(id) })),
  }
  const credential = await ask(() => navigator.credentials.get({ publicKey }))
  const response = credential.response as AuthenticatorAssertionResponse
  const signer = await findSigner(response, usable)
  if (!signer) throw new PasskeyError('That passkey is none of the keys that may sign this. Pick another one.')
  remember({ id: toBase64url(credential.rawId), signer, name })
  return {
    signer,
    signature: {
      authenticatorData: toBase64url(response.authenticatorData),
      clientDataJSON: toBase64url(response.clientDataJSON),
      signature: toBase64url(response.signature),
    },
  }
}

async function ask(prompt: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  try {
    const credential = await prompt()
    if (credential) return credential as PublicKeyCredential
  } catch (error) {
    throw new PasskeyError(explain(error))
  }
  throw new PasskeyError('The browser gave no passkey. Try again.')
}

function explain(error: unknown): string {
  const { name, message } = error instanceof Error ? error : { name: '', message: String(error) }
  if (name === 'NotAllowedError' || name === 'AbortError') {
    return 'The passkey prompt was cancelled, or it took too long. Nothing was signed; you can try again.'
  }
  if (name === 'InvalidStateError') return 'This device already has this passkey.'
  if (name === 'SecurityError') return `Passkeys cannot be used on ${site()}: ${message}`
  if (name === 'NotSupportedError' || name === 'ConstraintError') {
    return 'This device cannot make a passkey that is kept on it and asks who you are.'
  }
  return `The passkey failed: ${message}`
}

/** The key whose signature this is: an assertion does not name its key, and the memory may be gone. */
async function findSigner(response: AuthenticatorAssertionResponse, signers: readonly Hex[]): Promise<Hex | undefined> {
  const signed = concat([
    bytesToHex(new Uint8Array(response.authenticatorData)),
    sha256(new Uint8Array(response.clientDataJSON)),
  ])
  const signature = fromDer(new Uint8Array(response.signature))
  for (const signer of signers) {
    const raw = hexToBytes(concat(['0x04', pointOf(signer)])) as Uint8Array<ArrayBuffer>
    const key = await crypto.subtle.importKey('raw', raw, P256, false, ['verify']).catch(() => undefined)
    if (!key) continue
    const data = hexToBytes(signed) as Uint8Array<ArrayBuffer>
    if (await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, signature, data)) return signer
  }
  return undefined
}

/** r and s of a DER signature, each in 32 bytes, as WebCrypto takes them. */
function fromDer(der: Uint8Array): Uint8Array<ArrayBuffer> {
  const raw = new Uint8Array(64)
  // A sequence of two integers: 30 length, 02 length r, 02 length s.
  let at = 2
  for (const end of [32, 64]) {
    const length = der[at + 1] ?? 0
    const digits = der.slice(at + 2, at + 2 + length).slice(-32)
    raw.set(digits, end - digits.length)
    at += 2 + length
  }
  return raw
}
