// The keystore's tree by its definition (docs/proofs.md), written down once more, recursively.
import { type Hex, concat, hexToBigInt, keccak256, stringToHex, zeroHash } from 'viem'

export interface Leaf {
  key: Hex
  value: Hex
}

export const EMPTY = stringToHex('SPARSE_MERKLE_PLACEHOLDER_HASH__')

export const leafHash = (key: Hex, valueHash: Hex) => keccak256(concat([stringToHex('JMT::LeafNode'), key, valueHash]))
const innerHash = (left: Hex, right: Hex) => keccak256(concat([stringToHex('JMT::IntrnalNode'), left, right]))
export const hashOf = ({ key, value }: Leaf) => leafHash(key, keccak256(value))

export const bit = (key: Hex, index: number) => Number((hexToBigInt(key) >> BigInt(255 - index)) & 1n)
export const side = (leaves: Leaf[], depth: number, value: number) => leaves.filter(({ key }) => bit(key, depth) === value)

export function root(leaves: Leaf[], depth = 0): Hex {
  const [first] = leaves
  if (first === undefined) return EMPTY
  if (leaves.length === 1) return hashOf(first)
  return innerHash(root(side(leaves, depth, 0), depth + 1), root(side(leaves, depth, 1), depth + 1))
}

/** The leaf in the key's place, if any, and the siblings from there up. */
export function descend(leaves: Leaf[], key: Hex, depth = 0): { leaf: Leaf | undefined; siblings: Hex[] } {
  if (leaves.length < 2) return { leaf: leaves[0], siblings: [] }
  const own = bit(key, depth)
  const below = descend(side(leaves, depth, own), key, depth + 1)
  return { ...below, siblings: [...below.siblings, root(side(leaves, depth, 1 - own), depth + 1)] }
}

export interface Proof {
  value: Hex
  siblings: Hex[]
  otherKey: Hex
  otherValueHash: Hex
}

export interface Proven extends Proof {
  comment: string
  root: Hex
  key: Hex
}

export function prove(comment: string, leaves: Leaf[], key: Hex): Proven {
  const { leaf, siblings } = descend(leaves, key)
  const proven = { comment, root: root(leaves), key, value: '0x' as Hex, siblings }
  if (leaf === undefined) return { ...proven, otherKey: zeroHash, otherValueHash: zeroHash }
  if (leaf.key === key) return { ...proven, value: leaf.value, otherKey: zeroHash, otherValueHash: zeroHash }
  return { ...proven, otherKey: leaf.key, otherValueHash: keccak256(leaf.value) }
}
