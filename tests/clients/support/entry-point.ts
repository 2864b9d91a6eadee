// ERC-4337: the real EntryPoint at its real address, and bundles.
import { type Account, type Address, type Hex, concat, isAddressEqual, parseGwei } from 'viem'
import { type SmartAccount, entryPoint08Abi, toPackedUserOperation } from 'viem/account-abstraction'
import { revertOf } from './ask.ts'
import type { Chain } from './chain.ts'
import { entryPointArtifact } from './paths.ts'

/** EntryPoint 0.8, the same on every chain. */
export const ENTRY_POINT = '0x4337084D9E255Ff0702461CF8895CE9E3b5Ff108'

const entryPoint = { address: ENTRY_POINT, abi: entryPoint08Abi } as const

/** What creates accounts for it. */
const SENDER_CREATOR = '0x449ED7C3e6Fee6a97311d4b55475DF59C44AdD33'

/** The deployer that it was published with, and the salt. Anvil has the deployer from the beginning. */
const DEPLOYER = '0x4e59b44847b379578588920cA78FbF26c0B4956C'
const SALT = '0x0a59dbff790c23c976a548690c27297883cc66b4c67024f9117b0238995e35e9'

/** Publishes the EntryPoint as it was published on every chain: its address follows from its code. */
export async function installEntryPoint({ client, account }: Chain): Promise<void> {
  const data = concat([SALT, entryPointArtifact().bytecode])
  const hash = await client.sendTransaction({ account, to: DEPLOYER, data })
  await client.waitForTransactionReceipt({ hash })
  if ((await client.getCode({ address: ENTRY_POINT })) === undefined) {
    throw new Error(`the EntryPoint's published code does not lead to ${ENTRY_POINT}`)
  }
  const creator = await client.readContract({ ...entryPoint, functionName: 'senderCreator' })
  if (!isAddressEqual(creator, SENDER_CREATOR)) throw new Error(`the EntryPoint's SenderCreator is ${creator}`)
}

/** What an account has deposited for gas: it is the account's, and what an operation did not use stays there. */
export async function depositOf({ client }: Chain, account: Address): Promise<bigint> {
  return client.readContract({ ...entryPoint, functionName: 'balanceOf', args: [account] })
}

export type PackedUserOperation = ReturnType<typeof toPackedUserOperation>

/** A call that an account makes. */
export interface Call {
  to: Address
  value?: bigint
  data?: Hex
}

/** A user operation of an account that stands already, signed by the wallet that has it. */
export async function userOperation(wallet: SmartAccount, calls: Call[]): Promise<PackedUserOperation> {
  return userOperationOf(wallet, await wallet.encodeCalls(calls))
}

/** The same with call data that are given. */
export async function userOperationOf(wallet: SmartAccount, callData: Hex): Promise<PackedUserOperation> {
  const operation = {
    sender: wallet.address,
    nonce: await wallet.getNonce({ key: 0n }),
    callData,
    // P-256 without P256VERIFY is the most expensive of all signatures.
    verificationGasLimit: 1_000_000n,
    callGasLimit: 200_000n,
    preVerificationGas: 60_000n,
    maxFeePerGas: parseGwei('3'),
    maxPriorityFeePerGas: parseGwei('1'),
    signature: '0x' as Hex,
  }
  const signature = await wallet.signUserOperation(operation)
  return toPackedUserOperation({ ...operation, signature })
}

/** Sends a bundle of one, as the bundler that gets its gas paid; fails unless the operation's calls were made. */
export async function handle(chain: Chain, operation: PackedUserOperation, bundler: Account) {
  const args = [[operation], bundler.address]
  const receipt = await chain.send(ENTRY_POINT, entryPoint08Abi, 'handleOps', args, bundler)
  const { blockNumber } = receipt
  const events = await chain.client.getContractEvents({
    ...entryPoint,
    eventName: 'UserOperationEvent',
    args: { sender: operation.sender },
    fromBlock: blockNumber,
    toBlock: blockNumber,
  })
  if (events.length !== 1 || events[0]?.args.success !== true) throw new Error('the operation did not do what it says')
  return receipt
}

/** Why the EntryPoint refuses an operation; fails if it does not. */
export async function refusal(chain: Chain, operation: PackedUserOperation, bundler: Account): Promise<unknown> {
  const bundle = {
    ...entryPoint,
    functionName: 'handleOps',
    args: [[operation], bundler.address],
    account: bundler,
  } as const
  const error: unknown = await chain.client.simulateContract(bundle).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error === undefined) throw new Error('the EntryPoint takes the operation')
  return revertOf(error)?.args[1] ?? error
}
