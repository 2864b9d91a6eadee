// Accounts on a chain: deployed, and told by anybody what the keystore says.
import { type Abi, type Account, type Address, type Hex, namehash } from 'viem'
import type { Chain } from './chain.ts'
import { miniAccount } from './derive.ts'
import type { Gateway } from './gateway.ts'
import { artifact, deployment } from './paths.ts'

/** A proof of one leaf of the keystore's tree, as contracts take it. */
export interface Proof {
  value: Hex
  siblings: Hex[]
  otherKey: Hex
  otherValueHash: Hex
}

/** Part of what an account knows. */
export interface State {
  rootNumber: bigint
  nonce: bigint
  l1ChainId: bigint
  hasP256: boolean
}

export const factory = { address: deployment.factory.address, abi: artifact('MiniAccountFactory').abi } as const
export const accountAbi: Abi = artifact('MiniAccount').abi

/** Deploys a name's account, as anybody may; returns where the factory says that it stands. */
export async function deployAccount(chain: Chain, name: string): Promise<Address> {
  const args = [namehash(name), deployment.trialKeystore.address]
  await chain.send(factory.address, factory.abi, 'deploy', args)
  return (await chain.client.readContract({ ...factory, functionName: 'getAddress', args })) as Address
}

/** The proof of a name's account under the newest final commit. */
export async function proofOf(gateway: Gateway, name: string): Promise<Proof> {
  const { body } = await gateway.get(`/v1/names/${name}/proof`)
  const { value, siblings, otherKey, otherValueHash } = body.account
  return { value, siblings, otherKey, otherValueHash }
}

/** What `deployAndSync` takes for a name. */
export async function firstUse(gateway: Gateway, name: string): Promise<unknown[]> {
  return [namehash(name), deployment.trialKeystore.address, await proofOf(gateway, name)]
}

/** Deploys a name's account and lets it take what is proven; whoever pays for it. */
export async function deployAndSync(chain: Chain, gateway: Gateway, name: string, payer: Account) {
  return chain.send(factory.address, factory.abi, 'deployAndSync', await firstUse(gateway, name), payer)
}

/** Lets a name's account take what is proven; whoever pays for it. */
export async function sync(chain: Chain, gateway: Gateway, name: string, payer: Account): Promise<void> {
  await chain.send(miniAccount(name), accountAbi, 'sync', [await proofOf(gateway, name)], payer)
}

/** What a name's account knows of its name. */
export async function stateOf({ client }: Chain, name: string): Promise<State> {
  const asked = { address: miniAccount(name), abi: accountAbi, functionName: 'state' } as const
  return (await client.readContract(asked)) as State
}
