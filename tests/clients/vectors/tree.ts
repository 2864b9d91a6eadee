// Writes tests/vectors/tree.json: leaves, trees and proofs (docs/proofs.md), with viem's keccak256
// and the tree's definition written down once more, recursively.
//
//   npm --prefix tests/clients ci && npm --prefix tests/clients run vectors
//
// The file is an object of arrays, each of flat objects:
//
//   accountKeys    node -> key
//   recordKeys     node, call -> key
//   accountLeaves  all fields of an account -> leaf; `recoveryPreimage` is what `recoveryHash` hashes;
//                  the parts of a recovery are null where there are none
//   recordLeaves   state, value -> leaf (empty where an unset record has none)
//   statuses       frozenUntil, retiredFrom, time -> status
//   trees          keys, values -> root
//   proofs         root, key and the fields of Proof: these hold. Empty `value`: the key is absent
//   badProofs      the same, and the `error` with which each fails
//   answers        number, account, records (indices into `proofs`) -> encoded
//
// Bytes are 0x-prefixed hexadecimal; integers of 64 bits are decimal strings, smaller ones numbers.
// A vector that was published once never changes.
import { writeFileSync } from 'node:fs'
import {
  type Hex,
  concat,
  encodeAbiParameters,
  encodePacked,
  hexToBigInt,
  keccak256,
  namehash,
  parseAbiParameters,
  stringToHex,
  toHex,
  zeroAddress,
  zeroHash,
} from 'viem'
import { address, contenthash, text } from '../support/records.ts'
import {
  type Leaf,
  type Proven,
  EMPTY,
  descend,
  hashOf,
  leafHash,
  prove,
  root,
  side,
} from './merkle.ts'
import { type Guardians, ordered, packed, signersHash, uint64 } from './pack.ts'

const ALICE = namehash('alice.mononym.eth')
const GREATEST = '18446744073709551615'

// ------------------------------------------------------------------------------------------ leaves

const accountKey = (node: Hex) => keccak256(concat([stringToHex('mononym.account.v1'), node]))
const recordKey = (node: Hex, call: Hex) =>
  keccak256(concat([stringToHex('mononym.record.v1'), node, keccak256(call)]))

const accountKeys = [ALICE, namehash('mononym.eth'), zeroHash].map((node) => ({ node, key: accountKey(node) }))

const eth = address(60, '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266')
const url = text('url', 'https://example.com')
const recordKeys = [
  { node: ALICE, call: eth.call },
  { node: ALICE, call: address(0, '0x').call },
  { node: ALICE, call: url.call },
  { node: ALICE, call: contenthash('0x').call },
  { node: namehash('mononym.eth'), call: url.call },
].map(({ node, call }) => ({ node, call, key: recordKey(node, call) }))

const recordLeaves = [
  { state: 'set', value: eth.value, leaf: concat(['0x02', eth.value]) },
  { state: 'set', value: url.value, leaf: concat(['0x02', url.value]) },
  { state: 'none', value: '0x' as Hex, leaf: '0x03' as Hex },
  { state: 'unset', value: '0x' as Hex, leaf: '0x' as Hex },
]

const A: Hex = '0x01f39fd6e51aad88f6f4ce6ab8827279cfffb92266'
const B: Hex = '0x0170997970c51812dc3a010c7d01b50e0d17dc79c8'
const C: Hex = '0x013c44cdddb6a900fa2b585dd299e03d12fa4293bc'

interface Account {
  nonce: string
  historyHash: Hex
  frozenUntil: string
  retiredFrom: string
  threshold: number
  signers: Hex[]
  guardians: Guardians
  recoveryNonce: string
  spent: number
  recovery: {
    threshold: number
    signers: Hex[]
    after: string
    guardians: Guardians
    outgoing: boolean
    joined: boolean
  } | null
  outgoingGuardians: { until: string; guardians: Guardians } | null
  outgoingSigners: { until: string; threshold: number; signers: Hex[] } | null
  implementation: Hex
  outboxRoot: Hex
  limitsHash: Hex
  registrar: Hex
  policy: number
}

const NO_GUARDIANS: Guardians = { threshold: 0, hash: zeroHash, recoveryDelay: 0 }
const friends: Guardians = { threshold: 2, hash: keccak256('0x01'), recoveryDelay: 604800 }
const family: Guardians = { threshold: 1, hash: keccak256('0x02'), recoveryDelay: 86400 }

const fresh: Account = {
  nonce: '1',
  historyHash: keccak256('0x03'),
  frozenUntil: '0',
  retiredFrom: '0',
  threshold: 1,
  signers: ordered([A]),
  guardians: NO_GUARDIANS,
  recoveryNonce: '0',
  spent: 0,
  recovery: null,
  outgoingGuardians: null,
  outgoingSigners: null,
  implementation: zeroAddress,
  outboxRoot: zeroHash,
  limitsHash: zeroHash,
  registrar: zeroAddress,
  policy: 0,
}

const recovering: Account['recovery'] = {
  threshold: 2,
  signers: ordered([B, C]),
  after: '1900604800',
  guardians: family,
  outgoing: true,
  joined: false,
}

const full: Account = {
  nonce: '72623859790382856',
  historyHash: keccak256('0x04'),
  frozenUntil: '1900000001',
  retiredFrom: '1900000002',
  threshold: 2,
  signers: ordered([A, B, C]),
  guardians: friends,
  recoveryNonce: '3',
  spent: 5,
  recovery: recovering,
  outgoingGuardians: { until: '1900000003', guardians: family },
  outgoingSigners: { until: '1900000004', threshold: 2, signers: ordered([A, C]) },
  implementation: '0x2222222222222222222222222222222222222222',
  outboxRoot: keccak256('0x05'),
  limitsHash: keccak256('0x06'),
  registrar: '0x70997970c51812dc3a010c7d01b50e0d17dc79c8',
  policy: 3,
}

const accountLeaves = [
  account('just registered', fresh),
  account('with guardians', { ...fresh, nonce: '2', guardians: friends }),
  account('a parent', { ...fresh, registrar: full.registrar, policy: 2 }),
  account('frozen', { ...fresh, frozenUntil: '1900000000', spent: 1 }),
  account('to be retired', { ...fresh, retiredFrom: '1900000000' }),
  account('a recovery under way', { ...fresh, guardians: friends, recoveryNonce: '1', recovery: recovering }),
  account('a recovery that a signer joined', {
    ...fresh,
    guardians: friends,
    recoveryNonce: '2',
    recovery: { ...recovering, outgoing: false, joined: true },
  }),
  account('outgoing guardians', { ...fresh, outgoingGuardians: full.outgoingGuardians }),
  account('outgoing signers', { ...fresh, outgoingSigners: { until: '1900000004', threshold: 1, signers: [A] } }),
  account('outgoing signers with a threshold of two', { ...fresh, outgoingSigners: full.outgoingSigners }),
  account('everything', full),
  account('the greatest integers', {
    ...full,
    nonce: GREATEST,
    frozenUntil: GREATEST,
    retiredFrom: GREATEST,
    threshold: 255,
    guardians: { threshold: 255, hash: friends.hash, recoveryDelay: 4294967295 },
    recoveryNonce: GREATEST,
    spent: 7,
  }),
]

function account(comment: string, account: Account) {
  const { guardians, recovery, outgoingGuardians, outgoingSigners, ...fields } = account
  const recoveryPreimage = concat([
    encodePacked(['uint64', 'uint8'], [BigInt(account.recoveryNonce), account.spent]),
    recovery === null
      ? '0x00'
      : concat([
          '0x01',
          encodePacked(
            ['uint8', 'bytes32', 'uint64', 'bytes', 'bool', 'bool'],
            [
              recovery.threshold,
              signersHash(recovery.threshold, recovery.signers),
              BigInt(recovery.after),
              packed(recovery.guardians),
              recovery.outgoing,
              recovery.joined,
            ],
          ),
        ]),
    outgoingGuardians === null
      ? '0x00'
      : concat(['0x01', uint64(outgoingGuardians.until), packed(outgoingGuardians.guardians)]),
    outgoingSigners === null
      ? '0x00'
      : concat([
          '0x01',
          uint64(outgoingSigners.until),
          toHex(outgoingSigners.threshold, { size: 1 }),
          signersHash(outgoingSigners.threshold, outgoingSigners.signers),
        ]),
  ])
  const recoveryHash = keccak256(recoveryPreimage)
  const hash = signersHash(account.threshold, account.signers)
  const leaf = concat([
    '0x01',
    uint64(account.nonce),
    account.historyHash,
    uint64(account.frozenUntil),
    uint64(account.retiredFrom),
    toHex(account.threshold, { size: 1 }),
    hash,
    packed(guardians),
    recoveryHash,
    account.implementation,
    account.outboxRoot,
    account.limitsHash,
    account.registrar,
    toHex(account.policy, { size: 1 }),
  ])
  return {
    comment,
    ...fields,
    signersHash: hash,
    guardianThreshold: guardians.threshold,
    guardiansHash: guardians.hash,
    recoveryDelay: guardians.recoveryDelay,
    recovery,
    outgoingGuardians,
    outgoingSigners,
    recoveryPreimage,
    recoveryHash,
    leaf,
  }
}

const statuses = [
  ['0', '0', '1900000000', 'active'],
  ['1900000000', '0', '1899999999', 'frozen'],
  ['1900000000', '0', '1900000000', 'active'],
  ['0', '1900000000', '1899999999', 'active'],
  ['0', '1900000000', '1900000000', 'retired'],
  ['1900000001', '1900000000', '1900000000', 'retired'],
  ['1900000000', '1900000001', '1899999999', 'frozen'],
  [GREATEST, '0', '1900000000', 'frozen'],
].map(([frozenUntil, retiredFrom, time, status]) => ({ frozenUntil, retiredFrom, time, status }))

// ------------------------------------------------------------------------------- trees and proofs

/** Leaf number `index`: its key is random, its value a record's. */
function numbered(index: number): Leaf {
  return { key: keccak256(toHex(index, { size: 4 })), value: concat(['0x02', toHex(index, { size: 32 })]) }
}

const many = (count: number) => Array.from({ length: count }, (_, index) => numbered(index))
const flipped = (key: Hex, index: number) => toHex(hexToBigInt(key) ^ (1n << BigInt(255 - index)), { size: 32 })
const absent = (index: number) => keccak256(concat(['0xff', toHex(index, { size: 4 })]))

const target = numbered(7)
/** The target and a leaf that parts from it at each of the first bits. */
const ladder = [target, ...many(20).map((leaf, index) => ({ ...leaf, key: flipped(target.key, index) }))]
const twins = [target, { key: flipped(target.key, 255), value: '0x03' as Hex }]
const aliceTree: Leaf[] = [
  { key: accountKey(ALICE), value: accountLeaves[0]?.leaf ?? '0x' },
  { key: recordKey(ALICE, eth.call), value: concat(['0x02', eth.value]) },
  { key: recordKey(ALICE, url.call), value: concat(['0x02', url.value]) },
  { key: recordKey(ALICE, contenthash('0x').call), value: '0x03' },
  ...many(100),
]

const trees = [
  tree('nothing', []),
  tree('one leaf', many(1)),
  tree('two leaves', many(2)),
  tree('three leaves', many(3)),
  tree('sixteen leaves', many(16)),
  tree('two leaves that differ in the last bit', twins),
  tree('two leaves that differ in the first bit', [target, { ...numbered(8), key: flipped(target.key, 0) }]),
  tree('a leaf and one that parts from it at each of the first twenty bits', ladder),
  tree('the lowest and the highest key', [
    { key: zeroHash, value: '0x03' },
    { key: toHex(2n ** 256n - 1n, { size: 32 }), value: '0x03' },
  ]),
  tree('an account and its records among others', aliceTree),
  tree('three hundred leaves', many(300)),
]

function tree(comment: string, leaves: Leaf[]) {
  return {
    comment,
    keys: leaves.map(({ key }) => key),
    values: leaves.map(({ value }) => value),
    root: root(leaves),
  }
}

/** A key without a leaf, whose place holds another leaf or nothing. */
function absentWith(leaves: Leaf[], other: boolean): Hex {
  for (let index = 0; ; index++) {
    const key = absent(index)
    if ((descend(leaves, key).leaf !== undefined) === other) return key
  }
}

const proofs = [
  prove('in an empty tree', [], numbered(0).key),
  prove('the only leaf', many(1), numbered(0).key),
  prove('another leaf than the only one', many(1), numbered(1).key),
  prove('one of two leaves', many(2), numbered(0).key),
  prove('one of sixteen leaves', many(16), numbered(5).key),
  prove('absent from sixteen leaves, another leaf in its place', many(16), absentWith(many(16), true)),
  prove('absent from sixteen leaves, nothing in its place', many(16), absentWith(many(16), false)),
  prove('one of three hundred leaves', many(300), numbered(123).key),
  prove('absent from three hundred, another leaf in its place', many(300), absentWith(many(300), true)),
  prove('absent from three hundred, nothing in its place', many(300), absentWith(many(300), false)),
  prove('twenty siblings', ladder, target.key),
  prove('absent at twenty siblings', ladder, flipped(target.key, 255)),
  prove('absent at twenty siblings, parting right there', ladder, flipped(target.key, 20)),
  prove('256 siblings, the left of the two', twins, (twins.map(({ key }) => key).sort() as [Hex, Hex])[0]),
  prove('256 siblings, the right of the two', twins, (twins.map(({ key }) => key).sort() as [Hex, Hex])[1]),
  prove('absent beside 255 shared bits', twins, flipped(target.key, 254)),
  prove('an account', aliceTree, accountKey(ALICE)),
  prove('a record with a value', aliceTree, recordKey(ALICE, url.call)),
  prove('a record set to nothing', aliceTree, recordKey(ALICE, contenthash('0x').call)),
  prove('an unset record', aliceTree, recordKey(ALICE, address(0, '0x').call)),
  prove('no account', aliceTree, accountKey(namehash('bob.mononym.eth'))),
]

const found = (comment: string): Proven => {
  const proof = proofs.find((proof) => proof.comment === comment)
  if (proof === undefined) throw new Error(comment)
  return proof
}
const inclusion = found('one of sixteen leaves')
const other = found('absent from sixteen leaves, another leaf in its place')
const nothing = found('absent from sixteen leaves, nothing in its place')
const deepest = found('256 siblings, the left of the two')
const emptyTree = found('in an empty tree')
/** An inner node's two children. */
const [left, right] = [root(side(many(16), 0, 0), 1), root(side(many(16), 0, 1), 1)]
const [leftmost = target] = side(many(16), 0, 0)

const badProofs = [
  bad('WrongRoot', 'another root', { ...inclusion, root: found('one of three hundred leaves').root }),
  bad('WrongRoot', 'another key', { ...inclusion, key: numbered(6).key }),
  bad('WrongRoot', 'another value', { ...inclusion, value: concat([inclusion.value, '0x00']) }),
  bad('WrongRoot', 'the lowest sibling left out', { ...inclusion, siblings: inclusion.siblings.slice(1) }),
  bad('WrongRoot', 'the highest sibling left out', { ...inclusion, siblings: inclusion.siblings.slice(0, -1) }),
  bad('WrongRoot', 'a sibling more', { ...inclusion, siblings: [...inclusion.siblings, EMPTY] }),
  bad('WrongRoot', 'an empty sibling below', { ...inclusion, siblings: [EMPTY, ...inclusion.siblings] }),
  bad('WrongRoot', 'siblings in reverse', { ...inclusion, siblings: [...inclusion.siblings].reverse() }),
  bad('WrongRoot', 'a bit of a sibling flipped', {
    ...inclusion,
    siblings: inclusion.siblings.map((sibling, index) => (index === 1 ? flipped(sibling, 255) : sibling)),
  }),
  bad('WrongRoot', 'a present key as absent, nothing in its place', { ...inclusion, value: '0x' }),
  bad('OwnLeaf', 'a present key as absent by its own leaf', {
    ...inclusion,
    value: '0x',
    otherKey: inclusion.key,
    otherValueHash: keccak256(inclusion.value),
  }),
  bad('OwnLeaf', 'at 256 siblings', {
    ...deepest,
    value: '0x',
    otherKey: deepest.key,
    otherValueHash: keccak256(deepest.value),
  }),
  bad('LeafElsewhere', 'a present key as absent by a leaf elsewhere', {
    ...prove('', many(16), numbered(6).key),
    key: inclusion.key,
    value: '0x',
    otherKey: numbered(6).key,
    otherValueHash: keccak256(numbered(6).value),
  }),
  bad('LeafElsewhere', 'a leaf that parts at the last bit of the place', {
    ...other,
    key: flipped(other.otherKey, other.siblings.length - 1),
  }),
  bad('LeafElsewhere', 'at 256 siblings, a leaf that parts at the last bit', {
    ...deepest,
    key: flipped(deepest.key, 255),
    value: '0x',
    otherKey: deepest.key,
    otherValueHash: keccak256(deepest.value),
  }),
  bad('NeedlessLeaf', 'a value and another leaf', {
    ...inclusion,
    otherKey: other.otherKey,
    otherValueHash: other.otherValueHash,
  }),
  bad('NeedlessLeaf', 'a value and the hash of another', { ...inclusion, otherValueHash: keccak256('0x') }),
  bad('NeedlessLeaf', 'a value and the key of another leaf', { ...inclusion, otherKey: other.otherKey }),
  bad('NeedlessLeaf', 'a value and its own leaf', {
    ...inclusion,
    otherKey: inclusion.key,
    otherValueHash: keccak256(inclusion.value),
  }),
  bad('WrongRoot', "another leaf with another value's hash", { ...other, otherValueHash: keccak256('0x') }),
  bad('WrongRoot', 'another leaf without the hash of its value', { ...other, otherValueHash: zeroHash }),
  bad('WrongRoot', 'the hash of a value without its key', { ...other, otherKey: zeroHash, siblings: [] }),
  bad('WrongRoot', 'another leaf left out', { ...other, otherKey: zeroHash, otherValueHash: zeroHash }),
  bad('WrongRoot', 'a leaf where there is none', { ...nothing, value: '0x03' }),
  bad('WrongRoot', 'nothing in another tree than the empty one', { ...emptyTree, root: other.root }),
  // Would hold if leaves and inner nodes were hashed alike.
  bad('WrongRoot', 'an inner node as another leaf', {
    ...emptyTree,
    root: inclusion.root,
    otherKey: left,
    otherValueHash: right,
  }),
  bad('WrongRoot', 'a leaf as an inner node', {
    ...inclusion,
    root: leafHash(hashOf(leftmost), keccak256('0x03')),
    key: leftmost.key,
    value: leftmost.value,
    siblings: [keccak256('0x03')],
  }),
  bad('TooLong', '257 siblings', { ...deepest, siblings: [...deepest.siblings, EMPTY] }),
  bad('TooLong', '257 siblings and nothing', {
    ...emptyTree,
    siblings: Array.from({ length: 257 }, () => EMPTY),
  }),
]

function bad(error: string, comment: string, proof: Proven) {
  return { ...proof, comment, error }
}

const PROOF = '(bytes value, bytes32[] siblings, bytes32 otherKey, bytes32 otherValueHash)'
const answerType = parseAbiParameters(`uint64 number, ${PROOF} account, ${PROOF}[] records`)

const at = (comment: string) => proofs.indexOf(found(comment))
const answers = [
  answer('no account', '1', 'no account', []),
  answer('a record', '72623859790382856', 'an account', ['a record with a value']),
  answer('several records', GREATEST, 'an account', [
    'a record with a value',
    'a record set to nothing',
    'an unset record',
    'a record with a value',
  ]),
]

function answer(comment: string, number: string, account: string, records: string[]) {
  const encoded = encodeAbiParameters(answerType, [BigInt(number), found(account), records.map(found)])
  return { comment, number, account: at(account), records: records.map(at), encoded }
}

const vectors = {
  accountKeys,
  recordKeys,
  accountLeaves,
  recordLeaves,
  statuses,
  trees,
  proofs,
  badProofs,
  answers,
}
const file = new URL('../../vectors/tree.json', import.meta.url)
writeFileSync(file, `${JSON.stringify(vectors, null, 2)}\n`)
