// Starknet: contract addresses by Pedersen hashes.
import { computeHashOnElements } from '@scure/starknet'
import { type Hex, hexToBigInt, numberToHex, stringToHex } from 'viem'
import { type Computed, type Inputs, bytes } from './family.ts'

const PREFIX = hexToBigInt(stringToHex('STARKNET_CONTRACT_ADDRESS'))
const ADDRESS_BOUND = 2n ** 251n - 256n

export function starknet(node: Hex, inputs: Inputs): Computed {
  const classHash = bytes(inputs, 'classHash', 32)
  const number = hexToBigInt(node)
  const salt = number & (2n ** 250n - 1n)
  const halves = [number & (2n ** 128n - 1n), number >> 128n]
  const calldataHash = pedersen(halves)
  const address = pedersen([PREFIX, 0n, salt, hexToBigInt(classHash), calldataHash]) % ADDRESS_BOUND
  return {
    address: numberToHex(address, { size: 32 }),
    steps: [
      { label: 'Class hash', value: classHash },
      { label: 'Deployer', value: '0x0' },
      { label: 'Salt', value: numberToHex(salt), formula: 'the low 250 bits of the node' },
      { label: 'Call data', value: halves.map((half) => numberToHex(half)).join(', '), formula: 'the node in two halves, low one first' },
      { label: 'Call data hash', value: numberToHex(calldataHash), formula: 'pedersen(call data)' },
    ],
    formula: 'pedersen("STARKNET_CONTRACT_ADDRESS", deployer, salt, class hash, call data hash) mod 2²⁵¹ − 256',
  }
}

function pedersen(elements: bigint[]): bigint {
  // The hash of more than nothing is one in hex.
  return BigInt(computeHashOnElements(elements) as string)
}
