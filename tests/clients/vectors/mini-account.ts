// Writes ../../vectors/mini-account.json: what a mini-account's signers sign, hashed and signed by viem and
// noble instead of the contracts' own code. Usage: npm run vectors
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { p256 } from '@noble/curves/p256'
import {
  type Address,
  type Hex,
  concat,
  encodeAbiParameters,
  hashTypedData,
  hexToBytes,
  keccak256,
  parseAbiParameters,
  toHex,
} from 'viem'
import { privateKeyToAccount, sign } from 'viem/accounts'

const ACCOUNT: Address = '0x00000000000000000000000000000000000a11ce'
const KEYSTORE: Address = '0x3333333333333333333333333333333333333333'
const NAME = 'alice.mononym.eth'
const DEADLINE = 1_800_003_600n
const RP_ID = 'mononym.example'

const domain = { name: 'Mononym Account', version: '1', chainId: 8453, verifyingContract: ACCOUNT }
const keystore = { name: 'Mononym Keystore', version: '1', chainId: 31337, verifyingContract: KEYSTORE }

const executeTypes = {
  Execute: fields('Call[] calls, uint256 nonce, uint64 deadline'),
  Call: fields('address target, uint256 value, bytes data'),
}
const callsAbi = parseAbiParameters('(address target, uint256 value, bytes data)[]')

const calls = [
  { target: '0xb0b0000000000000000000000000000000000b0b' as Address, value: 3n, data: '0x' as Hex },
  { target: KEYSTORE, value: 0n, data: '0xa9059cbb' as Hex },
]

const secret = (number: number) => keccak256(toHex(number, { size: 32 }))
const sha256 = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest()
const point = (number: number) => toHex(p256.getPublicKey(hexToBytes(secret(number)), false).slice(1))
const signP256 = (number: number, hash: Uint8Array) =>
  p256.sign(hash, hexToBytes(secret(number)), { lowS: true, prehash: false })

const keys = [
  {
    signer: concat(['0x01', privateKeyToAccount(secret(1)).address.toLowerCase() as Hex]),
    sign: (hash: Hex) => sign({ hash, privateKey: secret(1), to: 'hex' }),
  },
  {
    signer: concat(['0x02', point(2)]),
    sign: async (digest: Hex) => toHex(signP256(2, sha256(hexToBytes(digest))).toCompactRawBytes()),
  },
  {
    signer: concat(['0x03', point(3), toHex(sha256(Buffer.from(RP_ID)))]),
    sign: async (digest: Hex) => {
      const challenge = Buffer.from(hexToBytes(digest)).toString('base64url')
      const client = { type: 'webauthn.get', challenge, origin: `https://${RP_ID}`, crossOrigin: false }
      const clientData = Buffer.from(JSON.stringify(client))
      const data = concat([toHex(sha256(Buffer.from(RP_ID))), '0x05', toHex(1, { size: 4 })])
      const { r, s } = signP256(3, sha256(hexToBytes(data), sha256(clientData)))
      return encodeAbiParameters(parseAbiParameters('bytes, bytes, uint256, uint256'), [data, toHex(clientData), r, s])
    },
  },
].sort((left, right) => (keccak256(left.signer) < keccak256(right.signer) ? -1 : 1))
const ids = keys.map(({ signer }) => keccak256(signer))

/** The threshold's signature: all three keys. */
async function signed(digest: Hex): Promise<Hex> {
  const approvals = await Promise.all(
    keys.map(async ({ signer, sign }) => ({ signer, signature: await sign(digest) })),
  )
  const abi = parseAbiParameters('bytes32[], uint8, (bytes signer, bytes signature)[]')
  return concat(['0x00', encodeAbiParameters(abi, [ids, keys.length, approvals])])
}

async function execute(list: typeof calls, nonce: bigint) {
  const message = { calls: list, nonce, deadline: DEADLINE }
  const digest = hashTypedData({ domain, types: executeTypes, primaryType: 'Execute', message })
  return {
    calls: encodeAbiParameters(callsAbi, [list]),
    nonce: toHex(nonce, { size: 32 }),
    digest,
    signature: await signed(digest),
  }
}

/** An operation of the keystore; `encoded` are its fields as `replay` takes them. */
function operation(kind: number, primaryType: string, type: string, message: object, encoded: Hex) {
  const header = 'string name, uint64 nonce, uint64 deadline'
  const types = {
    [primaryType]: fields(`${header}, ${type}`),
    Record: fields('bytes call, uint8 state, bytes value'),
  }
  const whole = { name: NAME, nonce: 5n, deadline: DEADLINE, ...message }
  const digest = hashTypedData({ domain: keystore, types, primaryType, message: whole })
  return { kind, fields: encoded, digest }
}

/** A list of records, hashed as EIP-712 does. */
function recordsHash(records: { call: Hex; state: number; value: Hex }[]): Hex {
  const typeHash = keccak256(toHex('Record(bytes call,uint8 state,bytes value)'))
  const abi = parseAbiParameters('bytes32, bytes32, uint8, bytes32')
  return keccak256(
    concat(
      records.map(({ call, state, value }) =>
        keccak256(encodeAbiParameters(abi, [typeHash, keccak256(call), state, keccak256(value)])),
      ),
    ),
  )
}

const records = [
  { call: '0x3b3b57de' as Hex, state: 1, value: '0x01' as Hex },
  { call: '0x59d1d43c' as Hex, state: 2, value: '0x' as Hex },
]
const hash = keccak256(toHex('hash'))
const signers = keys.map(({ signer }) => signer)

const outbox = { chainId: 8453n, account: ACCOUNT, nonce: 1n, validFrom: 1n, deadline: DEADLINE, calls }
const outboxAbi = parseAbiParameters([
  'Operation operation',
  'struct Call { address target; uint256 value; bytes data; }',
  'struct Operation { uint256 chainId; address account; uint256 nonce; uint64 validFrom; uint64 deadline; Call[] calls; }',
])

const vectors = {
  comment: 'Written by tests/clients/vectors/mini-account.ts.',
  account: ACCOUNT,
  keystore: KEYSTORE,
  deadline: Number(DEADLINE),
  signersHash: keccak256(encodeAbiParameters(parseAbiParameters('uint8, bytes32[]'), [keys.length, ids])),
  ids,
  execute: [await execute([], 0n), await execute(calls.slice(0, 1), 1n), await execute(calls, 2n ** 256n - 1n)],
  outbox: {
    operation: encodeAbiParameters(outboxAbi, [outbox]),
    leaf: keccak256(keccak256(encodeAbiParameters(outboxAbi, [outbox]))),
  },
  operations: [
    operation(2, 'SetRecords', 'Record[] records', { records }, recordsHash(records)),
    operation(
      3,
      'SetRegistrar',
      'address registrar, uint8 policy',
      { registrar: ACCOUNT, policy: 2 },
      encodeAbiParameters(parseAbiParameters('address, uint8'), [ACCOUNT, 2]),
    ),
    operation(
      4,
      'SetSigners',
      'uint8 threshold, bytes[] signers',
      { threshold: 2, signers },
      encodeAbiParameters(parseAbiParameters('uint8, bytes[]'), [2, signers]),
    ),
    operation(
      5,
      'SetGuardians',
      'uint8 guardianThreshold, bytes32 guardiansHash, uint32 recoveryDelay',
      { guardianThreshold: 2, guardiansHash: hash, recoveryDelay: 86400 },
      encodeAbiParameters(parseAbiParameters('uint8, bytes32, uint32'), [2, hash, 86400]),
    ),
    operation(
      6,
      'SetImplementation',
      'address implementation',
      { implementation: ACCOUNT },
      encodeAbiParameters(parseAbiParameters('address'), [ACCOUNT]),
    ),
    operation(8, 'SetOutbox', 'bytes32 outboxRoot', { outboxRoot: hash }, hash),
  ],
}

function fields(list: string): { name: string; type: string }[] {
  return list.split(', ').map((field) => {
    const [type = '', name = ''] = field.split(' ')
    return { name, type }
  })
}

const file = new URL('../../vectors/mini-account.json', import.meta.url)
writeFileSync(file, `${JSON.stringify(vectors, null, 2)}\n`)
