// Parts of leaves as docs/proofs.md packs them.
import { type Hex, encodeAbiParameters, encodePacked, keccak256, parseAbiParameters, toHex } from 'viem'

export interface Guardians {
  threshold: number
  hash: Hex
  recoveryDelay: number
}

export function packed({ threshold, hash, recoveryDelay }: Guardians): Hex {
  return encodePacked(['uint8', 'bytes32', 'uint32'], [threshold, hash, recoveryDelay])
}

export function uint64(value: string): Hex {
  return toHex(BigInt(value), { size: 8 })
}

export function ordered(signers: Hex[]): Hex[] {
  return [...signers].sort((left, right) => (keccak256(left) < keccak256(right) ? -1 : 1))
}

export function signersHash(threshold: number, signers: Hex[]): Hex {
  const ids = signers.map((signer) => keccak256(signer))
  return keccak256(encodeAbiParameters(parseAbiParameters('uint8, bytes32[]'), [threshold, ids]))
}
