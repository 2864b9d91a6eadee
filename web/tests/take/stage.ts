// Names and their owners, for tests of looking after them: each test begins with somebody and his browser.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, afterEach, before } from 'node:test'
import type { Browser } from 'playwright-core'
import { startBrowser, TestWallet, User } from './browser.ts'
import { Gateway } from './gateway.ts'

export class Stage {
  #gateway: Gateway | undefined
  #browser: Browser | undefined
  #users: User[] = []

  /** Starts service and browser for the tests around it. */
  constructor() {
    before(async () => {
      this.#gateway = await Gateway.start()
      this.#browser = await startBrowser()
    })
    after(async () => {
      await this.#browser?.close()
      await this.#gateway?.stop()
    })
    afterEach(async () => {
      const errors = this.#users.flatMap((user) => user.errors)
      for (const user of this.#users) await user.context.close()
      this.#users = []
      assert.deepEqual(errors, [], 'a page threw')
    })
  }

  get gateway(): Gateway {
    assert.ok(this.#gateway)
    return this.#gateway
  }

  async somebody(wallet?: TestWallet): Promise<User> {
    assert.ok(this.#browser)
    const user = await User.start(this.#browser, this.gateway.url, wallet)
    this.#users.push(user)
    return user
  }

  /** Signs and sends with a wallet's key, not by way of the page. */
  async operate(wallet: TestWallet, primaryType: string, message: object): Promise<void> {
    const draft = await this.gateway.post('/v1/typed-data', { primaryType, message })
    const signature = await wallet.account.signTypedData(draft.typedData)
    const { name } = draft.operation.message
    const path = primaryType === 'Register' ? '/v1/names' : `/v1/names/${name}/operations`
    await this.gateway.post(path, { operation: draft.operation, signatures: [{ signer: wallet.signer, signature }] })
  }

  /** A name of this wallet. */
  async nameOf(wallet: TestWallet, records: object[] = []): Promise<string> {
    const name = freshName()
    await this.operate(wallet, 'Register', { name, signers: [wallet.signer], records })
    return name
  }

  /** A name of a passkey of this user, registered by way of the page. */
  async nameByPasskey(user: User): Promise<string> {
    const name = freshName()
    await user.page.goto(`/register?name=${name}`)
    await user.press('Make a passkey')
    await user.press('Sign with a passkey')
    await user.accepted()
    return name
  }

  async textRecord(name: string, key: string): Promise<any> {
    const { records } = await this.gateway.account(name)
    return records.find((record: any) => record.profile === 'text' && record.key === key)
  }
}

const freshName = (): string => `name-${randomBytes(4).toString('hex')}.mononym.eth`

/** Opens what a user looks after of a name. */
export const open = (user: User, name: string, section: string) => user.page.goto(`/manage/${name}?do=${section}`)
