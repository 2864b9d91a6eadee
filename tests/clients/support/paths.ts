// Where things are in this repository.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Abi, Address, Hex } from 'viem'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const cargoTarget = resolve(root, process.env.CARGO_TARGET_DIR ?? 'target')
const modules = join(root, 'contracts/node_modules')

export const paths = {
  anvil: join(modules, '.bin/anvil'),
  mononym: join(cargoTarget, 'debug/mononym'),
  alloyClient: join(cargoTarget, 'debug/mononym-alloy-client'),
  python: join(root, 'tests/clients/.venv/bin/python'),
  web3py: join(root, 'tests/clients/web3py.py'),
}

export interface Artifact {
  abi: Abi
  /** Creation code. */
  bytecode: Hex
  /** Runtime code. */
  deployedBytecode: Hex
}

/** Salt, code and address of a contract that CreateX places. */
export interface Placed {
  salt: Hex
  initCodeHash: Hex
  address: Address
}

const json = (path: string) => JSON.parse(readFileSync(path, 'utf8'))

/** A committed artifact of our contracts. */
export function artifact(name: string): Artifact {
  return json(join(root, `contracts/artifacts/${name}.json`))
}

/** ENS's own registry, as published on npm. */
export function ensRegistryArtifact(): Artifact {
  return json(join(modules, '@ensdomains/ens/build/contracts/ENSRegistry.json'))
}

/** ERC-4337's own EntryPoint, as published on npm. */
export function entryPointArtifact(): Artifact {
  return json(join(modules, '@account-abstraction/contracts/artifacts/EntryPoint.json'))
}

/** Where the contracts that enter every address stand. */
export const deployment: {
  createx: Address
  messenger: Placed
  oracle: Placed
  bootstrap: Placed
  factory: Placed
  p256Fallback: Placed
  replayRules: Placed
  miniAccount: Placed
  trialKeystore: { salt: Hex; address: Address }
} = json(join(root, 'contracts/artifacts/deployment.json'))
