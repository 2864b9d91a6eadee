// Addresses of coins: read and written here, so that a gateway cannot put another address into what is signed.
import { getAddress, type Hex, bytesToHex, hexToBytes, isAddress, size } from 'viem'

const ETHEREUM = 60
const EVM_BIT = 0x8000_0000

/** Whether addresses of this coin are Ethereum's (ENSIP-11); the last is the default of all of them. */
export const isEvm = (coin: number): boolean => coin === ETHEREUM || (coin >= EVM_BIT && coin < 2 * EVM_BIT)

/** The default for every EVM chain without an address of its own (ENSIP-19). */
export const DEFAULT_EVM = EVM_BIT

interface Codec {
  encode(bytes: Uint8Array): string
  decode(text: string): Uint8Array
}

/** Loaded when it is first needed: most records need none of it. */
async function codecOf(coin: number): Promise<Codec | undefined> {
  const { getCoderByCoinType } = await import('@ensdomains/address-encoder')
  try {
    return getCoderByCoinType(coin as never) as Codec
  } catch {
    return undefined
  }
}

/** The binary form (ENSIP-9) of an address as people write it; nothing if this page cannot tell. */
export async function writeAddress(coin: number, text: string): Promise<Hex | undefined> {
  const written = text.trim()
  if (isEvm(coin)) return isAddress(written) ? (written.toLowerCase() as Hex) : undefined
  if (/^0x([0-9a-fA-F]{2})+$/.test(written)) return written.toLowerCase() as Hex
  try {
    const bytes = (await codecOf(coin))?.decode(written)
    return bytes && bytesToHex(bytes)
  } catch {
    return undefined
  }
}

/** An address as people write it; nothing if this page cannot tell. */
export async function readAddress(coin: number, bytes: Hex): Promise<string | undefined> {
  if (isEvm(coin)) return size(bytes) === 20 ? getAddress(bytes) : undefined
  try {
    return (await codecOf(coin))?.encode(hexToBytes(bytes))
  } catch {
    return undefined
  }
}

/** Coins that people ask for most; any other is written by its number (SLIP-44). */
export const COINS: readonly (readonly [number, string])[] = [
  [0, 'Bitcoin'],
  [2, 'Litecoin'],
  [3, 'Dogecoin'],
  [ETHEREUM, 'Ethereum'],
  [61, 'Ethereum Classic'],
  [118, 'Cosmos'],
  [128, 'Monero'],
  [133, 'Zcash'],
  [144, 'XRP'],
  [145, 'Bitcoin Cash'],
  [148, 'Stellar'],
  [195, 'Tron'],
  [354, 'Polkadot'],
  [397, 'NEAR'],
  [501, 'Solana'],
  [607, 'TON'],
  [1729, 'Tezos'],
  [1815, 'Cardano'],
  [DEFAULT_EVM, 'Every EVM chain without an address of its own'],
]

export function coinName(coin: number): string {
  const known = COINS.find(([type]) => type === coin)
  if (known) return known[1]
  return isEvm(coin) ? `EVM chain ${coin - EVM_BIT}` : `coin ${coin}`
}
