// Records as operations carry them: the profile call with its node zeroed, and its return values.
import { type Hex, encodeFunctionData, encodeFunctionResult, parseAbi, zeroHash } from 'viem'

/** The profile calls (ENSIP-5, 7 and 9) that the tests use. */
export const profiles = parseAbi([
  'function addr(bytes32 node, uint256 coinType) view returns (bytes)',
  'function text(bytes32 node, string key) view returns (string)',
  'function contenthash(bytes32 node) view returns (bytes)',
])

/** What becomes of a record. */
const SET = 1
const UNSET = 0
const NOTHING = 2

export interface Record {
  call: Hex
  state: number
  value: Hex
}

export function text(key: string, value: string): Record {
  const profile = { abi: profiles, functionName: 'text' } as const
  const call = encodeFunctionData({ ...profile, args: [zeroHash, key] })
  return { call, state: SET, value: encodeFunctionResult({ ...profile, result: value }) }
}

/** @param bytes the address in the chain's binary form (ENSIP-9) */
export function address(coinType: number, bytes: Hex): Record {
  const profile = { abi: profiles, functionName: 'addr' } as const
  const call = encodeFunctionData({ ...profile, args: [zeroHash, BigInt(coinType)] })
  return { call, state: SET, value: encodeFunctionResult({ ...profile, result: bytes }) }
}

export function contenthash(bytes: Hex): Record {
  const profile = { abi: profiles, functionName: 'contenthash' } as const
  const call = encodeFunctionData({ ...profile, args: [zeroHash] })
  return { call, state: SET, value: encodeFunctionResult({ ...profile, result: bytes }) }
}

/** Takes a record away. */
export const unset = ({ call }: Record): Record => ({ call, state: UNSET, value: '0x' })

/** Answers empty on purpose, even where an address could be derived. */
export const nothing = ({ call }: Record): Record => ({ call, state: NOTHING, value: '0x' })
