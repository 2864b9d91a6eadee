// Bytes that look random and are the same for the same words.
import { type Hex, keccak256, slice, stringToHex } from 'viem'

/** At most 32 bytes. */
export function bytes(length: number, ...words: (string | number)[]): Hex {
  return slice(keccak256(stringToHex(words.join(' '))), 0, length)
}
