// Starknet, by starknet.js.
import { hash } from 'starknet'
import { type Hex, hexToBigInt, numberToHex, pad } from 'viem'
import { must } from '../must.ts'

export interface StarknetConstants {
  classHash: Hex
}

export function starknet(node: Hex, { classHash }: StarknetConstants) {
  // A node does not fit a field element: the salt is its low 250 bits, and the constructor is
  // given its halves.
  const number = hexToBigInt(node)
  const halves = [number % 2n ** 128n, number >> 128n]
  return { node, classHash, address: deployed(number % 2n ** 250n, classHash, halves) }
}

/** The address of a contract that nobody in particular deploys (deployer 0). */
function deployed(salt: bigint, classHash: Hex, calldata: bigint[]): Hex {
  const address = hash.calculateContractAddressFromHash(numberToHex(salt), classHash, calldata, 0)
  return pad(address as Hex)
}

/** The example of starknet-rs. */
export function checkStarknet(): void {
  const salt = 0x0018a7a329d1d85b621350f2b5fc9c64b2e57dfe708525f0aff2c90de1e5b9c8n
  const classHash = '0x0750cd490a7cd1572411169eaa8be292325990d33c5d4733655fe6b926985062'
  must(deployed(salt, classHash, [1n]), '0x00da27ef7c3869c3a6cc6a0f7bf07a51c3e590825adba8a51cae27d815839eec')
}
