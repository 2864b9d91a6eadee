// Proofs of the keystore's tree (docs/proofs.md, "Proof of one key"), checked in this browser.
import { type Hex, concat, hexToBytes, isHex, keccak256, size, stringToHex } from 'viem'

/** A proof of one key, as the gateway gives it. The key is never taken from it. */
export interface Proof {
  /** The leaf's value; empty for a proof of absence. */
  value: Hex
  /** From the leaf up. */
  siblings: readonly Hex[]
  /** The leaf that stands in the key's place; zero if none does. */
  otherKey: Hex
  otherValueHash: Hex
}

/** Why a proof proves nothing; the names are those of the contract. */
export type Fault = 'Malformed' | 'TooLong' | 'OwnLeaf' | 'LeafElsewhere' | 'NeedlessLeaf' | 'WrongRoot'

/** What stands in the place of an empty subtree. */
export const EMPTY: Hex = stringToHex('SPARSE_MERKLE_PLACEHOLDER_HASH__')

const ZERO: Hex = `0x${'00'.repeat(32)}`
const LEAF = stringToHex('JMT::LeafNode')
const INNER = stringToHex('JMT::IntrnalNode')
const ACCOUNT = stringToHex('mononym.account.v1')
const MAX_SIBLINGS = 256

/** The key under which the tree has the account of a node. */
export function accountKey(node: Hex): Hex {
  return keccak256(concat([ACCOUNT, node]))
}

/** Checks that the tree with this root has the proof's value under `key`, or nothing if it is empty. */
export function faultOf(root: Hex, key: Hex, proof: Proof): Fault | undefined {
  const { value, siblings, otherKey, otherValueHash } = proof
  if (!isHex(value) || ![root, key, otherKey, otherValueHash, ...siblings].every(isWord)) return 'Malformed'
  const depth = siblings.length
  if (depth > MAX_SIBLINGS) return 'TooLong'
  const other = otherKey !== ZERO || otherValueHash !== ZERO
  let hash: Hex
  if (value !== '0x') {
    if (other) return 'NeedlessLeaf'
    hash = leafHash(key, keccak256(value))
  } else if (other) {
    const shared = sharedBits(key, otherKey)
    if (shared === MAX_SIBLINGS) return 'OwnLeaf'
    if (shared < depth) return 'LeafElsewhere'
    hash = leafHash(otherKey, otherValueHash)
  } else {
    hash = EMPTY
  }
  const path = hexToBytes(key)
  for (const [index, sibling] of siblings.entries()) {
    hash = bit(path, depth - 1 - index) ? innerHash(sibling, hash) : innerHash(hash, sibling)
  }
  return hash === root.toLowerCase() ? undefined : 'WrongRoot'
}

function isWord(word: unknown): word is Hex {
  return isHex(word) && size(word) === 32
}

function leafHash(key: Hex, valueHash: Hex): Hex {
  return keccak256(concat([LEAF, key, valueHash]))
}

function innerHash(left: Hex, right: Hex): Hex {
  return keccak256(concat([INNER, left, right]))
}

function bit(bytes: Uint8Array, index: number): boolean {
  return ((bytes[index >> 3] ?? 0) & (0x80 >> (index & 7))) !== 0
}

function sharedBits(left: Hex, right: Hex): number {
  const [a, b] = [hexToBytes(left), hexToBytes(right)]
  let shared = 0
  while (shared < MAX_SIBLINGS && bit(a, shared) === bit(b, shared)) shared++
  return shared
}
