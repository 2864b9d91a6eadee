// Checks that what a gateway drafted is what was asked for: it fills in what was left open, and nothing else.
import type { Hex } from 'viem'
import { inOrder } from '../signers/signer.ts'
import { digestOf } from './hash.ts'
import { type RecordWish, spell } from './records.ts'
import { type Domain, type Message, OPERATIONS, type Operation, type PrimaryType, type RecordMember } from './types.ts'

/** What somebody wants: an operation of which only what matters is said. */
export interface Wish {
  primaryType: PrimaryType
  message: Omit<Partial<Message>, 'records'> & { name: string }
  records?: RecordWish[]
}

/** What `POST /v1/typed-data` gives, as far as it is needed here. */
export interface Draft {
  operation: Operation
  digest: Hex
}

/** A draft that is not what was asked for: nobody should sign it. */
export class Substituted extends Error {
  constructor(what: string) {
    super(`The gateway wants another thing signed than you asked for: ${what}. Nothing was signed. Do not use it.`)
    this.name = 'Substituted'
  }
}

/** What is filled in where nothing is asked for; the rest is filled in from the account. */
const EMPTY: Partial<Record<keyof Message, unknown>> = {
  threshold: 1,
  guardianThreshold: 0,
  guardiansHash: `0x${'0'.repeat(64)}`,
  recoveryDelay: 0,
  guardians: [],
  guardiansSalt: `0x${'0'.repeat(64)}`,
  records: [],
}

/** What only the gateway knows: shown before signing, and no harm if it is wrong, but for the implementation. */
const FILLED = ['nonce', 'recoveryNonce', 'deadline', 'implementation']

/** The record that cannot be checked here, if there is one: its coin's addresses are unknown to this page. */
export interface Checked {
  operation: Operation
  /** Places of records whose value was taken from the gateway. */
  unchecked: number[]
}

/** Compares a draft with the wish, field by field, and its digest with the one that follows from it. */
export async function checkDraft(wish: Wish, draft: Draft, domain: Domain): Promise<Checked> {
  const { primaryType, message } = draft.operation
  if (primaryType !== wish.primaryType) throw new Substituted(`${primaryType} instead of ${wish.primaryType}`)
  const names = OPERATIONS[primaryType].map(({ name }) => name)
  const given = message as unknown as Record<string, unknown>
  const extra = Object.keys(given).find((name) => !names.includes(name))
  if (extra) throw new Substituted(`a member ${extra} that the operation does not have`)
  const wanted: Record<string, unknown> = { ...EMPTY, ...wish.message }
  if (wish.message.signers) wanted.signers = inOrder(wish.message.signers)
  for (const name of names) {
    if (!(name in given)) throw new Substituted(`no ${name}`)
    if (name === 'records') continue
    if (FILLED.includes(name) && !(name in wish.message)) continue
    if (canonical(given[name]) !== canonical(wanted[name])) throw new Substituted(name)
  }
  const unchecked = await checkRecords(wish.records ?? [], message.records ?? [])
  if (digestOf(draft.operation, domain) !== draft.digest) throw new Substituted('its digest is another operation’s')
  return { operation: draft.operation, unchecked }
}

async function checkRecords(wishes: RecordWish[], records: RecordMember[]): Promise<number[]> {
  if (wishes.length !== records.length) throw new Substituted('the records')
  const unchecked: number[] = []
  for (const [index, wish] of wishes.entries()) {
    const { value, ...rest } = await spell(wish)
    const record = records[index] as RecordMember
    const wanted = { ...rest, value: value ?? record.value }
    if (canonical(record) !== canonical(wanted)) throw new Substituted(`record ${index + 1}`)
    if (value === undefined) unchecked.push(index)
  }
  return unchecked
}

/** Hexadecimal digits count without their case; members without their order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner) => {
    if (typeof inner === 'string' && /^0x[0-9a-fA-F]*$/.test(inner)) return inner.toLowerCase()
    if (inner && typeof inner === 'object' && !Array.isArray(inner)) {
      return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
    }
    return inner
  })
}
