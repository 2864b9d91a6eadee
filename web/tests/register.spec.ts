// Taking a name, in a real browser against the real service; what came of it is asked of the REST API.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, afterEach, before, describe, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { startBrowser, TestWallet, User } from './take/browser.ts'
import { Gateway } from './take/gateway.ts'

const fresh = (label = 'alice') => `${label}-${randomBytes(4).toString('hex')}`

describe('taking a name', () => {
  let gateway: Gateway
  let browser: Browser
  let user: User

  before(async () => {
    gateway = await Gateway.start()
    browser = await startBrowser()
  })
  after(async () => {
    await browser?.close()
    await gateway?.stop()
  })
  afterEach(async () => {
    assert.deepEqual(user.errors, [], 'the page threw')
    await user.context.close()
  })

  async function open(wallet?: TestWallet): Promise<void> {
    user = await User.start(browser, gateway.url, wallet)
    await user.page.goto('/register')
  }

  async function type(label: string): Promise<string> {
    const name = `${label}.mononym.eth`
    await user.fill(/The name you want/, label)
    await user.sees(`${name} can be yours.`)
    return name
  }

  test('a name with a passkey: without a wallet, an extension or a coin', async () => {
    await open()
    const name = await type(fresh())
    assert.deepEqual(await user.violations(), [])
    await user.press('Make a passkey')
    await user.sees(`Register ${name}`)
    assert.deepEqual(await user.violations(), [])

    // What is signed is shown before it is: every member, and where it leads.
    const words = await user.page.locator('.desk-words').innerText()
    for (const said of [name, 'May sign', 'passkey', '1 of 1', 'none: a lost key is a lost name', 'Change number', 'To be accepted until']) {
      assert.ok(words.includes(said), `${said} is not said in: ${words}`)
    }
    assert.equal((await gateway.account(name)).slug, 'unknown-name', 'nothing is sent before it is signed')

    await user.press('Sign with a passkey')
    await user.accepted()
    await user.sees('Choose guardians now')
    assert.deepEqual(await user.violations(), [])

    const account = await gateway.account(name)
    assert.equal(account.signers.length, 1)
    assert.match(account.signers[0], /^0x03[0-9a-f]{192}$/)
    assert.equal(await user.passkeys(), 1)
    const [operation] = await gateway.operations(name)
    const shown = await user.page.locator('.desk-words code').innerText()
    assert.equal(shown, operation.operationHash)
  })

  test('a name with a browser wallet, which is brought to the chain that names are signed for', async () => {
    const wallet = new TestWallet()
    await open(wallet)
    const name = await type(fresh('bob'))
    await user.press('Use Test Wallet')
    await user.sees(`Register ${name}`)
    await user.sees(`Ethereum key ${wallet.account.address}`)
    await user.press('Sign with Test Wallet')
    await user.accepted()
    const { domain } = await gateway.get('/v1/keystore')
    assert.equal(wallet.chainId, domain.chainId)
    assert.deepEqual((await gateway.account(name)).signers, [wallet.signer])
  })

  test('a name is brought to the form in which ENS writes it, or it is said why it cannot be', async () => {
    await open()
    const label = fresh('carol')
    await user.fill(/The name you want/, label.toUpperCase())
    await user.sees(`${label}.mononym.eth can be yours. This is the form in which ENS writes it.`)

    await user.fill(/The name you want/, 'a b')
    await user.sees(/ENS allows no such name: .*disallowed character/)
    await user.fill(/The name you want/, 'sub.alice')
    await user.sees(/One part only, without dots/)
    // A Cyrillic letter among Latin ones.
    await user.fill(/The name you want/, 'аlice')
    await user.sees(/ENS allows no such name/)
    assert.equal(await user.button('Make a passkey').count(), 0)
  })

  test('a name that has an owner is not offered', async () => {
    await open()
    const name = await type(fresh('dave'))
    await user.press('Make a passkey')
    await user.press('Sign with a passkey')
    await user.accepted()
    await user.page.goto(`/register?name=${name}`)
    await user.sees('This name has an owner.')
    assert.equal(await user.button('Make a passkey').count(), 0)
  })

  test('a passkey prompt that is cancelled costs nothing, and the same passkey is used again', async () => {
    await open()
    const name = await type(fresh('erin'))
    await user.consents(false)
    await user.press('Make a passkey')
    await user.sees('No key yet')
    await user.sees(/prompt was cancelled/)
    await user.consents(true)
    await user.press('Make a passkey')
    await user.sees(`Register ${name}`)
    await user.consents(false)
    await user.press('Sign with a passkey')
    await user.sees(/prompt was cancelled, or it took too long. Nothing was signed/)
    assert.deepEqual(await user.violations(), [])

    // Even after leaving the page.
    await user.page.goto(`/register?name=${name}`)
    await user.consents(true)
    await user.press('Go on with the passkey made for this name')
    await user.press('Sign with a passkey')
    await user.accepted()
    assert.equal(await user.passkeys(), 1)
    assert.equal((await gateway.account(name)).nonce, 1)
  })

  test('a wallet whose owner declines is said so, and can be asked again', async () => {
    const wallet = new TestWallet()
    await open(wallet)
    const name = await type(fresh('frank'))
    wallet.declined.add('eth_requestAccounts')
    await user.press('Use Test Wallet')
    await user.sees('You declined in Test Wallet. Nothing was signed; you can try again.')
    wallet.declined.clear()
    await user.press('Use Test Wallet')
    wallet.declined.add('eth_signTypedData_v4')
    await user.press('Sign with Test Wallet')
    await user.sees('You declined in Test Wallet. Nothing was signed; you can try again.')
    assert.equal((await gateway.account(name)).slug, 'unknown-name')
    wallet.declined.clear()
    await user.press('Sign with Test Wallet')
    await user.accepted()
    assert.equal((await gateway.account(name)).nonce, 1)
  })

  test('a network that goes after the gateway accepted: sending again gives the same answer, and one change', async () => {
    const wallet = new TestWallet()
    await open(wallet)
    const name = await type(fresh('grace'))
    await user.press('Use Test Wallet')
    let isCut = false
    await user.page.route('**/v1/names', async (route) => {
      if (isCut) return route.continue()
      isCut = true
      await route.fetch()
      await route.abort('connectionreset')
    })
    await user.press('Sign with Test Wallet')
    await user.sees(/It is safe to send it again/)
    assert.equal((await gateway.account(name)).nonce, 1, 'the gateway had accepted it')
    await user.press('Try again')
    await user.accepted()
    assert.equal((await gateway.operations(name)).length, 1)
    assert.equal(wallet.asked.filter((method) => method === 'eth_signTypedData_v4').length, 1)
  })

  test('a gateway that drafts another operation than was asked for gets no signature', async () => {
    const wallet = new TestWallet()
    await open(wallet)
    const thief = new TestWallet()
    await user.page.route('**/v1/typed-data', async (route) => {
      const { message, primaryType } = route.request().postDataJSON()
      // The whole draft, digest and all, is the gateway's own: but for the thief's key.
      const draft = await gateway.post('/v1/typed-data', { primaryType, message: { ...message, signers: [thief.signer] } })
      await route.fulfill({ json: draft })
    })
    await type(fresh('heidi'))
    await user.press('Use Test Wallet')
    await user.sees(/The gateway wants another thing signed than you asked for: signers/)
    assert.equal(await user.button('Sign with Test Wallet').count(), 0)
    assert.equal(wallet.asked.includes('eth_signTypedData_v4'), false)
  })

  test('a digest that is not that of the operation gets no signature', async () => {
    await open()
    await user.page.route('**/v1/typed-data', async (route) => {
      const draft = await gateway.post('/v1/typed-data', route.request().postDataJSON())
      await route.fulfill({ json: { ...draft, digest: `0x${'11'.repeat(32)}` } })
    })
    await type(fresh('ivan'))
    await user.press('Make a passkey')
    await user.sees(/its digest is another operation’s/)
    assert.equal(await user.button('Sign with a passkey').count(), 0)
  })

  test('a name that somebody else takes meanwhile is refused in words', async () => {
    const [wallet, other] = [new TestWallet(), new TestWallet()]
    await open(wallet)
    const name = await type(fresh('judy'))
    await user.press('Use Test Wallet')
    await user.sees(`Register ${name}`)
    const draft = await gateway.post('/v1/typed-data', { primaryType: 'Register', message: { name, signers: [other.signer] } })
    const signature = await other.account.signTypedData(draft.typedData)
    await gateway.post('/v1/names', { operation: draft.operation, signatures: [{ signer: other.signer, signature }] })
    await user.press('Sign with Test Wallet')
    await user.sees(/Somebody else registered this name a moment before you/)
    assert.deepEqual((await gateway.account(name)).signers, [other.signer])
  })

  test('names from strangers are text, and neither length nor direction breaks the page', async () => {
    await open()
    await user.page.setViewportSize({ width: 360, height: 700 })
    await user.page.goto(`/register?name=${encodeURIComponent('<img src=x onerror=alert(1)>')}`)
    await user.sees(/ENS allows no such name/)
    assert.equal(await user.page.locator('img[src="x"]').count(), 0)
    for (const label of ['שלום', 'سلام', 'x'.repeat(200)]) {
      await user.fill(/The name you want/, label)
      await user.sees('can be yours.')
      assert.equal(await user.overflows(), false, `${label} stands out of the page`)
    }
    await user.press('Make a passkey')
    await user.sees('Sign with a passkey')
    assert.equal(await user.overflows(), false)
    assert.deepEqual(await user.violations(), [])
  })
})
