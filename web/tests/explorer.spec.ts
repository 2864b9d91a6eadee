// The explorer in a real browser, against the real service with real names.
import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import type { Browser, Page, Route } from 'playwright-core'
import { startBrowser } from './take/browser.ts'
import { Gateway } from './take/gateway.ts'
import { axe } from './look/axe.ts'
import { KEPT, register, setRecords, text } from './look/names.ts'

const NAME = 'alice.mononym.eth'
const EMOJI = `${'🦊'.repeat(60)}.mononym.eth`
const HOSTILE = 'mallory.mononym.eth'

describe('the explorer', () => {
  let gateway: Gateway
  let browser: Browser
  let page: Page
  let signer: string
  const errors: string[] = []
  const foreign: string[] = []

  before(async () => {
    gateway = await Gateway.start()
    browser = await startBrowser()
    const alice = await register(gateway, NAME, KEPT)
    signer = alice.signer
    await setRecords(gateway, NAME, alice, [text('location', 'Everywhere')])
    await register(gateway, EMOJI)
    await register(gateway, HOSTILE, [
      text('url', 'javascript:document.title="owned"'),
      text('description', '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>'),
      text('notice', 'safe\u202Egnp.exe\u200B'),
      text('location', 'W'.repeat(2000)),
      text('avatar', 'https://tracker.example/pixel.png'),
      ...Array.from({ length: 55 }, (_, index) => text(`key-${index}`, `value ${index}`)),
    ])
  })
  after(async () => {
    await browser?.close()
    await gateway?.stop()
  })
  afterEach(async () => {
    await page?.close()
    assert.deepEqual(errors.splice(0), [], 'the page threw')
    assert.deepEqual(foreign.splice(0), [], 'the page asked elsewhere')
  })

  async function open(path: string, options: Parameters<Browser['newPage']>[0] = {}): Promise<void> {
    page = await browser.newPage({ baseURL: gateway.url, locale: 'en-GB', ...options })
    page.on('pageerror', (error) => errors.push(error.message))
    page.on('request', (request) => {
      if (!request.url().startsWith(gateway.url)) foreign.push(request.url())
    })
    await page.goto(path)
  }

  const sees = (found: string | RegExp) => page.getByText(found).first().waitFor()

  test('a beginning leads to the names that have it', async () => {
    await open('/')
    await page.getByLabel('A name or an address').fill('ali')
    await page.getByRole('link', { name: NAME }).click()
    await page.getByRole('heading', { level: 1, name: NAME }).waitFor()
    assert.equal(new URL(page.url()).pathname, `/name/${NAME}`)
  })

  test('every derived address is computed again, and one that is explicit says so', async () => {
    await open(`/name/${NAME}`)
    await sees(/All \d+ derived addresses were computed again in this browser/)
    const { chains } = await gateway.get(`/v1/names/${NAME}/addresses`)
    const derived = chains.find((row: any) => row.chain === 'Ethereum').address
    await page.getByText(derived, { exact: true }).first().waitFor()
    const base = page.getByRole('listitem').filter({ hasText: '@base' })
    await base.getByText('explicit').waitFor()
    assert.ok((await base.textContent())?.includes('0x52908400098527886E0F7030069857D2E4169EE7'))
    await page.getByText('How it is computed').click()
    await sees('The same as the gateway’s.')
  })

  test('an address that does not follow from the name is called out', async () => {
    await open('about:blank')
    const lie = '0x000000000000000000000000000000000000dEaD'
    await page.route('**/addresses*', async (route: Route) => {
      const response = await route.fetch()
      const body = await response.json()
      Object.assign(body.chains[0], { address: lie, derived: lie })
      await route.fulfill({ response, json: body })
    })
    await page.goto(`/name/${NAME}`)
    await sees(/^1 of \d+ derived addresses do not match$/)
    await page.getByRole('listitem').filter({ hasText: '@eth' }).first().getByText('does not match').waitFor()
  })

  test('the filter shows the chains that fit', async () => {
    await open(`/name/${NAME}?chain=zora`)
    await sees('@zora')
    assert.equal(await page.getByText('@base').count(), 0)
  })

  test('the account is proven; a forged proof is refused', async () => {
    await open(`/name/${NAME}`)
    await sees('Checked in this browser: keys, guardians and history are those under the root.')
    await page.route('**/proof*', async (route: Route) => {
      const response = await route.fetch()
      const body = await response.json()
      body.account.value = body.account.value.replace(/.$/, '1')
      await route.fulfill({ response, json: body })
    })
    await page.reload()
    await sees('The proof does not hold')
  })

  test('keys, records and history are shown', async () => {
    await open(`/name/${NAME}`)
    await sees('One name, every chain')
    await sees(/^ipfs:\/\/bafy/)
    await sees(/Not loaded: an image elsewhere/)
    await sees('Ethereum key')
    await sees(`Register ${NAME}`)
    await sees(`Change the records of ${NAME}`)
  })

  test('a name that nobody has offers itself', async () => {
    await open('/name/bob.mononym.eth')
    await sees('Checked in this browser: under this root nobody has the name.')
    const href = await page.getByRole('link', { name: 'Register it' }).getAttribute('href')
    assert.equal(href, '/register?name=bob.mononym.eth')
  })

  test('an address leads back to its names, and a key too', async () => {
    await open(`/address/0x${signer.slice(4)}`)
    await page.getByRole('region', { name: 'Names that its key may change' }).getByRole('link', { name: NAME }).waitFor()
    await page.goto('/address/0x52908400098527886E0F7030069857D2E4169EE7')
    await page.getByRole('region', { name: 'Names that answer with it' }).getByRole('link', { name: NAME }).waitFor()
    await page.goto('/address/zzz')
    await sees(/this is no address of any coin/)
  })

  test('hostile records stay text', async () => {
    await open(`/name/${HOSTILE}`)
    await sees('<img src=x onerror=')
    assert.equal(await page.locator('a[href^="javascript" i]').count(), 0)
    assert.equal(await page.locator('main img').count(), 0)
    assert.equal(await page.title(), `${HOSTILE} · Mononym`)
    await page.getByRole('button', { name: /more$/ }).click()
    await sees('value 54')
    await page.getByRole('region', { name: 'Records' }).getByText('U+202E').waitFor()
  })

  for (const [name, warning] of [
    ['аlice.mononym.eth', /No ENS client shows this name|Letters of another script/],
    ['Alice.mononym.eth', 'This is not how the name is written'],
    ['vita1ik.mononym.eth', 'Digits among letters'],
    ['\u202Ealice.mononym.eth', 'No ENS client shows this name'],
    ['fox🦊.mononym.eth', 'Letters and emoji'],
  ] as const) {
    test(`a look-alike is warned of: ${JSON.stringify(name)}`, async () => {
      await open(`/name/${encodeURIComponent(name)}`)
      await page.getByRole('alert').getByText(warning).first().waitFor()
    })
  }

  test('an ordinary name is not warned of', async () => {
    await open(`/name/${NAME}`)
    await page.getByRole('heading', { name: 'Records' }).waitFor()
    assert.equal(await page.getByRole('alert').count(), 0)
  })

  test('a gateway that fails is said to, and can be asked again', async () => {
    await open('about:blank')
    await page.route('**/v1/names/**', (route) => route.abort())
    await page.goto(`/name/${NAME}`)
    await sees('The gateway cannot be reached. Are you online?')
    await page.unroute('**/v1/names/**')
    await page.getByRole('button', { name: 'Try again' }).first().click()
    await page.getByRole('heading', { name: 'Addresses' }).waitFor()
  })

  test('by keyboard alone: the whole address is read where the focus is', async () => {
    await open(`/name/${NAME}`)
    const short = page.getByRole('listitem').filter({ hasText: '@eth' }).first().locator('.shortened')
    await short.focus()
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Tab')
    assert.ok(await short.locator('.all').evaluate((all) => all.getBoundingClientRect().width > 100))
  })

  for (const path of ['/', `/name/${NAME}`, `/name/${HOSTILE}`, `/name/${EMOJI}`, '/name/bob.mononym.eth', '/address/0x52908400098527886E0F7030069857D2E4169EE7', '/nowhere']) {
    for (const colorScheme of ['light', 'dark'] as const) {
      test(`axe finds nothing, and nothing stands out on a phone: ${path.slice(0, 40)}, ${colorScheme}`, async () => {
        // The gateway itself has no such page: its links lead there only from within.
        if (path === '/nowhere') {
          await open('/', { colorScheme, viewport: { width: 360, height: 740 } })
          await page.evaluate(() => history.pushState(null, '', '/nowhere'))
          await page.evaluate(() => dispatchEvent(new PopStateEvent('popstate')))
        } else await open(encodeURI(path), { colorScheme, viewport: { width: 360, height: 740 } })
        await page.getByRole('heading', { level: 1 }).waitFor()
        await page.waitForFunction(() => document.querySelector('.loading') === null)
        for (const summary of await page.locator('summary').all()) await summary.click()
        assert.deepEqual(await axe(page), [])
        const [inner, outer] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth])
        assert.ok((inner ?? 0) <= (outer ?? 0), `${inner} pixels in ${outer}`)
      })
    }
  }
})
