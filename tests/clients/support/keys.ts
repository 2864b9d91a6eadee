// Keys that may sign for an account, each signing a digest in its own way.
import { createHash } from 'node:crypto'
import { p256 } from '@noble/curves/nist.js'
import { type Hex, concat, encodeAbiParameters, hexToBytes, keccak256, parseAbiParameters, toHex } from 'viem'
import { privateKeyToAccount, sign } from 'viem/accounts'

/** Something that approves a digest. */
export interface Key {
  /** `kind ‖ data`. */
  signer: Hex
  sign(digest: Hex): Promise<Hex>
}

/** The key's place in its account's ordered set. */
export const id = (key: { signer: Hex }): Hex => keccak256(key.signer)

/** Kind 1: a wallet's key. */
export function ethereum(privateKey: Hex): Key {
  const { address } = privateKeyToAccount(privateKey)
  return {
    signer: concat(['0x01', address.toLowerCase() as Hex]),
    sign: (hash) => sign({ hash, privateKey, to: 'hex' }),
  }
}

/** Kind 2: a key that signs as WebCrypto does, SHA-256 of what it is given. */
export function webCrypto(secret: Hex): Key {
  return {
    signer: concat(['0x02', point(secret)]),
    sign: async (digest) => toHex(signP256(secret, sha256(hexToBytes(digest))).toCompactRawBytes()),
  }
}

/** Kind 3: a passkey of a relying party, as an authenticator and a browser would use it. */
export function webAuthn(secret: Hex, rpId: string, counter = 0): Key {
  const rpIdHash = toHex(sha256(Buffer.from(rpId)))
  return {
    signer: concat(['0x03', point(secret), rpIdHash]),
    sign: async (digest) => {
      const challenge = Buffer.from(hexToBytes(digest)).toString('base64url')
      const client = { type: 'webauthn.get', challenge, origin: `https://${rpId}`, crossOrigin: false }
      const clientData = Buffer.from(JSON.stringify(client))
      // User present, user verified; the signature counter.
      const data = concat([rpIdHash, '0x05', toHex(counter, { size: 4 })])
      const { r, s } = signP256(secret, sha256(hexToBytes(concat([data, toHex(sha256(clientData))]))))
      return encodeAbiParameters(parseAbiParameters('bytes, bytes, uint256, uint256'), [data, toHex(clientData), r, s])
    },
  }
}

function point(secret: Hex): Hex {
  return toHex(p256.getPublicKey(hexToBytes(secret), false).slice(1))
}

function signP256(secret: Hex, hash: Uint8Array) {
  return p256.sign(hash, hexToBytes(secret), { lowS: true, prehash: false })
}

function sha256(data: Uint8Array): Uint8Array {
  return createHash('sha256').update(data).digest()
}
