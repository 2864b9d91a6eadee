// The address of a name on a chain, computed in this browser by the rule that the catalogue names.
import type { Hex } from 'viem'
import { evm } from './evm.ts'
import { type Computed, type Family, InputError, type Inputs } from './family.ts'

/** Families whose libraries weigh something are loaded when a chain needs them. */
const FAMILIES: Record<string, () => Family | Promise<Family>> = {
  evm: () => evm,
  'evm-emulator': () => evm,
  'zk-stack': () => import('./zk-stack.ts').then((family) => family.zkStack),
  tron: () => import('./tron.ts').then((family) => family.tron),
  starknet: () => import('./starknet.ts').then((family) => family.starknet),
  solana: () => import('./solana.ts').then((family) => family.solana),
  cosmwasm: () => import('./cosmwasm.ts').then((family) => family.cosmwasm),
}

/** Computes the address of `node` by `rule`. */
export async function compute(rule: string, node: Hex, inputs: Inputs): Promise<Computed> {
  const family = Object.hasOwn(FAMILIES, rule) ? FAMILIES[rule] : undefined
  if (family === undefined) throw new InputError('rule', `is “${rule}”, which this page does not know`)
  return (await family())(node, inputs)
}

/** Whether two texts are one address: the case of hex digits is a checksum, which chains write differently. */
export function sameAddress(left: string, right: string): boolean {
  const plain = (address: string) => (address.startsWith('0x') ? address.toLowerCase() : address)
  return plain(left) === plain(right)
}
