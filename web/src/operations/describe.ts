// What an operation says, in plain words: each of its members, none left out.
import type { Hex } from 'viem'
import { nameOf } from '../signers/signer.ts'
import { coinName } from './coins.ts'
import { type ReadRecord, read } from './records.ts'
import type { Message, Operation, PrimaryType } from './types.ts'

/** One thing that an operation says. All of it is text of strangers: never HTML. */
export interface Line {
  label: string
  text: string
  /** Whether a value could only be shown as it is, not read. */
  isRaw?: boolean
}

export interface Description {
  /** What it does, in a sentence. */
  summary: string
  lines: Line[]
  /** What happens after it is accepted, and what can still be done about it. */
  next: string
}

const TITLES: Record<PrimaryType, string> = {
  Register: 'Register',
  SetRecords: 'Change the records of',
  SetRegistrar: 'Change who registers names below',
  SetSigners: 'Change the keys of',
  SetGuardians: 'Change the guardians of',
  SetImplementation: 'Change the logic of the accounts of',
  SetLimits: 'Change the spending limits of',
  SetOutbox: 'Tell the accounts what to do, of',
  StartRecovery: 'Start the recovery of',
  CancelRecovery: 'Cancel the recovery of',
  FinishRecovery: 'Finish the recovery of',
  Freeze: 'Freeze',
  Unfreeze: 'Make active again',
  Retire: 'Give up for ever',
}

const NEXT: Record<PrimaryType, string> = {
  Register: 'It takes effect at once: the name answers with an address on every chain.',
  SetRecords: 'It takes effect at once. Answers that others hold already live on for about five minutes.',
  SetRegistrar: 'It takes effect at once.',
  SetSigners:
    'It takes effect at once. With guardians, the keys that are removed may still join a recovery for one recovery delay.',
  SetGuardians: 'It takes effect at once, but the guardians of before keep their last word for one recovery delay.',
  SetImplementation: 'It takes effect on each chain when the account there is next brought up to date.',
  SetLimits: 'It takes effect on each chain when the account there is next brought up to date.',
  SetOutbox: 'The accounts may carry it out once the change is on Ethereum.',
  StartRecovery:
    'Now the recovery delay runs. Until it has passed, the present keys can cancel the recovery, unless enough of them joined it. Then anybody can finish it, and the new keys take over.',
  CancelRecovery: 'It takes effect at once. One key alone can do this once only; after that it takes the threshold.',
  FinishRecovery: 'It takes effect at once: the new keys have the name, a freeze ends, and the keys of before are worth nothing.',
  Freeze:
    'From now on the name answers nothing and nothing can be changed, for one recovery delay (a day without guardians). It ends by itself, by unfreezing, or by a recovery.',
  Unfreeze: 'It takes effect at once: the name answers again. It also calls off giving up the name, if that has not begun.',
  Retire:
    'After one recovery delay (a day without guardians) the name answers nothing, for ever, and nobody gets it again. Until then, unfreezing calls it off.',
}

export async function describe({ primaryType, message }: Operation): Promise<Description> {
  return {
    summary: `${TITLES[primaryType]} ${message.name}`,
    lines: [
      { label: 'Name', text: message.name },
      ...keys(message),
      ...guardians(message),
      ...(await records(message)),
      ...others(message),
      ...order(message),
    ],
    next: NEXT[primaryType],
  }
}

/** One record in words. */
export function describeRecord({ profile, key, state, value, isRead }: ReadRecord): Line {
  const label = recordLabel(profile, key)
  if (state === 'unset') return { label, text: 'taken away' }
  if (state === 'none') return { label, text: 'answers nothing, on purpose' }
  return { label, text: value ?? '', isRaw: !isRead }
}

export function recordLabel(profile: string, key: string | undefined): string {
  if (profile === 'text') return `Text “${key}”`
  if (profile === 'addr') return `Address for ${coinName(Number(key))}`
  if (profile === 'contenthash') return 'Website (contenthash)'
  if (profile === 'name') return 'Primary name'
  if (profile === 'data') return `Data “${key}”`
  return `Record ${key}`
}

export const days = (seconds: number): string => {
  const whole = Math.round((seconds / 86_400) * 10) / 10
  return whole === 1 ? '1 day' : `${whole} days`
}

export const time = (seconds: number): string =>
  new Date(seconds * 1000).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })

function keys({ signers, threshold }: Message): Line[] {
  if (!signers) return []
  const who = signers.map((signer) => ({ label: 'May sign', text: nameOf(signer) }))
  return [...who, { label: 'Keys that must sign together', text: `${threshold} of ${signers.length}` }]
}

function guardians(message: Message): Line[] {
  const { guardianThreshold, guardiansHash, recoveryDelay, guardians: opened, guardiansSalt } = message
  const lines: Line[] = []
  if (guardianThreshold === 0) lines.push({ label: 'Guardians', text: 'none: a lost key is a lost name' })
  if (guardianThreshold) {
    lines.push({ label: 'Guardians needed for a recovery', text: String(guardianThreshold) })
    lines.push({ label: 'Guardians, hidden behind', text: guardiansHash ?? '', isRaw: true })
    lines.push({ label: 'A recovery waits', text: days(recoveryDelay ?? 0) })
  }
  if (opened?.length) {
    const ids = opened.map((id) => id.slice(2, 10)).join(', ')
    lines.push({ label: 'Guardians named', text: ids })
    lines.push({ label: 'Their salt', text: guardiansSalt ?? '', isRaw: true })
  }
  return lines
}

async function records({ records: list }: Message): Promise<Line[]> {
  if (!list) return []
  if (list.length === 0) return [{ label: 'Records', text: 'none' }]
  return Promise.all(
    list.map((record) =>
      // What does not decode is shown as it is: the gateway refuses it anyway.
      read(record).then(describeRecord, (): Line => ({ label: `Record ${record.call}`, text: record.value, isRaw: true })),
    ),
  )
}

const POLICIES = ['nobody', 'everybody', 'whoever has a voucher', 'wallets with an API key']

function others({ implementation, registrar, policy, limitsHash, outboxRoot }: Message): Line[] {
  const hex = (label: string, value: Hex | undefined, zero: string): Line[] =>
    value === undefined ? [] : [{ label, text: /^0x0*$/.test(value) ? zero : value }]
  return [
    ...hex('Logic of its accounts on the chains', implementation, 'to be chosen later'),
    ...hex('Who vouches for names below it', registrar, 'nobody'),
    ...(policy === undefined ? [] : [{ label: 'Who registers below it', text: POLICIES[policy] ?? `policy ${policy}` }]),
    ...hex('Spending limits', limitsHash, 'none'),
    ...hex('What the accounts are to do', outboxRoot, 'nothing'),
  ]
}

function order({ nonce, recoveryNonce, deadline }: Message): Line[] {
  return [
    ...(nonce === undefined ? [] : [{ label: 'Change number', text: String(nonce) }]),
    ...(recoveryNonce === undefined ? [] : [{ label: 'Recovery number', text: String(recoveryNonce) }]),
    { label: 'To be accepted until', text: time(deadline) },
  ]
}
