// The nodes that vectors and tests are about.
import { type Hex, namehash, numberToHex } from 'viem'
import { bytes } from './random.ts'

const BITS = 256n
const ONES = 2n ** BITS - 1n

/** Where a node is split or cut: Starknet's halves and its 250 bits, and both ends. */
const EDGES = [
  0n,
  1n,
  255n,
  2n ** 128n - 1n,
  2n ** 128n,
  ONES - (2n ** 128n - 1n),
  2n ** 250n - 1n,
  2n ** 250n,
  2n ** 251n,
  2n ** 255n,
  ONES - 1n,
  ONES,
]

/** Two names, whose nodes stand first in every list. */
export const NAMED = ['alice.mononym.eth', 'alice.parent.eth'].map((name) => namehash(name))

export const EDGE_NODES = EDGES.map((node) => numberToHex(node, { size: 32 }))

/** As many as asked for, the same for the same seed. */
export function randomNodes(seed: string, count: number): Hex[] {
  return Array.from({ length: count }, (_, index) => bytes(32, 'node', seed, index))
}
