// Looking after a name, in real browsers against the real service; what came of it is asked of the REST API.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, afterEach, before, describe, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { startBrowser, TestWallet, User } from './take/browser.ts'
import { Gateway } from './take/gateway.ts'

const DAY = 86_400

describe('looking after a name', () => {
  let gateway: Gateway
  let browser: Browser
  let users: User[] = []

  before(async () => {
    gateway = await Gateway.start()
    browser = await startBrowser()
  })
  after(async () => {
    await browser?.close()
    await gateway?.stop()
  })
  afterEach(async () => {
    const errors = users.flatMap((user) => user.errors)
    for (const user of users) await user.context.close()
    users = []
    assert.deepEqual(errors, [], 'a page threw')
  })

  async function somebody(wallet?: TestWallet): Promise<User> {
    const user = await User.start(browser, gateway.url, wallet)
    users.push(user)
    return user
  }

  /** Signs and sends with a wallet's key, not by way of the page. */
  async function operate(wallet: TestWallet, primaryType: string, message: object): Promise<void> {
    const draft = await gateway.post('/v1/typed-data', { primaryType, message })
    const signature = await wallet.account.signTypedData(draft.typedData)
    const { name } = draft.operation.message
    const path = primaryType === 'Register' ? '/v1/names' : `/v1/names/${name}/operations`
    await gateway.post(path, { operation: draft.operation, signatures: [{ signer: wallet.signer, signature }] })
  }

  /** A name of this wallet. */
  async function nameOf(wallet: TestWallet, records: object[] = []): Promise<string> {
    const name = `name-${randomBytes(4).toString('hex')}.mononym.eth`
    await operate(wallet, 'Register', { name, signers: [wallet.signer], records })
    return name
  }

  /** A name of a passkey of this user, registered by way of the page. */
  async function nameByPasskey(user: User): Promise<string> {
    const name = `name-${randomBytes(4).toString('hex')}.mononym.eth`
    await user.page.goto(`/register?name=${name}`)
    await user.press('Make a passkey')
    await user.press('Sign with a passkey')
    await user.accepted()
    return name
  }

  const open = (user: User, name: string, section: string) => user.page.goto(`/manage/${name}?do=${section}`)

  const textRecord = async (name: string, key: string) =>
    (await gateway.account(name)).records.find((record: any) => record.profile === 'text' && record.key === key)

  /** Guardians chosen by way of the page; what is in the file that it saves. */
  async function guard(user: User, name: string, guardians: TestWallet[], sign: string): Promise<string> {
    await open(user, name, 'guardians')
    for (const guardian of guardians) {
      await user.fill(/^A guardian/, guardian.account.address)
      await user.press('Add')
      await user.page.getByRole('list', { name: 'New guardians' }).getByText(guardian.account.address).waitFor()
    }
    const file = await user.save('1. Save the guardians’ file')
    assert.equal(file.name, `${name}.guardians.json`)
    await user.press('2. Look over the new guardians')
    await user.press(sign)
    await user.accepted()
    return file.text
  }

  test('records: a text, an address of a coin, a website, each checked as it is typed', async () => {
    const wallet = new TestWallet()
    const name = await nameOf(wallet, [{ profile: 'text', key: 'notice', value: 'old' }])
    const user = await somebody(wallet)
    await open(user, name, 'records')
    assert.deepEqual(await user.violations(), [])

    await user.fill('Key', 'com.github')
    await user.fill('Value', 'octocat')
    await user.press('Add to the changes')

    await user.page.getByLabel('Kind').selectOption('Address of your own')
    await user.fill('Address for Bitcoin', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5')
    await user.sees(/checksum/)
    assert.equal(await user.button('Add to the changes').isDisabled(), true)
    assert.deepEqual(await user.violations(), [])
    await user.fill('Address for Bitcoin', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4')
    await user.press('Add to the changes')

    await user.page.getByLabel('Kind').selectOption('Website (contenthash)')
    await user.fill('Value', 'ipfs://QmRAQB6YaCyidP37UdDnjFY5vQuiBrcqdyoW1CuDgwxkD4')
    await user.press('Add to the changes')
    await user.press('Take away Text “notice”')

    await user.press('Look over the changes')
    await user.sees('bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4')
    assert.deepEqual(await user.violations(), [])
    await user.press('Sign with Test Wallet')
    await user.accepted()

    const { records, nonce } = await gateway.account(name)
    const found = records.map(({ profile, key, value }: any) => [profile, key, value])
    assert.equal(nonce, 2)
    assert.deepEqual(found.sort(), [
      ['addr', '0', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'],
      ['contenthash', undefined, '0xe3010170122029f2d17be6139079dc48696d1f582a8530eb9805b561eda517e22a892c7e3f1f'],
      ['text', 'com.github', 'octocat'],
    ])
    await user.press('Done')
    await user.sees('octocat')
  })

  test('an address may answer nothing on purpose', async () => {
    const wallet = new TestWallet()
    const name = await nameOf(wallet)
    const user = await somebody(wallet)
    await open(user, name, 'records')
    await user.page.getByLabel('Kind').selectOption('Address of your own')
    await user.page.getByLabel('Coin or chain').selectOption('Ethereum')
    await user.page.getByLabel(/Answer no address/).check()
    await user.press('Add to the changes')
    await user.press('Look over the changes')
    await user.press('Sign with Test Wallet')
    await user.accepted()
    const [record] = (await gateway.account(name)).records
    assert.deepEqual([record.profile, record.key, record.state], ['addr', '60', 'none'])
  })

  test('a gateway that puts another address into a record gets no signature', async () => {
    const wallet = new TestWallet()
    const name = await nameOf(wallet)
    const user = await somebody(wallet)
    await user.page.route('**/v1/typed-data', async (route) => {
      const { primaryType, message } = route.request().postDataJSON()
      const records = message.records.map((record: any) => ({ ...record, value: '1BoatSLRHtKNngkdXEeobR76b53LETtpyT' }))
      await route.fulfill({ json: await gateway.post('/v1/typed-data', { primaryType, message: { ...message, records } }) })
    })
    await open(user, name, 'records')
    await user.page.getByLabel('Kind').selectOption('Address of your own')
    await user.fill('Address for Bitcoin', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4')
    await user.sees(/The gateway wants another thing signed than you asked for: record 1/)
    assert.equal(await user.button('Add to the changes').isDisabled(), true)
  })

  test('a change that came in between: loaded again and signed again', async () => {
    const wallet = new TestWallet()
    const name = await nameOf(wallet)
    const user = await somebody(wallet)
    await open(user, name, 'records')
    await user.fill('Value', 'https://example.com')
    await user.press('Add to the changes')
    await user.press('Look over the changes')
    await user.sees('Sign with Test Wallet')
    await operate(wallet, 'SetRecords', { name, records: [{ profile: 'text', key: 'email', value: 'a@example.com' }] })
    await user.press('Sign with Test Wallet')
    await user.sees(/The name was changed meanwhile/)
    assert.equal(await textRecord(name, 'url'), undefined)
    await user.press('Load again')
    await user.press('Sign with Test Wallet')
    await user.accepted()
    assert.equal((await textRecord(name, 'url')).value, 'https://example.com')
    assert.equal((await textRecord(name, 'email')).value, 'a@example.com')
  })

  test('keys: a wallet beside the passkey, both needed from then on, then the wallet alone', async () => {
    const wallet = new TestWallet()
    const user = await somebody(wallet)
    const name = await nameByPasskey(user)
    const [passkey] = (await gateway.account(name)).signers
    await open(user, name, 'keys')
    assert.deepEqual(await user.violations(), [])
    await user.fill(/^Address of a wallet/, wallet.account.address)
    await user.press('Add')
    await user.page.getByLabel('Keys that must sign together').selectOption('2 of 2')
    await user.press('Look over the new keys')
    await user.press('Sign with a passkey')
    await user.sees('1 of 1 signatures of the name’s keys')
    assert.equal((await gateway.account(name)).threshold, 1, 'the new key has not signed yet')
    await user.press('Sign with Test Wallet')
    await user.accepted()
    const both = await gateway.account(name)
    assert.equal(both.threshold, 2)
    assert.deepEqual([...both.signers].sort(), [passkey, wallet.signer].sort())

    await user.press('Done')
    await user.press(/^Remove passkey/)
    await user.press('Look over the new keys')
    await user.press('Sign with Test Wallet')
    await user.press('Sign with a passkey')
    await user.accepted()
    assert.deepEqual((await gateway.account(name)).signers, [wallet.signer])
  })

  test('another passkey on the same device is another key, and either signs', async () => {
    const user = await somebody()
    const name = await nameByPasskey(user)
    await open(user, name, 'keys')
    await user.press('Make a new passkey')
    await user.press('Look over the new keys')
    await user.press('Sign with a passkey')
    await user.sees(/^1 of 1 signatures of the (name’s|new) keys/)
    await user.press('Sign with a passkey')
    await user.accepted()
    assert.equal((await gateway.account(name)).signers.length, 2)
    assert.equal(await user.passkeys(), 2)
  })

  test('another visit, nothing remembered: the passkey is found all the same', async () => {
    const user = await somebody()
    const name = await nameByPasskey(user)
    await user.page.evaluate('localStorage.clear()')
    await open(user, name, 'records')
    await user.fill('Value', 'found again')
    await user.press('Add to the changes')
    await user.press('Look over the changes')
    await user.press('Sign with a passkey')
    await user.accepted()
    assert.equal((await textRecord(name, 'url')).value, 'found again')
  })

  test('guardians, a recovery that the owner cancels, and one that is finished after its delay', async () => {
    const [friend, other, stranger] = [new TestWallet(), new TestWallet(), new TestWallet()]
    const owner = await somebody()
    const name = await nameByPasskey(owner)
    const [lost] = (await gateway.account(name)).signers
    const file = await guard(owner, name, [friend, other], 'Sign with a passkey')
    const kept = JSON.parse(file)
    const guarded = await gateway.account(name)
    assert.equal(guarded.guardianThreshold, 2)
    assert.equal(guarded.guardiansHash, kept.guardiansHash)
    assert.equal(guarded.recoveryDelay, 3 * DAY)

    // One guardian prepares it, with a new passkey; the other signs a file, in a browser of his own.
    const helper = await somebody(friend)
    const second = await somebody(other)
    const start = async () => {
      await open(helper, name, 'recovery')
      await helper.give(/^The guardians’ file/, file)
      await helper.press('Make a new passkey')
      await helper.press('Look over the recovery')
      await helper.press('Sign with Test Wallet')
      await helper.sees('1 of 2 signatures of the guardians')
      await helper.press('Sign with a passkey')
      await helper.sees('1 of 1 signatures of the new keys')
      await helper.page.getByText('Others sign too, or on another device').click()
      const saved = await helper.save('Save the operation as a file')
      assert.equal(saved.name, `${name}.StartRecovery.json`)

      await second.page.goto('/sign')
      await second.give('The operation’s file', saved.text)
      await second.sees(`Start the recovery of ${name}`)
      await second.press('Sign with Test Wallet')
      await second.press('Send')
      await second.accepted()
    }
    await open(helper, name, 'recovery')
    await helper.give(/^The guardians’ file/, file.replace(kept.salt, `0x${'00'.repeat(32)}`))
    await helper.sees('This file was changed or damaged')
    assert.deepEqual(await helper.violations(), [])
    await start()
    assert.deepEqual(await second.violations(), [])
    assert.equal((await gateway.account(name)).recovery.joined, false)

    // It is the owner's time to notice.
    await open(owner, name, 'recovery')
    await owner.sees('A recovery is under way')
    assert.deepEqual(await owner.violations(), [])
    assert.equal(await owner.button('Finish this recovery').isDisabled(), true)
    await owner.press('Cancel this recovery')
    await owner.press('Sign with a passkey')
    await owner.accepted()
    assert.equal((await gateway.account(name)).recovery, undefined)
    assert.deepEqual((await gateway.account(name)).signers, [lost])

    // Now the owner's key is really lost: anybody finishes it, with no signature.
    await start()
    const { recovery } = await gateway.account(name)
    const anybody = await somebody(stranger)
    await open(anybody, name, 'recovery')
    assert.equal(await anybody.button('Finish this recovery').isDisabled(), true)
    await gateway.shiftClock(3 * DAY + 60)
    await anybody.page.clock.setSystemTime(Date.now() + (3 * DAY + 60) * 1000)
    await anybody.page.reload()
    await anybody.press('Finish this recovery')
    await anybody.sees('Nobody needs to sign this')
    await anybody.press('Send')
    await anybody.accepted()
    assert.deepEqual((await gateway.account(name)).signers, recovery.signers)

    // The new key has the name.
    await open(helper, name, 'records')
    await helper.fill('Value', 'recovered')
    await helper.press('Add to the changes')
    await helper.press('Look over the changes')
    await helper.press('Sign with a passkey')
    await helper.accepted()
    assert.equal((await textRecord(name, 'url')).value, 'recovered')
    await gateway.shiftClock(0)
  })

  test('a guardian key for whoever has neither wallet nor name, and a guardian by the name that he has', async () => {
    const [wallet, friend] = [new TestWallet(), new TestWallet()]
    const [name, friendly] = [await nameOf(wallet), await nameOf(friend)]
    const guardian = await somebody()
    await guardian.page.goto('/guardian')
    await guardian.press('Make a guardian key')
    const list = guardian.page.getByRole('list', { name: 'Guardian keys' })
    const key = /0x03[0-9a-f]{192}/.exec(await list.innerText())?.[0] ?? ''
    assert.notEqual(key, '')
    assert.deepEqual(await guardian.violations(), [])

    const owner = await somebody(wallet)
    await open(owner, name, 'guardians')
    for (const text of [key, friendly]) {
      await owner.fill(/^A guardian/, text)
      await owner.press('Add')
    }
    await owner.sees(friend.account.address)
    await owner.fill(/^Days that/, '29')
    await owner.sees('A whole number from 1 to 28.')
    await owner.fill(/^Days that/, '28')
    await owner.page.getByLabel('Guardians that a recovery needs').selectOption('1 of 2')
    assert.equal(await owner.button('2. Look over the new guardians').isDisabled(), true, 'not before the file is kept')
    assert.deepEqual(await owner.violations(), [])
    const file = await owner.save('1. Save the guardians’ file')
    await owner.press('2. Look over the new guardians')
    await owner.press('Sign with Test Wallet')
    await owner.accepted()
    const { guardianThreshold, recoveryDelay } = await gateway.account(name)
    assert.deepEqual([guardianThreshold, recoveryDelay], [1, 28 * DAY])

    // The guardian's passkey freezes it.
    await open(guardian, name, 'freeze')
    await guardian.give(/^The guardians’ file/, file.text)
    await guardian.press('Sign with a passkey')
    await guardian.accepted()
    assert.equal((await gateway.account(name)).status, 'frozen')
  })

  test('freezing by one key, and making it active again', async () => {
    const wallet = new TestWallet()
    const name = await nameOf(wallet)
    const user = await somebody(wallet)
    await open(user, name, 'freeze')
    assert.deepEqual(await user.violations(), [])
    await user.press('Freeze it')
    await user.sees(/From now on the name answers nothing/)
    await user.press('Sign with Test Wallet')
    await user.accepted()
    assert.equal((await gateway.account(name)).status, 'frozen')
    await user.press('Done')
    await user.sees('This name is frozen')
    assert.deepEqual(await user.violations(), [])
    await user.press('Make it active again')
    await user.press('Sign with Test Wallet')
    await user.accepted()
    assert.equal((await gateway.account(name)).status, 'active')
  })

  test('giving up, which has to be meant, and calling it off', async () => {
    const wallet = new TestWallet()
    const name = await nameOf(wallet)
    const user = await somebody(wallet)
    await open(user, name, 'retire')
    assert.equal(await user.button('Give it up').isDisabled(), true)
    assert.deepEqual(await user.violations(), [])
    await user.fill(/^Type/, name)
    await user.press('Give it up')
    await user.press('Sign with Test Wallet')
    await user.accepted()
    assert.equal((await gateway.account(name)).status, 'active')
    assert.ok((await gateway.account(name)).retiredFrom > 0)
    await user.press('Done')
    await user.sees('This name is being given up')
    await open(user, name, 'freeze')
    await user.press('Make it active again')
    await user.press('Sign with Test Wallet')
    await user.accepted()
    assert.equal((await gateway.account(name)).retiredFrom, undefined)
  })

  test('a key that has no part in a name is told so before it signs', async () => {
    const [wallet, stranger] = [new TestWallet(), new TestWallet()]
    const name = await nameOf(wallet)
    const user = await somebody(stranger)
    await open(user, name, 'freeze')
    await user.press('Freeze it')
    await user.press('Sign with Test Wallet')
    await user.sees(/which is none of the keys that may sign this/)
    assert.equal(stranger.asked.includes('eth_signTypedData_v4'), false)
  })

  test('records, files and refusals from strangers are text, and break no layout', async () => {
    const wallet = new TestWallet()
    const hostile = '<img src=x onerror="document.body.remove()">'
    const records = [
      { profile: 'text', key: hostile, value: hostile },
      { profile: 'text', key: 'rtl', value: '\u202Eשלום עולם '.repeat(40) },
      { profile: 'text', key: 'long', value: 'x'.repeat(4000) },
    ]
    const name = await nameOf(wallet, records)
    const user = await somebody(wallet)
    await user.page.setViewportSize({ width: 360, height: 700 })
    await open(user, name, 'records')
    await user.sees('xxxx')
    assert.equal(await user.page.locator('main img').count(), 0)
    assert.equal(await user.overflows(), false)
    await user.press(`Take away Text “${hostile}”`)
    await user.press('Look over the changes')
    await user.sees('taken away')
    await user.page.getByText('Technical view').click()
    assert.equal(await user.overflows(), false)
    assert.deepEqual(await user.violations(), [])

    // A refusal with markup in it.
    const problem = { type: 'x', title: 'x', slug: 'odd', status: 422, detail: hostile }
    await user.page.route('**/operations', (route) => route.fulfill({ status: 422, json: problem }))
    await user.press('Sign with Test Wallet')
    await user.sees(/The gateway refuses this: <img src=x/)
    assert.equal(await user.page.locator('main img').count(), 0)

    // Files that are none.
    await user.page.goto('/sign')
    for (const text of ['not json', '{}', JSON.stringify({ operation: { primaryType: 'SetRecords', message: { name: hostile } } })]) {
      await user.give('The operation’s file', text)
      await user.sees(/no operation|damaged/)
    }
    assert.equal(await user.page.locator('main img').count(), 0)
    assert.equal(await user.overflows(), false)
  })
})
