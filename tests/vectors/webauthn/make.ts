// Writes ../webauthn.json and ../p256.json. Needs Chromium at /usr/bin/chromium, or where CHROMIUM says:
//
//   npm ci && npm run make
//
// Keys, nonces and thus all vectors are new with each run: only digests and comments stay. Chromium is
// asked again until the vectors hold what a verifier trips over, such as a high s.
import { deepStrictEqual } from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { decode } from 'cborg'
import { type Assertion, faultsOfAssertion, faultsOfSignature, type Hex, point, type Signature } from './check.ts'
import { Browser, type Passkey, RP_ID, signatureForms } from './page.ts'

/** A vector that must be refused: `why` as `check.ts` names it. */
type Invalid<T> = T & { why: string }

const HALF_ORDER = 0x7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8n
const SHORT = 1n << 247n

const ZERO: Hex = `0x${'00'.repeat(32)}`
const ONES: Hex = `0x${'ff'.repeat(32)}`
// Base64url of this one is all "-" and "_", but for its end: where plain base64 has "+" and "/".
const URL_SAFE: Hex = `0x${'fbefbf'.repeat(5)}${'ffffff'.repeat(5)}fbef`
// keccak256 of "", "a", "abc" and ENS's namehash of "eth".
const EMPTY: Hex = '0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470'
const A: Hex = '0x3ac225168df54212a25c1c01fd35bebfea408fdac2e31ddd6f80a4bbf9a5f1cb'
const ABC: Hex = '0x4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45'
const ETH: Hex = '0x93cdeb708b7545dc668eb9280176169d1c33cfd8ed6f04690a0bcc88a93fc4ae'

const highS = ({ s }: { s: Hex }) => BigInt(s) > HALF_ORDER
const lowS = (it: { s: Hex }) => !highS(it)
/** Chromium adds a member to the client data now and then, to break verifiers that compare with a template. */
const extraMember = ({ clientDataJSON }: Assertion) => clientDataJSON.includes('other_keys_can_be_added_here')

const browser = await Browser.start()
try {
  const maker = `Chromium ${browser.version}`
  const again = 'Keys and nonces are random: a rerun of webauthn/make.ts writes other vectors.'
  const comments = {
    webauthn: `Assertions of the virtual authenticator of ${maker}; s as it came, high or low. ${again}`,
    p256: `Signatures of SHA-256 of the digest by WebCrypto of ${maker}; s as it came, high or low. ${again}`,
  }
  write('webauthn', comments.webauthn, await assertions(), faultsOfAssertion)
  write('p256', comments.p256, await signatures(), faultsOfSignature)
} finally {
  await browser.close()
}

async function assertions() {
  const valid: Assertion[] = []
  const invalid: Invalid<Assertion>[] = []

  const plain = await browser.withAuthenticator({}, async (authenticator) => {
    const passkey = await authenticator.register(ZERO)
    const sign = authenticator.assert.bind(authenticator, passkey)
    valid.push(
      await sign('zero digest, low s', ZERO, (it) => lowS(it) && !extraMember(it)),
      await sign('digest of ones, high s', ONES, (it) => highS(it) && !extraMember(it)),
      await sign('a member after crossOrigin in the client data', EMPTY, extraMember),
      await sign('r shorter than 32 bytes in DER', A, ({ r }) => BigInt(r) < SHORT),
      await sign('s shorter than 32 bytes in DER', ABC, ({ s }) => BigInt(s) < SHORT),
    )

    const other = await sign('a true assertion for another challenge than the digest', A)
    const elsewhere = await sign('a true assertion for localhost, offered for another relying party', ABC)
    invalid.push(
      { ...other, digest: ABC, why: 'challenge' },
      { ...elsewhere, rpId: 'example.com', why: 'rpId' },
      attestation(passkey),
    )
    for (const [override, why] of [
      [{ isBadUP: true }, 'user presence'],
      [{ isBadUV: true }, 'user verification'],
    ] as const) {
      const comment = `signed with the flag of ${why} cleared`
      const assertion = await authenticator.withOverride(override, () => sign(comment, EMPTY))
      invalid.push({ ...assertion, why })
    }
    return passkey
  })

  await browser.withAuthenticator({ synced: true }, async (authenticator) => {
    const passkey = await authenticator.register(ONES)
    const sign = authenticator.assert.bind(authenticator, passkey)
    valid.push(
      await sign('synced passkey: both backup flags', ETH),
      await sign('a challenge with "-" and "_" for "+" and "/"', URL_SAFE),
    )
    const { x, y } = plain
    invalid.push({ ...(await sign('the key of another passkey', ETH)), x, y, why: 'signature' })
  })

  await browser.withAuthenticator({ hasCredBlob: true }, async (authenticator) => {
    const passkey = await authenticator.register(EMPTY)
    // The longer authenticator data of an extension's output, and its flag.
    valid.push(await authenticator.assert(passkey, 'authenticator data with an extension (credBlob)', EMPTY))
  })

  await browser.withAuthenticator({ verifiesUser: false }, async (authenticator) => {
    const passkey = await authenticator.register(ZERO)
    const assertion = await authenticator.assert(passkey, 'a user who only touched the authenticator', ETH)
    invalid.push({ ...assertion, why: 'user verification' })
  })

  return { valid, invalid }
}

/** A registration is signed just as an assertion is, by the attestation key: only the type tells them apart. */
function attestation(passkey: Passkey): Invalid<Assertion> {
  const { attestationObject, authenticatorData, clientDataJSON } = passkey.registration
  const { fmt, attStmt } = decode(attestationObject)
  if (fmt !== 'packed') throw new Error(`expected a packed attestation, found ${fmt}`)
  // Without a certificate the passkey attests to itself.
  const [certificate] = attStmt.x5c ?? []
  const key = certificate ? point(new X509Certificate(certificate).publicKey) : { x: passkey.x, y: passkey.y }
  return {
    comment: `a registration, signed by ${certificate ? 'the attestation key' : 'the passkey itself'}`,
    digest: ZERO,
    rpId: RP_ID,
    ...key,
    authenticatorData,
    clientDataJSON,
    ...signatureForms(attStmt.sig),
    why: 'type',
  }
}

async function signatures() {
  const digests = [ZERO, ONES, EMPTY, ETH]
  const valid: Signature[] = []
  const s = ({ signature }: Signature) => ({ s: `0x${signature.slice(66)}` as const })
  do {
    // All of one sign is one run in 128.
    valid.length = 0
    valid.push(...(await browser.signByNewKey(digests)), ...(await browser.signByNewKey(digests)))
  } while (!valid.some((it) => highS(s(it))) || !valid.some((it) => lowS(s(it))))

  const first = valid[0]!
  const { x, y } = valid[digests.length]!
  return {
    valid,
    invalid: [
      { ...first, digest: ABC, why: 'signature: of another digest' },
      { ...first, x, y, why: 'signature: of another key' },
    ],
  }
}

/** Checks that each vector is what it says, then writes the file. */
function write<T>(
  name: string,
  comment: string,
  { valid, invalid }: { valid: T[]; invalid: Invalid<T>[] },
  faults: (vector: T) => string[],
) {
  for (const vector of valid) deepStrictEqual(faults(vector), [])
  for (const vector of invalid) deepStrictEqual(faults(vector), [vector.why.split(':')[0]])
  const file = new URL(`../${name}.json`, import.meta.url)
  writeFileSync(file, `${JSON.stringify({ comment, valid, invalid }, null, 2)}\n`)
  console.log(`${name}.json: ${valid.length} valid, ${invalid.length} invalid`)
}
