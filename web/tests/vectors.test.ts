// What the page computes, against the vectors that Rust and Solidity read too.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import type { Hex } from 'viem'
import { compute, sameAddress } from '../src/verify/derive/compute.ts'
import { InputError } from '../src/verify/derive/family.ts'
import { readLeaf, signersHash } from '../src/verify/leaf.ts'
import { type Proof, accountKey, faultOf } from '../src/verify/proof.ts'
import { base58, bech32, createBase58check } from '@scure/base'
import { sha256 } from '@noble/hashes/sha2'
import { hexToBytes } from 'viem'

const read = (name: string) => JSON.parse(readFileSync(new URL(`../../tests/vectors/${name}`, import.meta.url), 'utf8'))
const families = read('families.json')
const tree = read('tree.json')

type Vector = Record<string, string> & { node: Hex; address: string; text?: string }

const tronAddress = (hex: string) => createBase58check(sha256).encode(hexToBytes(`0x41${hex.slice(2)}`))

/** The inputs as the gateway writes them, from the bytes of the vectors. */
const RULES: Record<string, { rule: string; inputs: (vector: Vector) => Record<string, string> }> = {
  evm: { rule: 'evm', inputs: (vector) => vector },
  zkStack: { rule: 'zk-stack', inputs: (vector) => vector },
  tron: { rule: 'tron', inputs: (vector) => ({ ...vector, factory: tronAddress(vector.factory!), implementation: tronAddress(vector.implementation!) }) },
  starknet: { rule: 'starknet', inputs: (vector) => vector },
  solana: { rule: 'solana', inputs: (vector) => ({ program: base58.encode(hexToBytes(vector.program as Hex)) }) },
  cosmwasm: {
    rule: 'cosmwasm',
    inputs: (vector) => ({ checksum: vector.checksum!, creator: bech32.encode(vector.prefix!, bech32.toWords(hexToBytes(vector.creator as Hex))) }),
  },
}

describe('addresses', () => {
  for (const [family, { rule, inputs }] of Object.entries(RULES)) {
    test(`${family}: every vector`, async () => {
      const vectors: Vector[] = families[family]
      assert.ok(vectors.length >= 60)
      for (const vector of vectors) {
        const { address, steps } = await compute(rule, vector.node, inputs(vector))
        const expected = vector.text ?? vector.address
        assert.ok(sameAddress(address, expected), `${address} is not ${expected}`)
        if (family === 'solana') assert.ok(steps.some(({ label, value }) => label === 'Bump' && value === String(vector.bump)))
      }
    })
  }

  test('every family has vectors, and each was computed', () => {
    assert.deepEqual(Object.keys(RULES).sort(), Object.keys(families).sort())
  })

  test('inputs that are none are refused by name', async () => {
    const node: Hex = `0x${'00'.repeat(32)}`
    for (const [rule, inputs, name] of [
      ['evm', {}, 'factory'],
      ['evm', { factory: '0x12' }, 'factory'],
      ['tron', { factory: '0x1234' }, 'factory'],
      ['solana', { program: '0OIl' }, 'program'],
      ['cosmwasm', { checksum: `0x${'00'.repeat(32)}`, creator: 'cosmos1q' }, 'creator'],
      ['__proto__', {}, 'rule'],
    ] as const) {
      await assert.rejects(compute(rule, node, inputs), (error) => error instanceof InputError && error.input === name)
    }
  })
})

describe('proofs', () => {
  test('every good one holds', () => {
    assert.ok(tree.proofs.length >= 20)
    for (const { comment, root, key, ...proof } of tree.proofs) assert.equal(faultOf(root, key, proof as Proof), undefined, comment)
  })

  test('every bad one fails for its reason', () => {
    assert.ok(tree.badProofs.length >= 25)
    for (const { comment, root, key, error, ...proof } of tree.badProofs) assert.equal(faultOf(root, key, proof as Proof), error, comment)
  })

  test('what is no proof at all is malformed', () => {
    const { root, key, ...proof } = tree.proofs[1]
    for (const change of [{ value: 'x' }, { otherKey: '0x12' }, { siblings: ['0x'] }, { siblings: [null] }]) {
      assert.equal(faultOf(root, key, { ...proof, ...change } as Proof), 'Malformed')
    }
  })

  test('keys of accounts', () => {
    for (const { node, key } of tree.accountKeys) assert.equal(accountKey(node), key)
  })

  test('leaves are read, and the hash of signers is theirs', () => {
    for (const { leaf, nonce, historyHash, threshold, signers, signersHash: hash, guardianThreshold, guardiansHash } of tree.accountLeaves) {
      const found = readLeaf(leaf)
      assert.deepEqual(
        [found?.nonce, found?.historyHash, found?.threshold, found?.signersHash, found?.guardianThreshold, found?.guardiansHash],
        [BigInt(nonce), historyHash, threshold, hash, guardianThreshold, guardiansHash],
      )
      assert.equal(signersHash(threshold, signers), hash)
    }
    assert.equal(readLeaf('0x0203'), undefined)
  })
})
