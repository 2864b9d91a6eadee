// Runs an example when it is called by itself: `npx tsx register.ts [URL]`.
import { randomBytes } from 'node:crypto'
import { pathToFileURL } from 'node:url'

export async function runIfCalled(module: string, main: (url: string) => Promise<unknown>): Promise<void> {
  const [, file, url = 'http://127.0.0.1:8080'] = process.argv
  if (file && pathToFileURL(file).href === module) console.dir(await main(url), { depth: null })
}

/** A name that nobody has yet. */
export const freshName = (label: string, parent = 'mononym.eth'): string =>
  `${label}-${randomBytes(4).toString('hex')}.${parent}`
