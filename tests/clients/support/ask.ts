// Asks a resolver contract of ours directly, through CCIP-Read.
import {
  type Address,
  BaseError,
  ContractFunctionRevertedError,
  type Hex,
  decodeFunctionResult,
  encodeFunctionData,
  namehash,
  parseAbi,
  toHex,
} from 'viem'
import { packetToBytes } from 'viem/ens'
import type { Chain } from './chain.ts'
import { artifact } from './paths.ts'

const profile = parseAbi(['function addr(bytes32 node) view returns (address)'])
const unsupported = parseAbi(['error UnsupportedResolverProfile(bytes4 selector)'])
const { abi } = artifact('ProvenResolver')
/** What either resolver takes, and every error with which either may refuse. */
const resolverAbi = [
  ...abi,
  ...artifact('SignedResolver').abi.filter(({ type }) => type === 'error'),
  ...unsupported,
]

/** The answer to a profile call about a name. */
export async function ask({ client }: Chain, resolver: Address, name: string, call: Hex): Promise<Hex> {
  const args = [toHex(packetToBytes(name)), call]
  const asked = { address: resolver, abi: resolverAbi, functionName: 'resolve', args }
  return (await client.readContract(asked)) as Hex
}

/** The name's address on Ethereum. */
export async function askAddress(chain: Chain, resolver: Address, name: string): Promise<Address> {
  const call = encodeFunctionData({ abi: profile, functionName: 'addr', args: [namehash(name)] })
  return decodeFunctionResult({ abi: profile, functionName: 'addr', data: await ask(chain, resolver, name, call) })
}

/** The contract's error behind a failure, if there is one. */
export function revertOf(error: unknown): { name: string; args: readonly unknown[] } | undefined {
  if (!(error instanceof BaseError)) return undefined
  const revert = error.walk((cause) => cause instanceof ContractFunctionRevertedError)
  const data = (revert as ContractFunctionRevertedError | null)?.data
  return data === undefined ? undefined : { name: data.errorName, args: data.args ?? [] }
}
