// A second chain above L1: the same contracts, and roots that come as messages from L1.
import { type Address, type Hex, getAddress, parseEther, toHex } from 'viem'
import { type Chain, placeContracts, startChain } from './chain.ts'
import { installEntryPoint } from './entry-point.ts'
import { artifact, deployment } from './paths.ts'

/** A root of the Keystore, as the oracle has it. */
export interface Root {
  number: bigint
  asOf: bigint
  l1ChainId: bigint
  root: Hex
}

export const oracle = { address: deployment.oracle.address, abi: artifact('RootOracle').abi } as const
const { address: keystore } = deployment.trialKeystore

/** Starts a chain that is no L1, with all that accounts need, and without P256VERIFY. */
export async function startRollup(): Promise<Chain> {
  const rollup = await startChain({ id: 84_532_001, hardfork: 'prague' })
  await placeContracts(rollup)
  await installEntryPoint(rollup)
  return rollup
}

/** The newest root that counts on a chain. */
export async function latestRoot({ client }: Chain): Promise<Root> {
  return (await client.readContract({ ...oracle, functionName: 'latest', args: [keystore] })) as Root
}

/** The contracts on L1 that say that a root is final: created there, as anybody may. */
export async function messengersOf(l1: Chain, root: Root): Promise<readonly Address[]> {
  const args = [keystore, root.number]
  await l1.send(oracle.address, oracle.abi, 'messengers', args)
  const created = { ...oracle, functionName: 'messengersOf', args: [keystore, root] } as const
  const messengers = (await l1.client.readContract(created)) as readonly Address[]
  for (const address of messengers) {
    if ((await l1.client.getCode({ address })) === undefined) throw new Error(`no messenger stands at ${address}`)
  }
  return messengers
}

/** The sender that a message has above L1 (OP Stack, Arbitrum, ZK Stack). */
export function alias(sender: Address): Address {
  const offset = 0x1111000000000000000000000000000000001111n
  return getAddress(toHex((BigInt(sender) + offset) % (1n << 160n), { size: 20 }))
}

/** What a sender asks of the oracle. */
export const push = (root: Root) => ({ ...oracle, functionName: 'push', args: [keystore, root] }) as const

/** Lets a message from L1 arrive, as the rollup's bridge would: under its sender's alias. */
export async function deliver({ client, send }: Chain, sender: Address, root: Root): Promise<void> {
  const address = alias(sender)
  await client.setBalance({ address, value: parseEther('1') })
  await client.impersonateAccount({ address })
  await send(oracle.address, oracle.abi, 'push', [keystore, root], address)
  await client.stopImpersonatingAccount({ address })
}

/** Brings L1's newest final root to a rollup, by both its messengers; returns it. */
export async function bringRoot(l1: Chain, rollup: Chain): Promise<Root> {
  const root = await latestRoot(l1)
  for (const messenger of await messengersOf(l1, root)) await deliver(rollup, messenger, root)
  const { number } = await latestRoot(rollup)
  if (number !== root.number) throw new Error(`the newest root is that of commit ${number}, not ${root.number}`)
  return root
}
