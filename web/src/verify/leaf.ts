// What an account's leaf says (docs/proofs.md, "Tree"), read from its bytes.
import { type Hex, encodeAbiParameters, hexToBigInt, hexToNumber, keccak256, size, slice } from 'viem'

/** The fields that a page shows. */
export interface Leaf {
  nonce: bigint
  historyHash: Hex
  frozenUntil: bigint
  retiredFrom: bigint
  threshold: number
  signersHash: Hex
  guardianThreshold: number
  guardiansHash: Hex
  implementation: Hex
}

const LENGTH = 264

/** Reads a leaf's value; nothing if it is no account of this version. */
export function readLeaf(value: Hex): Leaf | undefined {
  if (size(value) !== LENGTH || slice(value, 0, 1) !== '0x01') return undefined
  const at = (offset: number, length: number) => slice(value, offset, offset + length)
  return {
    nonce: hexToBigInt(at(1, 8)),
    historyHash: at(9, 32),
    frozenUntil: hexToBigInt(at(41, 8)),
    retiredFrom: hexToBigInt(at(49, 8)),
    threshold: hexToNumber(at(57, 1)),
    signersHash: at(58, 32),
    guardianThreshold: hexToNumber(at(90, 1)),
    guardiansHash: at(91, 32),
    implementation: at(159, 20),
  }
}

/** What a leaf commits to of threshold and signers; each signer is a kind byte and the key's data. */
export function signersHash(threshold: number, signers: readonly Hex[]): Hex {
  const ids = signers.map((signer) => keccak256(signer))
  return keccak256(encodeAbiParameters([{ type: 'uint8' }, { type: 'bytes32[]' }], [threshold, ids]))
}
