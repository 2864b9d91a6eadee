// Looking after a name, in real browsers against the real service; what came of it is asked of the REST API.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { TestWallet } from './take/browser.ts'
import { open, Stage } from './take/stage.ts'

describe('looking after a name', () => {
  const stage = new Stage()

  test('records: a text, an address of a coin, a website, each checked as it is typed', async () => {
    const wallet = new TestWallet()
    const name = await stage.nameOf(wallet, [{ profile: 'text', key: 'notice', value: 'old' }])
    const user = await stage.somebody(wallet)
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

    const { records, nonce } = await stage.gateway.account(name)
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
    const name = await stage.nameOf(wallet)
    const user = await stage.somebody(wallet)
    await open(user, name, 'records')
    await user.page.getByLabel('Kind').selectOption('Address of your own')
    await user.page.getByLabel('Coin or chain').selectOption('Ethereum')
    await user.page.getByLabel(/Answer no address/).check()
    await user.press('Add to the changes')
    await user.press('Look over the changes')
    await user.press('Sign with Test Wallet')
    await user.accepted()
    const [record] = (await stage.gateway.account(name)).records
    assert.deepEqual([record.profile, record.key, record.state], ['addr', '60', 'none'])
  })

  test('a gateway that puts another address into a record gets no signature', async () => {
    const wallet = new TestWallet()
    const name = await stage.nameOf(wallet)
    const user = await stage.somebody(wallet)
    await user.page.route('**/v1/typed-data', async (route) => {
      const { primaryType, message } = route.request().postDataJSON()
      const records = message.records.map((record: any) => ({ ...record, value: '1BoatSLRHtKNngkdXEeobR76b53LETtpyT' }))
      await route.fulfill({ json: await stage.gateway.post('/v1/typed-data', { primaryType, message: { ...message, records } }) })
    })
    await open(user, name, 'records')
    await user.page.getByLabel('Kind').selectOption('Address of your own')
    await user.fill('Address for Bitcoin', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4')
    await user.sees(/The gateway wants another thing signed than you asked for: record 1/)
    assert.equal(await user.button('Add to the changes').isDisabled(), true)
  })

  test('a change that came in between: loaded again and signed again', async () => {
    const wallet = new TestWallet()
    const name = await stage.nameOf(wallet)
    const user = await stage.somebody(wallet)
    await open(user, name, 'records')
    await user.fill('Value', 'https://example.com')
    await user.press('Add to the changes')
    await user.press('Look over the changes')
    await user.sees('Sign with Test Wallet')
    await stage.operate(wallet, 'SetRecords', { name, records: [{ profile: 'text', key: 'email', value: 'a@example.com' }] })
    await user.press('Sign with Test Wallet')
    await user.sees(/The name was changed meanwhile/)
    assert.equal(await stage.textRecord(name, 'url'), undefined)
    await user.press('Load again')
    await user.press('Sign with Test Wallet')
    await user.accepted()
    assert.equal((await stage.textRecord(name, 'url')).value, 'https://example.com')
    assert.equal((await stage.textRecord(name, 'email')).value, 'a@example.com')
  })

  test('keys: a wallet beside the passkey, both needed from then on, then the wallet alone', async () => {
    const wallet = new TestWallet()
    const user = await stage.somebody(wallet)
    const name = await stage.nameByPasskey(user)
    const [passkey] = (await stage.gateway.account(name)).signers
    await open(user, name, 'keys')
    assert.deepEqual(await user.violations(), [])
    await user.fill(/^Address of a wallet/, wallet.account.address)
    await user.press('Add')
    await user.page.getByLabel('Keys that must sign together').selectOption('2 of 2')
    await user.press('Look over the new keys')
    await user.press('Sign with a passkey')
    await user.sees('1 of 1 signatures of the name’s keys')
    assert.equal((await stage.gateway.account(name)).threshold, 1, 'the new key has not signed yet')
    await user.press('Sign with Test Wallet')
    await user.accepted()
    const both = await stage.gateway.account(name)
    assert.equal(both.threshold, 2)
    assert.deepEqual([...both.signers].sort(), [passkey, wallet.signer].sort())

    await user.press('Done')
    await user.press(/^Remove passkey/)
    await user.press('Look over the new keys')
    await user.press('Sign with Test Wallet')
    await user.press('Sign with a passkey')
    await user.accepted()
    assert.deepEqual((await stage.gateway.account(name)).signers, [wallet.signer])
  })

  test('another passkey on the same device is another key, and either signs', async () => {
    const user = await stage.somebody()
    const name = await stage.nameByPasskey(user)
    await open(user, name, 'keys')
    await user.press('Make a new passkey')
    await user.press('Look over the new keys')
    await user.press('Sign with a passkey')
    await user.sees(/^1 of 1 signatures of the (name’s|new) keys/)
    await user.press('Sign with a passkey')
    await user.accepted()
    assert.equal((await stage.gateway.account(name)).signers.length, 2)
    assert.equal(await user.passkeys(), 2)
  })

  test('another visit, nothing remembered: the passkey is found all the same', async () => {
    const user = await stage.somebody()
    const name = await stage.nameByPasskey(user)
    await user.page.evaluate('localStorage.clear()')
    await open(user, name, 'records')
    await user.fill('Value', 'found again')
    await user.press('Add to the changes')
    await user.press('Look over the changes')
    await user.press('Sign with a passkey')
    await user.accepted()
    assert.equal((await stage.textRecord(name, 'url')).value, 'found again')
  })

  test('freezing by one key, and making it active again', async () => {
    const wallet = new TestWallet()
    const name = await stage.nameOf(wallet)
    const user = await stage.somebody(wallet)
    await open(user, name, 'freeze')
    assert.deepEqual(await user.violations(), [])
    await user.press('Freeze it')
    await user.sees(/From now on the name answers nothing/)
    await user.press('Sign with Test Wallet')
    await user.accepted()
    assert.equal((await stage.gateway.account(name)).status, 'frozen')
    await user.press('Done')
    await user.sees('This name is frozen')
    assert.deepEqual(await user.violations(), [])
    await user.press('Make it active again')
    await user.press('Sign with Test Wallet')
    await user.accepted()
    assert.equal((await stage.gateway.account(name)).status, 'active')
  })

  test('giving up, which has to be meant, and calling it off', async () => {
    const wallet = new TestWallet()
    const name = await stage.nameOf(wallet)
    const user = await stage.somebody(wallet)
    await open(user, name, 'retire')
    assert.equal(await user.button('Give it up').isDisabled(), true)
    assert.deepEqual(await user.violations(), [])
    await user.fill(/^Type/, name)
    await user.press('Give it up')
    await user.press('Sign with Test Wallet')
    await user.accepted()
    assert.equal((await stage.gateway.account(name)).status, 'active')
    assert.ok((await stage.gateway.account(name)).retiredFrom > 0)
    await user.press('Done')
    await user.sees('This name is being given up')
    await open(user, name, 'freeze')
    await user.press('Make it active again')
    await user.press('Sign with Test Wallet')
    await user.accepted()
    assert.equal((await stage.gateway.account(name)).retiredFrom, undefined)
  })

  test('a key that has no part in a name is told so before it signs', async () => {
    const [wallet, stranger] = [new TestWallet(), new TestWallet()]
    const name = await stage.nameOf(wallet)
    const user = await stage.somebody(stranger)
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
    const name = await stage.nameOf(wallet, records)
    const user = await stage.somebody(wallet)
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
