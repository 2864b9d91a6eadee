// What every family of chains computes, as crates/derive does.
import { type Hex, concat, keccak256, pad } from 'viem'

/** What enters an address, as the gateway names it: constants of the chain, and what follows from the node. */
export type Inputs = Readonly<Record<string, string>>

/** One value on the way from the name to the address. */
export interface Step {
  label: string
  value: string
  /** How it follows from those before. */
  formula?: string
}

/** An address, computed here. */
export interface Computed {
  /** As wallets write it. */
  address: string
  /** What it was computed from, in order, the address left out. */
  steps: Step[]
  /** The last formula. */
  formula: string
}

/** Computes the address of a node; throws an `InputError` if an input is missing or not what it should be. */
export type Family = (node: Hex, inputs: Inputs) => Computed | Promise<Computed>

/** Why an address cannot be computed from what the gateway gave. */
export class InputError extends Error {
  constructor(
    readonly input: string,
    reason: string,
  ) {
    super(`The gateway's input ${input} ${reason}.`)
    this.name = 'InputError'
  }
}

/** An input as the gateway wrote it. */
export function text(inputs: Inputs, name: string): string {
  const value = Object.hasOwn(inputs, name) ? inputs[name] : undefined
  if (typeof value !== 'string') throw new InputError(name, 'is missing')
  return value
}

/** An input of so many bytes in hex. */
export function bytes(inputs: Inputs, name: string, length: number): Hex {
  const value = text(inputs, name)
  if (!new RegExp(`^0x[0-9a-fA-F]{${2 * length}}$`).test(value)) throw new InputError(name, `is not ${length} bytes in hex`)
  return value.toLowerCase() as Hex
}

/** The parts of the mini-account's init code that are the same for all (crates/derive/src/mini_account.rs). */
const CONSTRUCTOR = '0x61007d3d8160233d3973'
const STORE_IMPLEMENTATION = '0x60095155f3'
const RUNTIME =
  '0x363d3d373d3d363d7f360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc545af43d6000803e6038573d6000fd5b3d6000f3'

/** Hash of the init code of the mini-account of a node. */
export function initCodeHash(node: Hex, implementation: Hex, keystore: Hex): Hex {
  return keccak256(concat([CONSTRUCTOR, implementation, STORE_IMPLEMENTATION, RUNTIME, node, pad(keystore)]))
}
