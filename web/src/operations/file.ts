// Operations that several people sign, one after the other: the files of `mononym account sign`.
import type { Hex } from 'viem'
import { type Approval, isPrimaryType, OPERATIONS, type Operation, type SignedOperation } from './types.ts'

export const toText = (signed: SignedOperation): string => `${JSON.stringify(signed, null, 2)}\n`

export const fileName = ({ primaryType, message }: Operation): string => `${message.name}.${primaryType}.json`

/** Longest file that is read: the longest operation with its signatures, in hex. */
const MAX_LENGTH = 1 << 20

/** Reads such a file, so far that it can be shown and hashed; signatures are the gateway's to check. */
export function readSigned(text: string): SignedOperation {
  if (text.length > MAX_LENGTH) throw new Error('This file is too long for an operation.')
  let file: { operation?: { primaryType?: unknown; message?: Record<string, unknown> }; signatures?: unknown }
  try {
    file = JSON.parse(text)
  } catch {
    throw new Error('This file holds no operation: it is no JSON.')
  }
  const { primaryType, message } = file?.operation ?? {}
  if (!isPrimaryType(primaryType) || !message || typeof message.name !== 'string') {
    throw new Error('This file holds no operation of an account.')
  }
  const members = OPERATIONS[primaryType]
  const wrong = members.find(({ name, type }) => !isOf(type, message[name]))
  if (wrong) throw new Error(`The operation in this file is damaged: ${wrong.name}.`)
  const extra = Object.keys(message).find((name) => !members.some((member) => member.name === name))
  if (extra) throw new Error('The operation in this file has a member that it cannot have.')
  const signatures = file.signatures ?? []
  if (!Array.isArray(signatures) || !signatures.every(isApproval)) {
    throw new Error('The signatures in this file are damaged.')
  }
  return { operation: { primaryType, message: message as unknown as Operation['message'] }, signatures }
}

const isHex = (value: unknown, bytes?: number): value is Hex =>
  typeof value === 'string' && /^0x([0-9a-f]{2})*$/i.test(value) && (bytes === undefined || value.length === 2 + 2 * bytes)

function isOf(type: string, value: unknown): boolean {
  if (type.endsWith('[]')) return Array.isArray(value) && value.every((item) => isOf(type.slice(0, -2), item))
  if (type === 'string') return typeof value === 'string'
  if (type === 'bytes') return isHex(value)
  if (type === 'bytes32') return isHex(value, 32)
  if (type === 'address') return isHex(value, 20)
  if (type === 'Record') {
    const record = value as { call?: unknown; state?: unknown; value?: unknown } | null
    return isHex(record?.call) && isHex(record?.value) && isOf('uint8', record?.state)
  }
  const bits = /^uint(\d+)$/.exec(type)?.[1]
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) < 2 ** Math.min(Number(bits), 53)
}

function isApproval(value: unknown): value is Approval {
  const { signer, signature } = (value ?? {}) as { signer?: unknown; signature?: unknown }
  return isHex(signer) && (isHex(signature) || (typeof signature === 'object' && signature !== null))
}
