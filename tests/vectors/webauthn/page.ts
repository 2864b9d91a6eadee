// A page in Chromium that holds keys: passkeys of a virtual authenticator, and plain keys of WebCrypto.
//
// What runs inside the page must not name a function: tsx would add a helper that the page lacks.
import { createPublicKey } from 'node:crypto'
import { type CDPSession, chromium, type Page } from 'playwright-core'
import { type Assertion, bytes, type Hex, hex, point, type Signature } from './check.ts'

export const RP_ID = 'localhost'

/** A passkey, and what Chromium says about its birth. */
export interface Passkey {
  id: Uint8Array
  x: Hex
  y: Hex
  registration: { authenticatorData: Hex; clientDataJSON: string; attestationObject: Uint8Array }
}

export interface AuthenticatorOptions {
  /** False: a bare key that only asks to be touched. */
  verifiesUser?: boolean
  hasCredBlob?: boolean
  /** Both backup flags: a passkey that is synced between devices. */
  synced?: boolean
}

/** Flags that the authenticator is told to get wrong. */
export type Override = { isBadUP?: boolean; isBadUV?: boolean }

export class Browser {
  readonly version: string
  readonly #page: Page
  readonly #cdp: CDPSession

  private constructor(version: string, page: Page, cdp: CDPSession) {
    this.version = version
    this.#page = page
    this.#cdp = cdp
  }

  static async start(): Promise<Browser> {
    const browser = await chromium.launch({
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      // No sandbox, since containers run as root; the rest keeps Chromium off the network.
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    })
    const page = await browser.newPage()
    // Answered without a server: the origin, and so the vectors, have no port that changes.
    await page.route('**/*', (route) => route.fulfill({ contentType: 'text/html', body: '<title>keys</title>' }))
    await page.goto(`http://${RP_ID}:8080/`)
    const cdp = await page.context().newCDPSession(page)
    await cdp.send('WebAuthn.enable')
    return new Browser(browser.version(), page, cdp)
  }

  async close(): Promise<void> {
    await this.#page.context().browser()?.close()
  }

  /** Plugs an authenticator in while `use` runs: Chromium takes one internal authenticator at a time. */
  async withAuthenticator<T>(
    { verifiesUser = true, hasCredBlob = false, synced = false }: AuthenticatorOptions,
    use: (authenticator: Authenticator) => Promise<T>,
  ): Promise<T> {
    const { authenticatorId } = await this.#cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        ctap2Version: 'ctap2_1',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: verifiesUser,
        automaticPresenceSimulation: true,
        isUserVerified: verifiesUser,
        hasCredBlob,
        defaultBackupEligibility: synced,
        defaultBackupState: synced,
      },
    })
    const userVerification = verifiesUser ? 'required' : 'discouraged'
    try {
      return await use(new Authenticator(this.#page, this.#cdp, authenticatorId, userVerification))
    } finally {
      await this.#cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId })
    }
  }

  /** One signature of each digest, in order, by a new key of WebCrypto. */
  async signByNewKey(digests: Hex[]): Promise<Signature[]> {
    const made = await this.#page.evaluate(
      async (messages) => {
        const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
        const keys = await crypto.subtle.generateKey(algorithm, false, ['sign', 'verify'])
        const point = new Uint8Array(await crypto.subtle.exportKey('raw', keys.publicKey))
        const signatures = []
        for (const message of messages) {
          signatures.push(new Uint8Array(await crypto.subtle.sign(algorithm, keys.privateKey, message)))
        }
        return { point, signatures }
      },
      digests.map((digest) => new Uint8Array(bytes(digest))),
    )
    // The raw form is 0x04 ‖ x ‖ y.
    const key = { x: hex(made.point.subarray(1, 33)), y: hex(made.point.subarray(33)) }
    return digests.map((digest, i) => ({ digest, ...key, signature: hex(made.signatures[i]!) }))
  }
}

export class Authenticator {
  readonly #page: Page
  readonly #cdp: CDPSession
  readonly #id: string
  readonly #userVerification: UserVerificationRequirement

  constructor(page: Page, cdp: CDPSession, id: string, userVerification: UserVerificationRequirement) {
    this.#page = page
    this.#cdp = cdp
    this.#id = id
    this.#userVerification = userVerification
  }

  async register(challenge: Hex): Promise<Passkey> {
    const authenticatorSelection: AuthenticatorSelectionCriteria = {
      userVerification: this.#userVerification,
      // Chromium stores a passkey only where the user is verified.
      residentKey: this.#userVerification === 'required' ? 'required' : 'discouraged',
    }
    const made = await this.#page.evaluate(
      async ({ rpId, challenge, authenticatorSelection }) => {
        const credential = (await navigator.credentials.create({
          publicKey: {
            rp: { id: rpId, name: 'Mononym' },
            user: { id: crypto.getRandomValues(new Uint8Array(16)), name: 'alice', displayName: 'Alice' },
            challenge,
            pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
            authenticatorSelection,
            attestation: 'direct',
            // TypeScript does not know CTAP 2.1's extension; an authenticator without it ignores it.
            extensions: { credBlob: new TextEncoder().encode('alice') } as AuthenticationExtensionsClientInputs,
          },
        })) as PublicKeyCredential
        const response = credential.response as AuthenticatorAttestationResponse
        return {
          id: new Uint8Array(credential.rawId),
          spki: new Uint8Array(response.getPublicKey()!),
          authenticatorData: new Uint8Array(response.getAuthenticatorData()),
          clientData: new Uint8Array(response.clientDataJSON),
          attestationObject: new Uint8Array(response.attestationObject),
        }
      },
      { rpId: RP_ID, challenge: new Uint8Array(bytes(challenge)), authenticatorSelection },
    )
    const key = createPublicKey({ key: Buffer.from(made.spki), format: 'der', type: 'spki' })
    return {
      id: made.id,
      ...point(key),
      registration: {
        authenticatorData: hex(made.authenticatorData),
        clientDataJSON: Buffer.from(made.clientData).toString('utf8'),
        attestationObject: made.attestationObject,
      },
    }
  }

  /** An assertion over `digest`, after as many as it takes to get one that is `wanted`. */
  async assert(
    passkey: Passkey,
    comment: string,
    digest: Hex,
    wanted: (assertion: Assertion) => boolean = () => true,
  ): Promise<Assertion> {
    for (let tries = 0; tries < 5000; tries++) {
      const assertion = await this.#assertOnce(passkey, comment, digest)
      if (wanted(assertion)) return assertion
    }
    throw new Error(`no assertion as wanted for "${comment}"`)
  }

  /** Has the authenticator get flags wrong while `use` runs. */
  async withOverride<T>(override: Override, use: () => Promise<T>): Promise<T> {
    const authenticatorId = this.#id
    await this.#cdp.send('WebAuthn.setResponseOverrideBits', { authenticatorId, ...override })
    try {
      return await use()
    } finally {
      await this.#cdp.send('WebAuthn.setResponseOverrideBits', { authenticatorId })
    }
  }

  async #assertOnce(passkey: Passkey, comment: string, digest: Hex): Promise<Assertion> {
    const made = await this.#page.evaluate(
      async ({ rpId, id, challenge, userVerification }) => {
        const credential = (await navigator.credentials.get({
          publicKey: {
            rpId,
            challenge,
            userVerification,
            allowCredentials: [{ type: 'public-key', id }],
            extensions: { getCredBlob: true } as AuthenticationExtensionsClientInputs,
          },
        })) as PublicKeyCredential
        const response = credential.response as AuthenticatorAssertionResponse
        return {
          authenticatorData: new Uint8Array(response.authenticatorData),
          clientData: new Uint8Array(response.clientDataJSON),
          signature: new Uint8Array(response.signature),
        }
      },
      {
        rpId: RP_ID,
        id: new Uint8Array(passkey.id),
        challenge: new Uint8Array(bytes(digest)),
        userVerification: this.#userVerification,
      },
    )
    return {
      comment,
      digest,
      rpId: RP_ID,
      x: passkey.x,
      y: passkey.y,
      authenticatorData: hex(made.authenticatorData),
      clientDataJSON: Buffer.from(made.clientData).toString('utf8'),
      ...signatureForms(made.signature),
    }
  }
}

/** A DER signature with its r and s as 32 bytes each. */
export function signatureForms(der: Uint8Array): Pick<Assertion, 'signatureDer' | 'r' | 's'> {
  // SEQUENCE, length, then twice: INTEGER, length, number without leading zeros or with one for its sign.
  const sAt = 4 + der[3]!
  const word = (number: Uint8Array): Hex => `0x${BigInt(hex(number)).toString(16).padStart(64, '0')}`
  return { signatureDer: hex(der), r: word(der.subarray(4, sAt)), s: word(der.subarray(sAt + 2)) }
}
