// Compresses what was built, once and for all: the gateway sends these bytes as they are.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const folder = new URL('../dist/assets/', import.meta.url)
const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }

for (const name of readdirSync(folder)) {
  // Typefaces are compressed already.
  if (!/\.(js|css|svg)$/.test(name)) continue
  const bytes = readFileSync(new URL(name, folder))
  writeFileSync(new URL(`${name}.br`, folder), brotliCompressSync(bytes, quality))
  writeFileSync(new URL(`${name}.gz`, folder), gzipSync(bytes, { level: 9 }))
}
