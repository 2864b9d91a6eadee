// What the tests ask of an ENS client.
import { getCoderByCoinName } from '@ensdomains/address-encoder'
import { type Address, type Hex, getAddress, hexToBytes } from 'viem'
import type { Chain } from '../support/chain.ts'

/** A client library, set up for the local chain. Nothing there is null. */
export interface EnsClient {
  /** The library and its version. */
  readonly name: string
  /** How it finds a resolver. */
  readonly route: 'registry' | 'Universal Resolver'
  /** The address on Ethereum: what one gets without asking for a chain. */
  ethereum(name: string): Promise<Address | null>
  /** The address on another EVM chain. */
  evm(name: string, chainId: number): Promise<Address | null>
  /** The Bitcoin address, in its text form. */
  bitcoin(name: string): Promise<string | null>
  text(name: string, key: string): Promise<string | null>
  /** The contenthash: in hex, or as a URI if the library makes one of it. */
  contenthash(name: string): Promise<string | null>
  close(): Promise<void>
}

export type MakeClient = (chain: Chain) => EnsClient

/** ENSIP-9's number of Bitcoin. */
export const BITCOIN = 0

/** ENSIP-11. */
export const evmCoinType = (chainId: number) => (chainId === 1 ? 60 : (0x80000000 | chainId) >>> 0)

/** An EVM address with its checksum, which not every library writes. */
export function evmText(address: string | null): Address | null {
  return address === null ? null : getAddress(address)
}

/** A Bitcoin address in text form, from its scriptPubKey; ENS's own package decides. */
export function bitcoinText(script: Hex | null): string | null {
  return script === null ? null : getCoderByCoinName('btc').encode(hexToBytes(script))
}
