// Writes tests/vectors/outbox.json: what accounts publish for their mini-accounts, and limits
// (docs/mini-accounts.md, "Calls"): encodings by viem, trees by @openzeppelin/merkle-tree.
//
//   npm --prefix tests/clients ci && npm --prefix tests/clients run vectors
//
// The file is an object of arrays:
//
//   operations  the operation's members, `encoded` (abi.encode) and `leaf`
//   trees       `operations` (places in the list above), `root`, and of each of them the `proofs`
//   limits      `limits`, ascending by token, and their `hash`
//
// Bytes are 0x-prefixed hexadecimal; integers are decimal strings. A vector that was published once
// never changes.
import { writeFileSync } from 'node:fs'
import { StandardMerkleTree } from '@openzeppelin/merkle-tree'
import { type Hex, encodeAbiParameters, keccak256, parseAbiParameters, toHex, zeroAddress, zeroHash } from 'viem'

const structs = [
  'struct Call { address target; uint256 value; bytes data; }',
  'struct OutboxOperation { uint256 chainId; address account; uint256 nonce; uint64 validFrom; uint64 deadline; Call[] calls; }',
  'struct Limit { address token; uint128 amount; uint32 period; }',
] as const
const operationType = parseAbiParameters(['OutboxOperation operation', ...structs])
const limitsType = parseAbiParameters(['Limit[] limits', ...structs])
const tupleType = '(uint256,address,uint256,uint64,uint64,(address,uint256,bytes)[])'

const address = (text: string): Hex => `0x${keccak256(toHex(text)).slice(26)}`
const call = (target: string, value: bigint, data: Hex) => ({ target: address(target), value, data })
const operation = (chainId: bigint, nonce: bigint, calls: ReturnType<typeof call>[]) => ({
  chainId,
  account: address('account'),
  nonce,
  validFrom: 1_800_000_000n,
  deadline: 1_800_086_400n,
  calls,
})

const operations = [
  operation(1n, 0n, [call('somebody', 10n ** 18n, '0x')]),
  operation(10n, 0n, [call('token', 0n, '0xa9059cbb')]),
  operation(8453n, 0n, [call('token', 0n, `0xa9059cbb${'01'.repeat(64)}`), call('somebody', 1n, '0x00')]),
  operation(8453n, 1n, [call('token', 0n, `0xa9059cbb${'01'.repeat(64)}`), call('somebody', 1n, '0x00')]),
  operation(2n ** 256n - 1n, 2n ** 256n - 1n, [call('somebody', 2n ** 256n - 1n, `0x${'ff'.repeat(100)}`)]),
  { ...operation(42161n, 7n, []), validFrom: 0n, deadline: 2n ** 64n - 1n },
  operation(324n, 3n, [call('a', 1n, '0x01'), call('b', 2n, '0x0202'), call('c', 3n, '0x030303')]),
]

const listed = operations.map((operation) => {
  const encoded = encodeAbiParameters(operationType, [operation])
  return { ...operation, encoded, leaf: keccak256(keccak256(encoded)) }
})

// ------------------------------------------------------------------------------------------ trees

const values = operations.map(({ chainId, account, nonce, validFrom, deadline, calls }) => {
  const tuples = calls.map(({ target, value, data }) => [target, value, data])
  return [[chainId, account, nonce, validFrom, deadline, tuples]]
})

const trees = operations.map((_, last) => {
  const places = operations.slice(0, last + 1).map((_, place) => place)
  const tree = StandardMerkleTree.of(values.slice(0, last + 1), [tupleType])
  for (const place of places)
    if (tree.leafHash(values[place]!) !== listed[place]!.leaf) throw new Error(`leaf ${place} differs`)
  return { operations: places, root: tree.root, proofs: places.map((place) => tree.getProof(place)) }
})

// ----------------------------------------------------------------------------------------- limits

const tokens = ['token', 'other', 'third'].map(address).sort()
const limit = (token: Hex, amount: bigint, period: number) => ({ token, amount, period })
const limits = [
  [limit(zeroAddress, 10n ** 18n, 86_400)],
  [limit(zeroAddress, 0n, 1), ...tokens.map((token, index) => limit(token, 2n ** 128n - 1n - BigInt(index), 604_800))],
  [limit(tokens[0]!, 1n, 2 ** 32 - 1)],
].map((limits) => ({ limits, hash: keccak256(encodeAbiParameters(limitsType, [limits])) }))

const decimal = (_: string, value: unknown) =>
  typeof value === 'bigint' || typeof value === 'number' ? value.toString() : value
const text = JSON.stringify({ operations: listed, trees, limits: [{ limits: [], hash: zeroHash }, ...limits] }, decimal, 2)
writeFileSync(new URL('../../vectors/outbox.json', import.meta.url), `${text}\n`)
