// ZK Stack chains without an EVM emulator: their own CREATE2, of their own bytecode.
import { type Hex, concat, getAddress, keccak256, pad, slice, stringToHex } from 'viem'
import { type Computed, type Inputs, bytes } from './family.ts'

const PREFIX = keccak256(stringToHex('zksyncCreate2'))

export function zkStack(node: Hex, inputs: Inputs): Computed {
  const factory = bytes(inputs, 'factory', 20)
  const implementation = bytes(inputs, 'implementation', 20)
  const bytecodeHash = bytes(inputs, 'bytecodeHash', 32)
  const keystore = bytes(inputs, 'keystore', 20)
  const inputHash = keccak256(concat([pad(implementation), node, pad(keystore)]))
  const hash = keccak256(concat([PREFIX, pad(factory), node, bytecodeHash, inputHash]))
  return {
    address: getAddress(slice(hash, 12)),
    steps: [
      { label: 'Factory', value: factory },
      { label: 'Implementation', value: implementation },
      { label: 'Keystore', value: keystore },
      { label: 'Bytecode hash', value: bytecodeHash },
      { label: 'Salt', value: node, formula: 'the node' },
      { label: 'Input hash', value: inputHash, formula: 'keccak256(implementation ‖ node ‖ keystore), in words' },
    ],
    formula: 'last 20 bytes of keccak256(keccak256("zksyncCreate2") ‖ factory ‖ salt ‖ bytecode hash ‖ input hash)',
  }
}
