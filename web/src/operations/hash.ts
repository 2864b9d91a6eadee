// What keys sign: computed here, from what is shown here.
import { hashTypedData, type Hex } from 'viem'
import { type Domain, type Operation, typesOf } from './types.ts'

const DOMAIN_TYPE = [
  { name: 'name', type: 'string' },
  { name: 'version', type: 'string' },
  { name: 'chainId', type: 'uint256' },
  { name: 'verifyingContract', type: 'address' },
]

/** EIP-712 typed data of an operation, for `eth_signTypedData_v4`. */
export function typedData({ primaryType, message }: Operation, domain: Domain) {
  const { chainId, verifyingContract } = domain
  return {
    types: { EIP712Domain: DOMAIN_TYPE, ...typesOf(primaryType) },
    domain: { name: 'Mononym Keystore', version: '1', chainId, verifyingContract },
    primaryType,
    message,
  }
}

/** The digest that every key signs, and by which the operation is known. */
export function digestOf(operation: Operation, domain: Domain): Hex {
  // Which types there are is known at run time only.
  return hashTypedData(typedData(operation, domain) as unknown as Parameters<typeof hashTypedData>[0])
}
