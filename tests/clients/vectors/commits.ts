// Writes tests/vectors/commits.json: steps of commits and their hashes (docs/proofs.md), with viem's
// keccak256 and the layout written down once more.
//
//   npm --prefix tests/clients ci && npm --prefix tests/clients run vectors
//
// The file is an object of arrays:
//
//   shortened   body -> short: runs of zeros
//   badShort    short, and the `error` with which it fails to be restored
//   commits     chainId, keystore, verifier, number, preRoot, asOf, queue (hashes of the queue's
//               operations), steps -> encoded, root, stepsHash, commitHash, digest (what a proposer
//               signs); a step has `flag`, `acceptedAt` and, by its flag, `body` (as the log keeps it),
//               `short`, `operationHash`, `root` and `reason`
//   badSteps    bytes, and the `error` with which they fail to be read
//
// Bytes are 0x-prefixed hexadecimal; integers of 64 bits are decimal strings, smaller ones numbers.
// A vector that was published once never changes.
import { readFileSync, writeFileSync } from 'node:fs'
import {
  type Address,
  type Hex,
  concat,
  encodeAbiParameters,
  hexToBytes,
  keccak256,
  padHex,
  parseAbiParameters,
  size,
  toHex,
} from 'viem'

// ------------------------------------------------------------------------------------- shortening

function shorten(body: Hex): Hex {
  const short: number[] = []
  let rest = [...hexToBytes(body)]
  while (rest.length > 0) {
    const zeros = rest.findIndex((byte) => byte !== 0)
    const run = Math.min(zeros < 0 ? rest.length : zeros, 255)
    short.push(...(run > 0 ? [0, run] : rest.slice(0, 1)))
    rest = rest.slice(Math.max(run, 1))
  }
  return toHex(Uint8Array.from(short))
}

const zeros = (count: number): Hex => `0x${'00'.repeat(count)}`

const shortened = [
  '0x',
  '0x01',
  '0x00',
  '0x0000',
  '0x010002',
  '0x00ff00',
  '0x000100000203000000',
  zeros(254),
  zeros(255),
  zeros(256),
  zeros(510),
  zeros(511),
  concat(['0x01', zeros(255), '0x02']),
  concat(['0x01', zeros(600), '0x02']),
].map((body) => ({ body, short: shorten(body as Hex) }))

const badShort = [
  { short: '0x00', error: 'Cut' },
  { short: '0x0100', error: 'Cut' },
  { short: '0x00ff00', error: 'Cut' },
  { short: '0x0000', error: 'NoZeros' },
  { short: '0x0100000200', error: 'NoZeros' },
  { short: '0x00010001', error: 'Split' },
  { short: '0x00fe0001', error: 'Split' },
  { short: '0x00ff00010001', error: 'Split' },
]

// ------------------------------------------------------------------------------------------ steps

interface Operation {
  flag: 0
  acceptedAt: string
  body: Hex
  root: Hex
}

interface Applied {
  flag: 1
  acceptedAt: string
  root: Hex
}

interface Rejected {
  flag: 2
  acceptedAt: string
  reason: number
}

type Step = Operation | Applied | Rejected

const operation = (acceptedAt: string, body: Hex, root: Hex): Step => ({ flag: 0, acceptedAt, body, root })
const applied = (acceptedAt: string, root: Hex): Step => ({ flag: 1, acceptedAt, root })
const rejected = (acceptedAt: string, reason: number): Step => ({ flag: 2, acceptedAt, reason })

const integer = (value: bigint | number | string, bytes: number) => padHex(toHex(BigInt(value)), { size: bytes })

function encode(step: Step): Hex {
  const head = concat([integer(step.flag, 1), integer(step.acceptedAt, 5)])
  if (step.flag === 1) return concat([head, step.root])
  if (step.flag === 2) return concat([head, integer(step.reason, 1)])
  const short = shorten(step.body)
  return concat([head, integer(size(short), 3), short, step.root])
}

interface Commit {
  comment: string
  chainId: string
  keystore: Address
  verifier: Address
  number: string
  preRoot: Hex
  asOf: string
  queue: Hex[]
  steps: Step[]
}

function finish(commit: Commit) {
  const queue = [...commit.queue]
  let root = commit.preRoot
  const steps = commit.steps.map((step) => {
    const short = step.flag === 0 ? shorten(step.body) : undefined
    const operationHash = short === undefined ? queue.shift() : keccak256(short)
    if (operationHash === undefined) throw new Error(`${commit.comment}: the queue is empty`)
    if (step.flag !== 2) root = step.root
    const reason = step.flag === 2 ? step.reason : 0
    const hashed = concat([
      integer(step.flag, 1),
      operationHash,
      integer(step.acceptedAt, 8),
      root,
      integer(reason, 1),
    ])
    return { ...step, ...(short === undefined ? {} : { short }), operationHash, hashed }
  })
  const stepsHash = keccak256(concat(['0x', ...steps.map(({ hashed }) => hashed)]))
  const commitHash = keccak256(
    encodeAbiParameters(parseAbiParameters('uint256, address, uint64, bytes32, bytes32, uint64, bytes32'), [
      BigInt(commit.chainId),
      commit.keystore,
      BigInt(commit.number),
      commit.preRoot,
      root,
      BigInt(commit.asOf),
      stepsHash,
    ]),
  )
  return {
    ...commit,
    steps: steps.map(({ hashed, ...step }) => step),
    encoded: concat(['0x', ...commit.steps.map(encode)]),
    root,
    stepsHash,
    commitHash,
    digest: keccak256(concat(['0x1900', commit.verifier, commitHash])),
  }
}

// What wallets signed and the log keeps.
const stored: Hex[] = JSON.parse(readFileSync(new URL('../../vectors/operations.json', import.meta.url), 'utf8'))
  .typedData.map((vector: { stored?: Hex }) => vector.stored)
  .filter((body?: Hex) => body !== undefined)

const root = (byte: number): Hex => `0x${byte.toString(16).padStart(2, '0').repeat(32)}`
const [first, second, third] = stored as [Hex, Hex, Hex]

const deployment = {
  chainId: '1',
  keystore: '0x3333333333333333333333333333333333333333',
  verifier: '0x4444444444444444444444444444444444444444',
} as const

const commits = [
  {
    comment: 'a heartbeat',
    ...deployment,
    number: '1',
    preRoot: root(1),
    asOf: '1700000000',
    queue: [],
    steps: [],
  },
  {
    comment: 'one operation',
    ...deployment,
    number: '2',
    preRoot: root(1),
    asOf: '1700000001',
    queue: [],
    steps: [operation('1700000000', first, root(2))],
  },
  {
    comment: 'operations of each second',
    ...deployment,
    number: '3',
    preRoot: root(2),
    asOf: '1700000060',
    queue: [],
    steps: [
      operation('1700000001', second, root(3)),
      operation('1700000001', third, root(4)),
      operation('1700000059', '0x00', root(5)),
    ],
  },
  {
    comment: 'one of the queue, applied',
    ...deployment,
    number: '4',
    preRoot: root(5),
    asOf: '1700000061',
    queue: [keccak256(shorten(second))],
    steps: [applied('1700000061', root(6))],
  },
  {
    comment: 'one of the queue, rejected: the root stays',
    ...deployment,
    number: '5',
    preRoot: root(6),
    asOf: '1700000061',
    queue: [keccak256('0x1234')],
    steps: [rejected('1700000061', 1)],
  },
  {
    comment: 'all of it, on another chain, with the greatest numbers that fit',
    chainId: '18446744073709551615',
    keystore: '0xd4200a949c8974FE2C47Dc025cdEDE1bDBB67655',
    verifier: '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266',
    number: '18446744073709551615',
    preRoot: root(6),
    asOf: '1099511627775',
    queue: [keccak256('0x12'), keccak256('0x34'), keccak256('0x56')],
    steps: [
      rejected('1099511627774', 255),
      operation('1099511627774', first, root(7)),
      applied('1099511627774', root(8)),
      rejected('1099511627775', 3),
      operation('1099511627775', concat(['0x01', zeros(600), '0x02']), root(9)),
      operation('1099511627775', third, root(9)),
    ],
  },
] satisfies Commit[]

const good = encode(operation('1700000000', '0x0102', root(1)))
const cut = (bytes: Hex, by: number): Hex => bytes.slice(0, bytes.length - 2 * by) as Hex
const badSteps = [
  { bytes: '0x03', error: 'Flag' },
  { bytes: '0xff', error: 'Flag' },
  { bytes: concat([good, '0x03']), error: 'Flag' },
  { bytes: '0x00', error: 'Cut' },
  { bytes: '0x0000000001', error: 'Cut' },
  { bytes: cut(good, 1), error: 'Cut' },
  { bytes: cut(good, 32), error: 'Cut' },
  { bytes: cut(good, 33), error: 'Cut' },
  { bytes: cut(encode(applied('1', root(1))), 1), error: 'Cut' },
  { bytes: cut(encode(rejected('1', 1)), 1), error: 'Cut' },
  { bytes: concat([good, cut(good, 1)]), error: 'Cut' },
  { bytes: concat(['0x00', integer(1, 5), integer(0, 3), root(1)]), error: 'NoBody' },
]

const vectors = { shortened, badShort, commits: commits.map(finish), badSteps }
const file = new URL('../../vectors/commits.json', import.meta.url)
writeFileSync(file, `${JSON.stringify(vectors, null, 2)}\n`)
