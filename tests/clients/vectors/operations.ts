// Writes tests/vectors/operations.json: what is signed, hashed and kept, as viem computes it.
//
//   npm --prefix tests/clients ci && npm --prefix tests/clients run vectors
//
// Every signature is deterministic (RFC 6979): a rerun writes the same file. A vector that was
// published once never changes.
import { writeFileSync } from 'node:fs'
import {
  type Address,
  type Hex,
  concat,
  encodeAbiParameters,
  hashTypedData,
  keccak256,
  parseAbiParameters,
  toHex,
  zeroAddress,
  zeroHash,
} from 'viem'
import { type Key, ethereum, id, webAuthn, webCrypto } from '../support/keys.ts'
import { type Record as NameRecord, address, contenthash, nothing, text, unset } from '../support/records.ts'

type Field = { name: string; type: string }
type Message = Record<string, unknown>

const types = fields({
  Record: 'bytes call, uint8 state, bytes value',
  Register:
    'string name, uint64 nonce, uint64 deadline, uint8 threshold, bytes[] signers, uint8 guardianThreshold, ' +
    'bytes32 guardiansHash, uint32 recoveryDelay, address implementation, Record[] records',
  SetRecords: 'string name, uint64 nonce, uint64 deadline, Record[] records',
  SetRegistrar: 'string name, uint64 nonce, uint64 deadline, address registrar, uint8 policy',
  Voucher: 'string name, bytes32 signersHash, uint64 deadline',
  SetSigners: 'string name, uint64 nonce, uint64 deadline, uint8 threshold, bytes[] signers',
  SetGuardians:
    'string name, uint64 nonce, uint64 deadline, uint8 guardianThreshold, bytes32 guardiansHash, uint32 recoveryDelay',
  SetImplementation: 'string name, uint64 nonce, uint64 deadline, address implementation',
  SetLimits:
    'string name, uint64 nonce, uint64 deadline, bytes32 limitsHash, bytes32[] guardians, bytes32 guardiansSalt',
  SetOutbox: 'string name, uint64 nonce, uint64 deadline, bytes32 outboxRoot',
  StartRecovery:
    'string name, uint64 recoveryNonce, uint64 deadline, uint8 threshold, bytes[] signers, bytes32[] guardians, ' +
    'bytes32 guardiansSalt',
  CancelRecovery: 'string name, uint64 recoveryNonce, uint64 deadline',
  FinishRecovery: 'string name, uint64 recoveryNonce, uint64 deadline',
  Freeze: 'string name, uint64 nonce, uint64 deadline, bytes32[] guardians, bytes32 guardiansSalt',
  Unfreeze: 'string name, uint64 nonce, uint64 deadline',
  Retire: 'string name, uint64 nonce, uint64 deadline',
})

/** The byte by which the log knows each operation. */
const kinds = [
  'Register',
  'SetRecords',
  'SetRegistrar',
  'SetSigners',
  'SetGuardians',
  'SetImplementation',
  'SetLimits',
  'SetOutbox',
  'StartRecovery',
  'CancelRecovery',
  'FinishRecovery',
  'Freeze',
  'Unfreeze',
  'Retire',
]

const trial = domain(31337, '0xd4200a949c8974FE2C47Dc025cdEDE1bDBB67655')
const other = domain(1, '0x1111111111111111111111111111111111111111')
const ALICE = 'alice.mononym.eth'
const DEADLINE = 1900000000
const GREATEST = '18446744073709551615'
const SALT = keccak256(toHex('salt'))

// The first keys of anvil's mnemonic.
const [a, b, c] = [
  ethereum('0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80'),
  ethereum('0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d'),
  ethereum('0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a'),
] as const
const [p, q] = [webCrypto(secret(1)), webCrypto(secret(2))] as const
const passkey = webAuthn(secret(3), 'localhost', 3)
const otherPasskey = webAuthn(secret(4), 'mononym.example', 4)

const btc = address(0, '0x0014751e76e8199196d454941c45d1b3a323f1433bd6')
const base = nothing(address(0x80002105, '0x'))
const odd = text(`';DROP TABLE account;--\0[]"é🚀`, '')

const vectors = [
  await vector('Register: one signer, no records', 'Register', register([a]), [a], { voucher: b }),
  await vector('the same under another domain', 'Register', register([a]), [a], { domain: other }),
  await vector(
    'Register: three signers of which two sign, guardians, an implementation, records',
    'Register',
    {
      ...register([a, b, c], 2, 'team.mononym.eth'),
      deadline: GREATEST,
      guardianThreshold: 2,
      guardiansHash: '0x5fe7f977e71dba2ea1a68e21057beebb9be2ac30c6410aa38d4f3fbe41dcffd2',
      recoveryDelay: 604800,
      implementation: '0x2222222222222222222222222222222222222222',
      records: [btc, text('url', 'https://example.com')],
    },
    [a, b, c],
  ),
  await vector('Register: a name outside ASCII', 'Register', register([a], 1, 'bücher.🚀.mononym.eth'), [a]),
  await vector('SetRecords: set, none, unset', 'SetRecords', records(1, [btc, base, unset(contenthash('0x'))]), [a]),
  await vector(
    'SetRecords: a key of quotes, a NUL, brackets and an emoji',
    'SetRecords',
    records(2, [odd]),
    [a],
  ),
  await vector(
    'SetRecords: no records, the greatest nonce',
    'SetRecords',
    { name: ALICE, nonce: GREATEST, deadline: 0, records: [] },
    [],
  ),
  await vector('SetRegistrar: open', 'SetRegistrar', registrar(1, '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266', 1), [a]),
  await vector(
    'SetRegistrar: vouchers',
    'SetRegistrar',
    registrar(2, '0x70997970C51812dc3A010C7d01b50e0d17dc79C8', 2),
    [a],
  ),
  await vector('SetRegistrar: closed', 'SetRegistrar', registrar(3, zeroAddress, 0), [a]),
  await voucherVector('Voucher for one signer', ALICE, signersHash(1, [a]), DEADLINE),
  await voucherVector('Voucher for three signers', 'team.mononym.eth', signersHash(2, [a, b, c]), GREATEST),

  await vector(
    'Register: a signer of each kind',
    'Register',
    { ...register([a, p, passkey], 2), ...guardians(2, [b, q, otherPasskey], 86400) },
    [a, p, passkey],
  ),
  await vector(
    'SetSigners: from an Ethereum key to the two other kinds',
    'SetSigners',
    { ...header(1), threshold: 2, signers: ordered([p, passkey]) },
    [a, p, passkey],
  ),
  await vector(
    'SetGuardians: two of three',
    'SetGuardians',
    { ...header(2), ...guardians(2, [b, q, otherPasskey], 2419200) },
    [p, passkey],
  ),
  await vector('SetGuardians: none', 'SetGuardians', { ...header(3), ...guardians(0, [], 0) }, [p, passkey]),
  await vector(
    'SetImplementation',
    'SetImplementation',
    { ...header(4), implementation: '0x2222222222222222222222222222222222222222' },
    [p, passkey],
  ),
  await vector(
    'SetLimits: the first, without guardians',
    'SetLimits',
    { ...header(5), limitsHash: keccak256(toHex('limits')), ...opened([]) },
    [p, passkey],
  ),
  await vector(
    'SetLimits: with guardians',
    'SetLimits',
    { ...header(6), limitsHash: zeroHash, ...opened([b, q, otherPasskey]) },
    [p, passkey, b, q],
  ),
  await vector('SetOutbox', 'SetOutbox', { ...header(7), outboxRoot: keccak256(toHex('outbox')) }, [p, passkey]),
  await vector(
    'StartRecovery: two guardians, a new signer, and the threshold who join them',
    'StartRecovery',
    { ...recovery(0), threshold: 1, signers: ordered([c]), ...opened([b, q, otherPasskey]) },
    [b, otherPasskey, c, p, passkey],
  ),
  await vector('CancelRecovery', 'CancelRecovery', recovery(0), [passkey]),
  await vector('FinishRecovery: signed by nobody', 'FinishRecovery', { ...recovery(0), recoveryNonce: GREATEST }, []),
  await vector('Freeze: by a signer', 'Freeze', { ...header(8), ...opened([]) }, [p]),
  await vector('Freeze: by a guardian', 'Freeze', { ...header(9), ...opened([b, q, otherPasskey]) }, [q]),
  await vector('Unfreeze', 'Unfreeze', header(10), [p, passkey]),
  await vector('Retire', 'Retire', header(11), [p, passkey]),
]

const digest = (index: number) => vectors[index]?.digest ?? zeroHash
const chain = [digest(0), digest(4), digest(5)]

write({
  types,
  typedData: vectors,
  signersHashes: [
    [1, [a]],
    [1, [a, b]],
    [2, [a, b]],
    [2, [a, b, c]],
    [3, [a, b, c]],
    [1, [p]],
    [1, [passkey]],
    [2, [a, p, passkey]],
    [5, [a, b, c, p, q, passkey, otherPasskey]],
  ].map(([threshold, keys]) => signersVector(threshold as number, keys as Key[])),
  historyHashes: chain.map((_, index) => {
    const operations = chain.slice(0, index + 1)
    return { operations, hash: operations.reduce((hash, next) => keccak256(concat([hash, next])), zeroHash) }
  }),
  guardiansHashes: [
    guardiansVector(1, [a], SALT),
    guardiansVector(1, [a], zeroHash),
    guardiansVector(1, [a, p, passkey], SALT),
    guardiansVector(2, [a, p, passkey], SALT),
    guardiansVector(7, [a, b, c, p, q, passkey, otherPasskey], SALT),
  ],
})

function register(keys: Key[], threshold = 1, name = ALICE): Message {
  return {
    name,
    nonce: 0,
    deadline: DEADLINE,
    threshold,
    signers: ordered(keys),
    guardianThreshold: 0,
    guardiansHash: zeroHash,
    recoveryDelay: 0,
    implementation: zeroAddress,
    records: [],
  }
}

function header(nonce: number) {
  return { name: ALICE, nonce, deadline: DEADLINE }
}

function records(nonce: number, records: NameRecord[]): Message {
  return { ...header(nonce), records }
}

function registrar(nonce: number, registrar: Address, policy: number): Message {
  return { ...header(nonce), name: 'mononym.eth', registrar, policy }
}

function recovery(recoveryNonce: number) {
  return { name: ALICE, recoveryNonce, deadline: DEADLINE }
}

function guardians(threshold: number, keys: Key[], recoveryDelay: number) {
  const hash = keys.length > 0 ? guardiansHash(threshold, ids(keys), SALT) : zeroHash
  return { guardianThreshold: threshold, guardiansHash: hash, recoveryDelay }
}

function opened(keys: Key[]) {
  return { guardians: ids(keys), guardiansSalt: keys.length > 0 ? SALT : zeroHash }
}

async function vector(
  comment: string,
  primaryType: string,
  message: Message,
  keys: Key[],
  options: { domain?: typeof trial; voucher?: Key } = {},
) {
  const domain = options.domain ?? trial
  const digest = hashTypedData({ domain, types, primaryType, message })
  const signatures = await approvals(digest, keys)
  const { voucher } = options
  const consent = voucher && {
    deadline: DEADLINE,
    signature: await voucher.sign(voucherDigest(String(message.name), signersHash(1, [a]), DEADLINE)),
  }
  const stored = concat([
    toHex(kinds.indexOf(primaryType) + 1, { size: 1 }),
    encodeAbiParameters(
      [
        { type: 'tuple', components: components(primaryType) },
        ...parseAbiParameters(
          ['(bytes signer, bytes signature)[] approvals, (uint64 deadline, bytes signature)[] vouchers'],
        ),
      ],
      [message, signatures, consent ? [{ ...consent, deadline: BigInt(consent.deadline) }] : []],
    ),
  ])
  return {
    comment,
    domain,
    primaryType,
    message,
    digest,
    signatures,
    ...(consent && { voucher: consent }),
    stored,
  }
}

async function voucherVector(comment: string, name: string, signersHash: Hex, deadline: number | string) {
  const message = { name, signersHash, deadline }
  const digest = voucherDigest(name, signersHash, deadline)
  return { comment, domain: trial, primaryType: 'Voucher', message, digest, signatures: await approvals(digest, [b]) }
}

function voucherDigest(name: string, signersHash: Hex, deadline: number | string): Hex {
  const message: Message = { name, signersHash, deadline }
  return hashTypedData({ domain: trial, types, primaryType: 'Voucher', message })
}

/** In ascending order of the signers' ids. */
async function approvals(digest: Hex, keys: Key[]) {
  const sorted = [...keys].sort((left, right) => (id(left) < id(right) ? -1 : 1))
  return Promise.all(sorted.map(async (key) => ({ signer: key.signer, signature: await key.sign(digest) })))
}

function ids(keys: Key[]): Hex[] {
  return keys.map(id).sort()
}

function ordered(keys: Key[]): Hex[] {
  return [...keys].sort((left, right) => (id(left) < id(right) ? -1 : 1)).map((key) => key.signer)
}

function signersHash(threshold: number, keys: Key[]): Hex {
  return keccak256(encodeAbiParameters(parseAbiParameters('uint8, bytes32[]'), [threshold, ids(keys)]))
}

function guardiansHash(threshold: number, ids: Hex[], salt: Hex): Hex {
  return keccak256(encodeAbiParameters(parseAbiParameters('uint8, bytes32[], bytes32'), [threshold, ids, salt]))
}

function signersVector(threshold: number, keys: Key[]) {
  return { threshold, signers: ordered(keys), hash: signersHash(threshold, keys) }
}

function guardiansVector(threshold: number, keys: Key[], salt: Hex) {
  const signers = ordered(keys)
  return { threshold, signers, guardians: ids(keys), salt, hash: guardiansHash(threshold, ids(keys), salt) }
}

function secret(number: number): Hex {
  return keccak256(toHex(number, { size: 32 }))
}

function domain(chainId: number, verifyingContract: Address) {
  return { name: 'Mononym Keystore', version: '1', chainId, verifyingContract }
}

function fields(types: Record<string, string>): Record<string, Field[]> {
  const parse = (list: string) =>
    list.split(', ').map((field) => {
      const [type = '', name = ''] = field.split(' ')
      return { name, type }
    })
  return Object.fromEntries(Object.entries(types).map(([name, list]) => [name, parse(list)]))
}

/** The ABI's form of an EIP-712 type. */
function components(type: string): { name: string; type: string }[] {
  return (types[type] ?? []).map((field) => {
    const array = field.type.endsWith('[]') ? '[]' : ''
    const element = field.type.slice(0, field.type.length - array.length)
    return element in types
      ? { name: field.name, type: `tuple${array}`, components: components(element) }
      : { name: field.name, type: field.type }
  })
}

function write(vectors: object): void {
  const file = new URL('../../vectors/operations.json', import.meta.url)
  writeFileSync(file, `${JSON.stringify(vectors, null, 2)}\n`)
}
