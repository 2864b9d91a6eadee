// A real Chromium: with an authenticator of its own, and with a browser wallet that holds a real key.
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { type Browser, type BrowserContext, type CDPSession, chromium, type Download, type Page } from 'playwright-core'
import { type Hex, hexToNumber } from 'viem'
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'

const CANDIDATES = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

export async function startBrowser(): Promise<Browser> {
  const executablePath = CANDIDATES.find((path) => path && existsSync(path))
  if (!executablePath) throw new Error('there is no Chromium: install it, or name it in CHROMIUM')
  return chromium.launch({ executablePath, args: ['--no-sandbox'] })
}

/** Somebody with a browser of his own. */
export class User {
  readonly context: BrowserContext
  readonly page: Page
  readonly errors: string[] = []
  #devtools: CDPSession | undefined
  #authenticator = ''

  private constructor(context: BrowserContext, page: Page) {
    this.context = context
    this.page = page
    page.on('pageerror', (error) => this.errors.push(error.message))
  }

  static async start(browser: Browser, url: string, wallet?: TestWallet): Promise<User> {
    const context = await browser.newContext({ baseURL: url, locale: 'en-GB', acceptDownloads: true })
    context.setDefaultTimeout(20_000)
    if (wallet) await wallet.install(context)
    const user = new User(context, await context.newPage())
    await user.#addAuthenticator()
    return user
  }

  async #addAuthenticator(): Promise<void> {
    const devtools = await this.context.newCDPSession(this.page)
    await devtools.send('WebAuthn.enable')
    const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
    this.#devtools = devtools
    this.#authenticator = authenticatorId
  }

  /** Whether the user proves to be himself when the authenticator asks: if not, its prompt comes to nothing. */
  async consents(isUserVerified: boolean): Promise<void> {
    await this.#devtools?.send('WebAuthn.setUserVerified', { authenticatorId: this.#authenticator, isUserVerified })
  }

  /** How many passkeys the authenticator keeps. */
  async passkeys(): Promise<number> {
    const found = await this.#devtools?.send('WebAuthn.getCredentials', { authenticatorId: this.#authenticator })
    return found?.credentials.length ?? 0
  }

  button(name: string | RegExp) {
    return this.page.getByRole('button', { name, exact: typeof name === 'string' })
  }

  press(name: string | RegExp): Promise<void> {
    return this.button(name).click()
  }

  fill(label: string | RegExp, value: string): Promise<void> {
    return this.page.getByLabel(label).fill(value)
  }

  /** Waits for a text to be seen. */
  async sees(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).filter({ visible: true }).first().waitFor()
  }

  /** Waits until an operation was accepted. */
  accepted(): Promise<void> {
    return this.sees(/^Accepted .* in the log\.$/)
  }

  /** A file for an input that takes one. */
  give(label: string | RegExp, text: string): Promise<void> {
    const buffer = Buffer.from(text)
    return this.page.getByLabel(label).setInputFiles({ name: 'given.json', mimeType: 'application/json', buffer })
  }

  /** The file that a button saves. */
  async save(name: string | RegExp): Promise<{ name: string; text: string }> {
    const [download] = await Promise.all([this.page.waitForEvent('download'), this.press(name)])
    return { name: download.suggestedFilename(), text: await textOf(download) }
  }

  /** What axe finds wrong with the page as it is. */
  async violations(): Promise<string[]> {
    await this.page.getByRole('heading', { level: 1 }).waitFor()
    // By evaluation, since the page's policy lets no foreign script in.
    await this.page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'))
    return this.page.evaluate(async () => {
      const { violations } = await (globalThis as any).axe.run(document, { resultTypes: ['violations'] })
      return violations.map((found: any) => `${found.id}: ${found.nodes.map((node: any) => node.html).join(' | ')}`)
    })
  }

  /** Whether something stands out of the window sideways. */
  overflows(): Promise<boolean> {
    return this.page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)
  }
}

async function textOf(download: Download): Promise<string> {
  return readFile(await download.path(), 'utf8')
}

/** As text, since it runs in the page and not here. */
const ANNOUNCE = `(() => {
  const provider = {
    async request(call) {
      const { value, error } = await testWalletRequest(call)
      if (error) throw error
      return value
    },
  }
  const info = { uuid: 'b7ad1c4e-0000-4000-8000-000000000001', name: 'Test Wallet', icon: 'data:,', rdns: 'test.wallet' }
  const detail = Object.freeze({ info, provider })
  const announce = () => dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail }))
  addEventListener('eip6963:requestProvider', announce)
  announce()
})()`

/** A browser wallet: announces itself by EIP-6963 in every page, and signs with a real key. */
export class TestWallet {
  readonly account: PrivateKeyAccount = privateKeyToAccount(generatePrivateKey())
  /** The chain that it is on; names are signed for another. */
  chainId = 1
  /** Methods that its owner declines. */
  readonly declined = new Set<string>()
  readonly asked: string[] = []

  get signer(): Hex {
    return `0x01${this.account.address.slice(2).toLowerCase()}`
  }

  async install(context: BrowserContext): Promise<void> {
    await context.exposeFunction('testWalletRequest', (call: { method: string; params?: any[] }) => this.#answer(call))
    await context.addInitScript({ content: ANNOUNCE })
  }

  async #answer({ method, params = [] }: { method: string; params?: any[] }) {
    this.asked.push(method)
    if (this.declined.has(method)) return { error: { code: 4001, message: 'User rejected the request.' } }
    if (method === 'eth_requestAccounts') return { value: [this.account.address] }
    if (method === 'eth_chainId') return { value: `0x${this.chainId.toString(16)}` }
    if (method === 'wallet_switchEthereumChain') {
      this.chainId = hexToNumber(params[0].chainId)
      return { value: null }
    }
    if (method === 'eth_signTypedData_v4') {
      const data = JSON.parse(params[1])
      // As wallets do: only for the chain that they are on, and only for their own address.
      if (data.domain.chainId !== this.chainId || params[0] !== this.account.address) {
        return { error: { code: -32_603, message: 'another chain or address' } }
      }
      return { value: await this.account.signTypedData(data) }
    }
    return { error: { code: 4200, message: `${method} is not supported` } }
  }
}
