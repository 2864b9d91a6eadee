// Guardians: hidden behind a salted hash until they act (docs/accounts.md, "Guardians").
import { bytesToHex, encodeAbiParameters, type Hex, keccak256 } from 'viem'
import { idOf, inOrder } from '../signers/signer.ts'

export const MAX_GUARDIANS = 16
export const DAY = 86_400
export const MIN_DELAY_DAYS = 1
export const MAX_DELAY_DAYS = 28

/** What opens the hash: to be kept by the owner and by the guardians. The command line reads the same file. */
export interface GuardianFile {
  name: string
  threshold: number
  /** Seconds. */
  recoveryDelay: number
  guardians: Hex[]
  ids: Hex[]
  salt: Hex
  guardiansHash: Hex
}

/** What an account keeps of its guardians. */
export function guardiansHash(threshold: number, ids: readonly Hex[], salt: Hex): Hex {
  const types = [{ type: 'uint8' }, { type: 'bytes32[]' }, { type: 'bytes32' }] as const
  return keccak256(encodeAbiParameters(types, [threshold, [...ids], salt]))
}

/** These guardians with a new salt. */
export function choose(name: string, guardians: readonly Hex[], threshold: number, delayDays: number): GuardianFile {
  const ordered = inOrder(guardians)
  const ids = ordered.map(idOf)
  const salt = bytesToHex(crypto.getRandomValues(new Uint8Array(32)))
  const recoveryDelay = delayDays * DAY
  const hash = guardiansHash(threshold, ids, salt)
  return { name, threshold, recoveryDelay, guardians: ordered, ids, salt, guardiansHash: hash }
}

export const fileName = (name: string): string => `${name}.guardians.json`

const isHex = (value: unknown, bytes?: number): value is Hex =>
  typeof value === 'string' && /^0x([0-9a-f]{2})*$/i.test(value) && (!bytes || value.length === 2 + 2 * bytes)

/** Reads such a file, and checks that it is whole and for this name. */
export function readGuardianFile(text: string, name: string): GuardianFile {
  let file: Partial<GuardianFile>
  try {
    file = JSON.parse(text)
  } catch {
    throw new Error('This is no file of guardians: it holds no JSON.')
  }
  const { threshold, guardians, ids, salt } = file ?? {}
  const isWhole =
    typeof threshold === 'number' &&
    Array.isArray(guardians) &&
    guardians.every((guardian) => isHex(guardian)) &&
    Array.isArray(ids) &&
    ids.every((id) => isHex(id, 32)) &&
    isHex(salt, 32)
  if (!isWhole) throw new Error('This is no file of guardians: threshold, guardians, ids or salt are missing.')
  if (file.name !== name) throw new Error(`These are the guardians of ${file.name}, not of ${name}.`)
  if (guardiansHash(threshold, ids, salt) !== file.guardiansHash) {
    throw new Error('This file was changed or damaged: its guardians do not match its hash.')
  }
  return file as GuardianFile
}
