// What the addresses of each coin look like in bytes, and texts that are wrong in one thing only.
import { createHash } from 'node:crypto'
import { base32 as scureBase32, base58 as scureBase58, bech32, bech32m, createBase58check } from '@scure/base'

/** Hexadecimal digits, with (N) for N random bytes. */
export type Form = string

const p2pkh = '76a914(20)88ac'
const p2sh = 'a914(20)87'
const scripts = [p2pkh, p2sh]
const segwits = [...scripts, '0014(20)', '0020(32)', '5120(32)', '6002(2)']

/** By coin type, the binary form of every kind of address that the encoder writes. */
export const forms: Record<number, Form[]> = {
  0: segwits,
  2: segwits,
  3: scripts,
  4: scripts,
  5: scripts,
  6: scripts,
  7: ['34(20)', '0d(20)'],
  14: scripts,
  20: segwits,
  22: segwits,
  55: scripts,
  57: segwits,
  60: ['(20)'],
  61: ['(20)'],
  74: ['00(20)', '01(20)'],
  77: scripts,
  105: scripts,
  111: ['17(20)'],
  118: ['(20)', '(32)'],
  121: ['2089(20)', '1cb8(20)', '2096(20)', '1cbd(20)', '169a(64)'],
  133: [...scripts, '(43)'],
  136: scripts,
  137: ['(20)'],
  141: scripts,
  144: ['00(20)', '0544(20)00(8)'],
  145: scripts,
  148: ['(32)'],
  153: ['0014(20)', '0020(32)'],
  156: segwits,
  175: scripts,
  178: ['(20)'],
  192: segwits,
  195: ['41(20)'],
  236: ['(20)'],
  246: ['(20)'],
  283: ['(32)'],
  301: scripts,
  304: ['(20)'],
  309: ['(22)'],
  313: ['(20)'],
  330: ['(20)', '(32)'],
  354: ['(32)'],
  397: ['616c6963652e6e656172', '615f622d632e64'],
  434: ['(32)'],
  459: ['(20)', '(32)'],
  461: ['00e807', '00ffffffffffffffff7f', '01(20)', '02(20)', '03(48)'],
  489: scripts,
  500: ['(20)'],
  501: ['(32)'],
  508: ['(32)'],
  566: ['(20)', '(32)'],
  568: scripts,
  571: segwits,
  576: scripts,
  589: ['(20)'],
  592: ['(32)'],
  700: ['(20)'],
  714: ['(20)'],
  784: ['(32)'],
  818: ['(20)'],
  820: ['(20)'],
  888: ['17(20)', '35(20)'],
  889: ['(20)'],
  904: ['00(32)', '01(32)'],
  931: ['(20)'],
  999: segwits,
  1001: ['(20)'],
  1007: ['(20)'],
  1023: ['(20)'],
  1024: ['(20)'],
  1237: ['(32)'],
  1729: ['0000(20)', '0001(20)', '0002(20)', '01(20)00'],
  1815: [
    ...['01', '11', '21', '31'].map((header) => `${header}(56)`),
    '61(28)',
    '71(28)',
    '41(28)81b3210203',
    '83581c(28)a000',
    '83581c(28)a101581e581c(28)00',
  ],
  2301: ['3a(20)', '32(20)'],
  3030: ['000000000000000000000000(8)', '(20)'],
  4218: ['(32)'],
  5353: ['(20)'],
  6060: ['(20)'],
  8444: ['(32)'],
  9000: ['(20)'],
  9004: ['05(31)'],
  9797: ['(20)'],
  19167: [...scripts, '(43)'],
  52752: ['(20)'],
  99999: scripts,
  2147483648: ['(20)'],
  2147483658: ['(20)'],
  2147492101: ['(20)'],
}

const check = createBase58check((bytes) => createHash('sha256').update(bytes).digest())

/** Base58check of a version and a body. */
export function base58check(version: number[], body: Uint8Array): string {
  return check.encode(new Uint8Array([...version, ...body]))
}

/** Base58 without a checksum. */
export function base58(bytes: Uint8Array): string {
  return scureBase58.encode(bytes)
}

/** Base32 as it is. */
export function base32(bytes: Uint8Array): string {
  return scureBase32.encode(bytes)
}

/** A witness program, with either checksum. */
export function segwit(hrp: string, version: number, program: Uint8Array, checksum: 'bech32' | 'bech32m'): string {
  const coder = checksum === 'bech32' ? bech32 : bech32m
  return coder.encode(hrp, [version, ...coder.toWords(program)])
}

/** Cardano's bech32, whose texts may be longer than 90 characters. */
export function cardano(hrp: string, bytes: Uint8Array): string {
  return bech32.encode(hrp, bech32.toWords(bytes), 130)
}
