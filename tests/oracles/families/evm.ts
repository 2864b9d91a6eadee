// EVM chains: CREATE2 (EIP-1014), by viem.
import { type Hex, getContractAddress, keccak256, namehash, pad } from 'viem'
import { must } from '../must.ts'
import { proxyInitCode } from '../proxy.ts'

export interface EvmConstants {
  keystore: Hex
  factory: Hex
  implementation: Hex
}

export function evm(node: Hex, { keystore, factory, implementation }: EvmConstants) {
  const address = create2(factory, node, proxyInitCode(implementation, node, keystore))
  return { node, keystore, factory, implementation, address }
}

function create2(from: Hex, salt: Hex, bytecode: Hex): Hex {
  return getContractAddress({ opcode: 'CREATE2', from, salt, bytecode }).toLowerCase() as Hex
}

/** EIP-1014's examples, and alice.parent.eth under contracts easy to read, as Solady's LibClone has it. */
export function checkEvm(): void {
  const zero = pad('0x', { size: 20 })
  const deadbeef = '0xdeadbeef00000000000000000000000000000000'
  const cafebabe = pad('0xcafebabe')
  must(create2(zero, pad('0x'), '0x00'), '0x4d1a2e2bb4f88f0250f26ffff098b0b30b26bf38')
  must(create2(deadbeef, pad('0x'), '0x00'), '0xb928f69bb1d91cd65274e3c79d8986362984fda3')
  must(create2(pad('0xdeadbeef', { size: 20 }), cafebabe, '0xdeadbeef'), '0x60f3f640a8508fc6a86d45df051962668e1e8ac7')
  must(create2(zero, pad('0x'), '0x'), '0xe33c0c7f7df4809055c3eba6c09cfe4baf1bd9e0')

  const node = namehash('alice.parent.eth')
  const constants = {
    keystore: `0x${'33'.repeat(20)}`,
    factory: `0x${'22'.repeat(20)}`,
    implementation: `0x${'11'.repeat(20)}`,
  } as const
  const codeHash = keccak256(proxyInitCode(constants.implementation, node, constants.keystore))
  must(codeHash, '0x6fc0fc4ee179879d4f3b875c4d6c5a2c431e3610a69a903ac243089c33eb50cf')
  must(evm(node, constants).address, '0x37d4d2db8966b8737ef8f16b05b43f184599e0c5')
}
