// Checks that dist/ is what the sources build. Compressed files are compared by what is in them: another
// release of zlib or brotli may pack the same bytes another way.
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { build } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))
const committed = join(root, 'dist')
const fresh = mkdtempSync(join(tmpdir(), 'mononym-web-'))

function files(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort()
}

const isPacked = (name) => /\.(br|gz)$/.test(name)
const faults = []
try {
  await build({ root, logLevel: 'error', build: { outDir: fresh, emptyOutDir: true } })
  const [built, kept] = [files(fresh), files(committed)]
  for (const name of built) {
    if (!kept.includes(name)) faults.push(`${name} is missing`)
    else if (!readFileSync(join(fresh, name)).equals(readFileSync(join(committed, name)))) faults.push(`${name} differs`)
    else if (/\.(js|css|svg)$/.test(name)) {
      for (const [ending, unpack] of [['.br', brotliDecompressSync], ['.gz', gunzipSync]]) {
        if (!kept.includes(name + ending)) faults.push(`${name}${ending} is missing`)
        else if (!unpack(readFileSync(join(committed, name + ending))).equals(readFileSync(join(fresh, name)))) faults.push(`${name}${ending} holds something else`)
      }
    }
  }
  for (const name of kept) {
    if (!built.includes(isPacked(name) ? name.slice(0, -3) : name)) faults.push(`${name} is left over`)
  }
} finally {
  rmSync(fresh, { recursive: true })
}
if (faults.length > 0) {
  console.error(`web/dist is not up to date: make generate\n${faults.join('\n')}`)
  process.exit(1)
}
