// `npm run screenshots`: the views of the README, into docs/screenshots.
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { startBrowser } from '../take/browser.ts'
import { Gateway } from '../take/gateway.ts'
import { KEPT, register, setRecords, text } from './names.ts'

const folder = process.argv[2] ?? fileURLToPath(new URL('../../../docs/screenshots', import.meta.url))
const VIEWS = { home: '/', name: '/name/alice.mononym.eth', free: '/name/bob.mononym.eth' }
const SIZES = { wide: { width: 1180, height: 860 }, narrow: { width: 390, height: 780 } }

mkdirSync(folder, { recursive: true })
const gateway = await Gateway.start()
const browser = await startBrowser()
try {
  const alice = await register(gateway, 'alice.mononym.eth', KEPT)
  await setRecords(gateway, 'alice.mononym.eth', alice, [text('location', 'Everywhere')])
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage({ viewport, colorScheme, baseURL: gateway.url, locale: 'en-GB' })
      for (const [view, path] of Object.entries(VIEWS)) {
        await page.goto(path, { waitUntil: 'networkidle' })
        await page.screenshot({ path: `${folder}/${view}-${size}-${colorScheme}.png`, fullPage: process.argv[3] === 'full' })
      }
      await page.close()
    }
  }
} finally {
  await browser.close()
  await gateway.stop()
}
