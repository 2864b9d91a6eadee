// Tron: CREATE2 with Tron's own first byte, addresses of 21 bytes in base58check.
import { sha256 } from '@noble/hashes/sha2'
import { createBase58check } from '@scure/base'
import { type Hex, bytesToHex, concat, hexToBytes, keccak256, slice } from 'viem'
import { type Computed, type Inputs, InputError, bytes, initCodeHash, text } from './family.ts'

const PREFIX = '0x41'
const base58check = createBase58check(sha256)

export function tron(node: Hex, inputs: Inputs): Computed {
  const factory = address(inputs, 'factory')
  const implementation = address(inputs, 'implementation')
  const keystore = bytes(inputs, 'keystore', 20)
  const codeHash = initCodeHash(node, implementation, keystore)
  const hash = keccak256(concat([PREFIX, factory, node, codeHash]))
  return {
    address: base58check.encode(hexToBytes(concat([PREFIX, slice(hash, 12)]))),
    steps: [
      { label: 'Factory', value: text(inputs, 'factory') },
      { label: 'Implementation', value: text(inputs, 'implementation') },
      { label: 'Keystore', value: keystore },
      { label: 'Salt', value: node, formula: 'the node' },
      { label: 'Init code hash', value: codeHash, formula: 'keccak256(proxy ‖ implementation ‖ node ‖ keystore)' },
    ],
    formula: 'base58check of 0x41 ‖ last 20 bytes of keccak256(0x41 ‖ factory ‖ salt ‖ init code hash)',
  }
}

/** The 20 bytes of an address in base58check. */
function address(inputs: Inputs, name: string): Hex {
  let decoded: Uint8Array
  try {
    decoded = base58check.decode(text(inputs, name))
  } catch {
    throw new InputError(name, 'is no address of Tron')
  }
  if (decoded.length !== 21 || decoded[0] !== 0x41) throw new InputError(name, 'is no address of Tron')
  return bytesToHex(decoded.subarray(1))
}
