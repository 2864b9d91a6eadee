// Tron, by tronweb's hash and encoding. It has no CREATE2 of its own; the rule is java-tron's
// (`WalletUtil.generateContractAddress2`).
import { utils } from 'tronweb'
import { type Hex, concat, hexToBytes, slice } from 'viem'
import { must } from '../must.ts'
import { proxyInitCode } from '../proxy.ts'
import type { EvmConstants } from './evm.ts'

const { keccak256 } = utils.ethersUtils as { keccak256(bytes: Hex): Hex }
const PREFIX = '0x41'

export function tron(node: Hex, { keystore, factory, implementation }: EvmConstants) {
  const codeHash = keccak256(proxyInitCode(implementation, node, keystore))
  const hash = keccak256(concat([PREFIX, factory, node, codeHash]))
  const address = concat([PREFIX, slice(hash, 12)])
  return { node, keystore, factory, implementation, address, text: text(address) }
}

function text(address: Hex): string {
  return utils.crypto.getBase58CheckAddress([...hexToBytes(address)])
}

/** The contract of Tether on Tron. */
export function checkTron(): void {
  must(text('0x41a614f803b6fd780986a42c78ec9c7f77e6ded13c'), 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t')
}
