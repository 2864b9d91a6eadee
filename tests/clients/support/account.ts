// Deploys mini-accounts.
import { type Address, namehash, parseAbi } from 'viem'
import type { Chain } from './chain.ts'
import { deployment } from './paths.ts'

const factoryAbi = parseAbi([
  'function deploy(bytes32 node, address keystore) returns (address account)',
  'function getAddress(bytes32 node, address keystore) view returns (address)',
])

/** Deploys a name's account, as anybody may; returns where the factory says that it stands. */
export async function deployAccount(chain: Chain, name: string): Promise<Address> {
  const args = [namehash(name), deployment.trialKeystore.address] as const
  const factory = { address: deployment.factory.address, abi: factoryAbi } as const
  await chain.send(factory.address, factoryAbi, 'deploy', [...args])
  return chain.client.readContract({ ...factory, functionName: 'getAddress', args })
}
