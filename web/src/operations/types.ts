// The operations that accounts take, as EIP-712 types: the same as in crates/keystore/src/typed_data.rs.
//
// They stand here and are never taken from a gateway: what this page shows is what it hashes.
import type { Hex } from 'viem'

export interface Field {
  name: string
  type: string
}

const field = (text: string): Field => {
  const [type = '', name = ''] = text.split(' ')
  return { name, type }
}

const fields = (...texts: string[]): Field[] => texts.map(field)

const RECORD = fields('bytes call', 'uint8 state', 'bytes value')
const PLAIN = ['string name', 'uint64 nonce', 'uint64 deadline']
const RECOVERY = ['string name', 'uint64 recoveryNonce', 'uint64 deadline']

const SIGNERS = ['uint8 threshold', 'bytes[] signers']
const GUARDIANS = ['uint8 guardianThreshold', 'bytes32 guardiansHash', 'uint32 recoveryDelay']
const OPENED = ['bytes32[] guardians', 'bytes32 guardiansSalt']

/** The members of each operation, in the order in which they are hashed. */
export const OPERATIONS = {
  Register: fields(...PLAIN, ...SIGNERS, ...GUARDIANS, 'address implementation', 'Record[] records'),
  SetRecords: fields(...PLAIN, 'Record[] records'),
  SetRegistrar: fields(...PLAIN, 'address registrar', 'uint8 policy'),
  SetSigners: fields(...PLAIN, ...SIGNERS),
  SetGuardians: fields(...PLAIN, ...GUARDIANS),
  SetImplementation: fields(...PLAIN, 'address implementation'),
  SetLimits: fields(...PLAIN, 'bytes32 limitsHash', ...OPENED),
  SetOutbox: fields(...PLAIN, 'bytes32 outboxRoot'),
  StartRecovery: fields(...RECOVERY, ...SIGNERS, ...OPENED),
  CancelRecovery: fields(...RECOVERY),
  FinishRecovery: fields(...RECOVERY),
  Freeze: fields(...PLAIN, ...OPENED),
  Unfreeze: fields(...PLAIN),
  Retire: fields(...PLAIN),
} as const

export type PrimaryType = keyof typeof OPERATIONS

export interface RecordMember {
  call: Hex
  state: number
  value: Hex
}

/** Any operation's message; what a kind has besides the first two follows from {@link OPERATIONS}. */
export interface Message {
  name: string
  /** Unix time in seconds after which it is not accepted. */
  deadline: number
  nonce?: number
  recoveryNonce?: number
  threshold?: number
  signers?: Hex[]
  guardianThreshold?: number
  guardiansHash?: Hex
  recoveryDelay?: number
  implementation?: Hex
  records?: RecordMember[]
  registrar?: Hex
  policy?: number
  limitsHash?: Hex
  guardians?: Hex[]
  guardiansSalt?: Hex
  outboxRoot?: Hex
}

export interface Operation {
  primaryType: PrimaryType
  message: Message
}

/** An authenticator's assertion as the browser gives it, each part in base64url. */
export interface Assertion {
  authenticatorData: string
  clientDataJSON: string
  signature: string
}

/** A key's signature of an operation. */
export interface Approval {
  signer: Hex
  signature: Hex | Assertion
}

/** An operation and who has signed it: also the content of the files that people pass on to each other. */
export interface SignedOperation {
  operation: Operation
  signatures: Approval[]
}

/** Which deployment operations are signed for. */
export interface Domain {
  chainId: number
  verifyingContract: Hex
}

export const isPrimaryType = (text: unknown): text is PrimaryType =>
  typeof text === 'string' && Object.hasOwn(OPERATIONS, text)

/** The types that an operation's typed data needs, without the domain's. */
export const typesOf = (primaryType: PrimaryType): Record<string, Field[]> => {
  const members = [...OPERATIONS[primaryType]]
  const hasRecords = members.some(({ type }) => type === 'Record[]')
  return { [primaryType]: members, ...(hasRecords ? { Record: RECORD } : {}) }
}
