// Writes tests/vectors/coins.json: addresses in text and in bytes, and broken texts, with what
// @ensdomains/address-encoder, which ENS clients use, makes of them.
//
//   npm --prefix tests/clients ci && npm --prefix tests/clients run vectors
//
// The file is an object of arrays:
//
//   addresses   coin, bytes -> text, and `parsed` where the encoder reads the text as other bytes
//   flipped     coin, text, `by`: its character i replaced by character i of `by`; `taken` has a 1 at i
//               where the encoder takes that, else a 0
//   broken      coin, text -> bytes, which are left away where the encoder refuses it
//
// Bytes are 0x-prefixed hexadecimal, coins are coin types. Everything follows from one seed.
import { writeFileSync } from 'node:fs'
import { getCoderByCoinType } from '@ensdomains/address-encoder'
import { type Hex, bytesToHex, concat, hexToBytes, keccak256, toHex } from 'viem'
import { base32, base58, base58check, cardano, segwit, type Form, forms } from './coin-forms.ts'

type Coder = { encode: (bytes: Uint8Array) => string; decode: (text: string) => Uint8Array }

function coder(coin: number): Coder {
  return getCoderByCoinType(coin as 0) as unknown as Coder
}

// --------------------------------------------------------------------------------------- random

let state: Hex = keccak256(toHex('mononym coins'))

function random(length: number): Uint8Array {
  let bytes: Uint8Array = new Uint8Array()
  while (bytes.length < length) {
    state = keccak256(state)
    bytes = hexToBytes(concat([bytesToHex(bytes), state]))
  }
  return bytes.slice(0, length)
}

function below(limit: number): number {
  return Number(BigInt(bytesToHex(random(6))) % BigInt(limit))
}

/** The pattern's bytes, each number in parentheses replaced by as many random ones. */
function fill(form: Form): Uint8Array {
  const filled = form.replaceAll(/\((\d+)\)/g, (_, length) => bytesToHex(random(Number(length))).slice(2))
  return hexToBytes(`0x${filled}`)
}

// ---------------------------------------------------------------------------------------- texts

function attempt<T>(run: () => T): T | null {
  try {
    return run()
  } catch {
    return null
  }
}

/** What the encoder reads. Damaged CBOR makes it ask for all memory there is: for it, refused. */
function read(coin: number, text: string): Hex | null {
  if (coin === 1815 && !text.toLowerCase().startsWith('addr') && !whole.has(text)) return null
  const bytes = attempt(() => coder(coin).decode(text))
  return bytes === null ? null : bytesToHex(bytes)
}

function attempted(coin: number, text: string): { coin: number; text: string; bytes?: Hex } {
  const bytes = read(coin, text)
  return bytes === null ? { coin, text } : { coin, text, bytes }
}

/** Another character of the text in the place of each. */
function flips(coin: number, text: string): { coin: number; text: string; by: string; taken: string } {
  let by = ''
  let taken = ''
  for (const [index, character] of [...text].entries()) {
    const others = [...text].filter((other) => other !== character)
    const other = others[below(others.length)] ?? '2'
    by += other
    taken += read(coin, text.slice(0, index) + other + text.slice(index + 1)) === null ? '0' : '1'
  }
  return { coin, text, by, taken }
}

/** Cardano's addresses in CBOR that are whole. */
const whole = new Set<string>()
const addresses: { coin: number; bytes: Hex; text: string; parsed?: Hex }[] = []
const flipped: ReturnType<typeof flips>[] = []
const broken: { coin: number; text: string; bytes?: Hex }[] = []
const samples: { coin: number; text: string }[] = []

for (const [key, patterns] of Object.entries(forms)) {
  const coin = Number(key)
  for (const pattern of patterns) {
    for (let count = 0; count < 3; count++) {
      const bytes = fill(pattern)
      const text = coder(coin).encode(new Uint8Array(bytes))
      if (coin === 1815) whole.add(text)
      const parsed = read(coin, text)
      if (parsed === null) throw new Error(`coin ${coin}: ${text} is not read again`)
      addresses.push({ coin, bytes: bytesToHex(bytes), text, ...(parsed === bytesToHex(bytes) ? {} : { parsed }) })
      if (count === 0) {
        flipped.push(flips(coin, text))
        samples.push({ coin, text })
        const cut = [text.slice(0, -1), text.slice(1), `${text}${text.at(-1)}`, text.slice(0, text.length >> 1)]
        const cased = [text.toUpperCase(), text.toLowerCase(), text.slice(0, 8) + text.slice(8).toUpperCase()]
        for (const other of new Set([...cut, ...cased])) {
          if (other !== text) broken.push(attempted(coin, other))
        }
      }
    }
  }
}

// Each coin with addresses of the others: some share a form, most must not.
for (const key of Object.keys(forms)) {
  const coin = Number(key)
  for (let count = 0; count < 10; count++) {
    const sample = samples[below(samples.length)]
    if (sample && sample.coin !== coin) broken.push(attempted(coin, sample.text))
  }
}

// ----------------------------------------------------------- wrong in one thing, checksum right

const wrong: [number, string][] = [
  ...[0x6f, 0xc4, 0x30, 0x05, 0x01].map((version): [number, string] => [0, base58check([version], random(20))]),
  [0, base58check([0x00], random(19))],
  [0, base58check([0x00], random(21))],
  [0, base58check([0x05], random(32))],
  [0, base58check([], new Uint8Array())],
  ...['tb', 'bcrt', 'ltc', 'bd'].map((hrp): [number, string] => [0, segwit(hrp, 0, random(20), 'bech32')]),
  [0, segwit('bc', 0, random(20), 'bech32m')],
  [0, segwit('bc', 1, random(32), 'bech32')],
  [0, segwit('bc', 1, random(32), 'bech32m')],
  [0, segwit('bc', 0, random(21), 'bech32')],
  [0, segwit('bc', 1, random(1), 'bech32m')],
  [0, segwit('bc', 1, random(41), 'bech32m')],
  [0, segwit('bc', 17, random(32), 'bech32m')],
  [0, segwit('bc', 16, random(2), 'bech32m')],
  [2, segwit('tltc', 0, random(20), 'bech32')],
  [2, base58check([0x05], random(20))],
  [2, base58check([0x6f], random(20))],
  [3, base58check([0x71], random(20))],
  [3, base58check([0x1e], random(20))],
  [133, base58check([0x1d, 0x25], random(20))],
  [144, base58check([0x00], random(20))],
  [145, base58check([0x00], random(20))],
  [145, base58check([0x05], random(20))],
  [145, base58check([0x6f], random(20))],
  [195, base58check([0x41], random(20))],
  [195, base58check([0x42], random(20))],
  [195, base58check([0x41], random(19))],
  [1729, base58check([0x06, 0xa1, 0x9f], random(20))],
  [1729, base58check([0x06, 0xa1, 0xa9], random(20))],
  [1729, base58check([0x06, 0xa1, 0x9f], random(19))],
  [501, base58(random(31))],
  [501, base58(random(33))],
  [148, base32(hexToBytes(concat(['0x30', bytesToHex(random(34))])))],
  [118, segwit('cosmos', 0, random(20), 'bech32')],
  [1815, cardano('addr_test', hexToBytes(concat(['0x00', bytesToHex(random(56))])))],
  [1815, cardano('addr', hexToBytes(concat(['0x00', bytesToHex(random(56))])))],
  [1815, cardano('addr', hexToBytes(concat(['0x01', bytesToHex(random(55))])))],
  [1815, cardano('addr', hexToBytes(concat(['0xe1', bytesToHex(random(28))])))],
  ...['0.0', '0.0.0.1', '0.0.x', '0.0.-1', '0.0.1e3', '0.0.01', '0..1', '4294967296.0.1', '0.0.18446744073709551616', '0.0.5']
    .map((text): [number, string] => [3030, text]),
  ...['a', 'Alice.near', 'alice..near', '-alice', 'alice_', 'a-_b', 'alice.near', 'a'.repeat(65), 'a b', '']
    .map((text): [number, string] => [397, text]),
  ...['f', 'f0', 'f00', 'f012', 'f0012', 'f4abc', 't01000', 'f018446744073709551615', 'f018446744073709551616']
    .map((text): [number, string] => [461, text]),
]
for (const [coin, text] of wrong) broken.push(attempted(coin, text))

const seen = new Set<string>()
const once = broken.filter(({ coin, text }) => !seen.has(`${coin} ${text}`) && seen.add(`${coin} ${text}`))
const lines = (rows: object[]): string => `[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]`
const file = new URL('../../vectors/coins.json', import.meta.url)
writeFileSync(
  file,
  `{"addresses": ${lines(addresses)},\n"flipped": ${lines(flipped)},\n"broken": ${lines(once)}}\n`,
)
console.log(`${addresses.length} addresses, ${flipped.length} flipped, ${once.length} broken`)
