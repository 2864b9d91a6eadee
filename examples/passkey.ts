// A name that a passkey owns: no Ethereum key, no seed phrase.
import { createHash, subtle } from 'node:crypto'
import { concat, type Hex, toHex } from 'viem'
import { type Approval, type Draft, Mononym } from './mononym.ts'
import { freshName, runIfCalled } from './run.ts'

/** The site for which the passkey was made. */
const RP_ID = 'wallet.example'

const base64url = (bytes: ArrayLike<number>) => Buffer.from(Uint8Array.from(bytes)).toString('base64url')
const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest()

/**
 * Stands in for an authenticator, so that this runs in Node. In a browser:
 *
 *     const credential = await navigator.credentials.get({ publicKey: {
 *       challenge: base64urlToBytes(draft.challenge), rpId: RP_ID, userVerification: 'required',
 *     } })
 *     const { authenticatorData, clientDataJSON, signature } = credential.response  // each in base64url
 */
class SoftwarePasskey {
  readonly #keys: { publicKey: any; privateKey: any }
  readonly signer: Hex

  private constructor(keys: { publicKey: any; privateKey: any }, signer: Hex) {
    this.#keys = keys
    this.signer = signer
  }

  static async create(): Promise<SoftwarePasskey> {
    const keys = await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
    // Kind 3, then x, y and the hash of the RP id. A raw key is 04, x, y.
    const raw = new Uint8Array(await subtle.exportKey('raw', keys.publicKey))
    return new SoftwarePasskey(keys, concat(['0x03', toHex(raw.slice(1)), toHex(sha256(RP_ID))]))
  }

  async get({ challenge }: { challenge: string }): Promise<Approval['signature']> {
    const clientData = JSON.stringify({
      type: 'webauthn.get',
      challenge,
      origin: `https://${RP_ID}`,
      crossOrigin: false,
    })
    // The RP id's hash, the flags "user present" and "user verified", a counter.
    const authenticatorData = Buffer.concat([sha256(RP_ID), Buffer.from([0b101, 0, 0, 0, 0])])
    const signed = Buffer.concat([authenticatorData, sha256(clientData)])
    const raw = await subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, this.#keys.privateKey, signed)
    return {
      authenticatorData: base64url(authenticatorData),
      clientDataJSON: base64url(Buffer.from(clientData)),
      signature: base64url(der(new Uint8Array(raw))),
    }
  }
}

/** WebCrypto gives r and s, authenticators their DER encoding. */
function der(raw: Uint8Array): Uint8Array {
  const integer = (bytes: Uint8Array): number[] => {
    let digits = [...bytes]
    while (digits[0] === 0) digits = digits.slice(1)
    if ((digits[0] ?? 0x80) >= 0x80) digits = [0, ...digits]
    return [2, digits.length, ...digits]
  }
  const body = [...integer(raw.slice(0, 32)), ...integer(raw.slice(32))]
  return Uint8Array.from([0x30, body.length, ...body])
}

async function approve(passkey: SoftwarePasskey, draft: Draft): Promise<Approval> {
  return { signer: passkey.signer, signature: await passkey.get({ challenge: draft.challenge }) }
}

export async function main(url: string) {
  const mononym = new Mononym(url)
  const passkey = await SoftwarePasskey.create()
  const name = freshName('erin')

  const register = await mononym.draft('Register', { name, signers: [passkey.signer] })
  await mononym.send(register, [await approve(passkey, register)])

  const set = await mononym.draft('SetRecords', { name, records: [{ profile: 'text', key: 'url', value: 'passkey' }] })
  await mononym.send(set, [await approve(passkey, set)])
  return mononym.name(name)
}

await runIfCalled(import.meta.url, main)
