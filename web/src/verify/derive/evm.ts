// EVM chains: CREATE2 (EIP-1014).
import { type Hex, getCreate2Address } from 'viem'
import { type Computed, type Inputs, bytes, initCodeHash } from './family.ts'

export function evm(node: Hex, inputs: Inputs): Computed {
  const factory = bytes(inputs, 'factory', 20)
  const implementation = bytes(inputs, 'implementation', 20)
  const keystore = bytes(inputs, 'keystore', 20)
  const codeHash = initCodeHash(node, implementation, keystore)
  return {
    address: getCreate2Address({ from: factory, salt: node, bytecodeHash: codeHash }),
    steps: [
      { label: 'Factory', value: factory },
      { label: 'Implementation', value: implementation },
      { label: 'Keystore', value: keystore },
      { label: 'Salt', value: node, formula: 'the node' },
      { label: 'Init code hash', value: codeHash, formula: 'keccak256(proxy ‖ implementation ‖ node ‖ keystore)' },
    ],
    formula: 'last 20 bytes of keccak256(0xff ‖ factory ‖ salt ‖ init code hash)',
  }
}
