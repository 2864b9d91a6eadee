// Solana, by @solana/web3.js.
import { PublicKey } from '@solana/web3.js'
import { type Hex, bytesToHex, hexToBytes, stringToBytes } from 'viem'
import { must } from '../must.ts'

export interface SolanaConstants {
  program: Hex
}

export function solana(node: Hex, { program }: SolanaConstants) {
  const seeds = [stringToBytes('mini-account'), hexToBytes(node)]
  const [key, bump] = PublicKey.findProgramAddressSync(seeds, new PublicKey(hexToBytes(program)))
  return { node, program, bump, address: bytesToHex(key.toBytes()), text: key.toBase58() }
}

/** The example of solana-sdk. */
export function checkSolana(): void {
  const program = new PublicKey('BPFLoaderUpgradeab1e11111111111111111111111')
  const seeds = ['Talking', 'Squirrels'].map((seed) => stringToBytes(seed))
  const key = PublicKey.createProgramAddressSync(seeds, program)
  must(key.toBase58(), '2fnQrngrQT4SeLcdToJAD96phoEjNL2man2kfRLCASVk')
}
