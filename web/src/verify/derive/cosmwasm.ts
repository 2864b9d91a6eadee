// CosmWasm: the predictable addresses of `instantiate2`, in Bech32.
import { sha256 } from '@noble/hashes/sha2'
import { bech32 } from '@scure/base'
import { type Hex, bytesToHex, concat, hexToBytes, numberToHex, size, stringToHex } from 'viem'
import { type Computed, type Inputs, InputError, bytes, text } from './family.ts'

export function cosmwasm(node: Hex, inputs: Inputs): Computed {
  const checksum = bytes(inputs, 'checksum', 32)
  const { prefix, creator } = creatorOf(inputs)
  const module = bytesToHex(sha256(new TextEncoder().encode('module')))
  const parts = [checksum, creator, node, '0x' as Hex].flatMap((part) => [numberToHex(size(part), { size: 8 }), part])
  const hash = sha256(hexToBytes(concat([module, stringToHex('wasm\0'), ...parts])))
  return {
    // Longer than Bitcoin's 90 characters with some prefixes.
    address: bech32.encode(prefix, bech32.toWords(hash), false),
    steps: [
      { label: 'Checksum of the code', value: checksum },
      { label: 'Creator', value: text(inputs, 'creator') },
      { label: 'Salt', value: node, formula: 'the node' },
      { label: 'Message', value: 'none' },
    ],
    formula: 'sha256(sha256("module") ‖ "wasm\\0" ‖ checksum ‖ creator ‖ salt ‖ message), each after its length, in Bech32',
  }
}

function creatorOf(inputs: Inputs): { prefix: string; creator: Hex } {
  const written = text(inputs, 'creator')
  try {
    const { prefix, bytes } = bech32.decodeToBytes(written)
    if (bytes.length === 20 || bytes.length === 32) return { prefix, creator: bytesToHex(bytes) }
  } catch {
    // Said below.
  }
  throw new InputError('creator', 'is no address of a Cosmos chain')
}
