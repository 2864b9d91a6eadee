// Who has to sign what (docs/accounts.md). The gateway decides; this says it beforehand.
import type { Hex } from 'viem'
import { idOf, includes } from '../signers/signer.ts'
import type { Approval, Operation } from './types.ts'

/** An account, as far as it decides who signs. */
export interface Keys {
  threshold: number
  signers: Hex[]
  guardianThreshold: number
  outgoingSigners?: { signers: Hex[] }
}

/** People of whom so many must sign. */
export interface Group {
  who: 'signers' | 'new-signers' | 'guardians' | 'joining'
  needed: number
  /** Ids of the keys that count. */
  ids: Hex[]
  /** The keys that are known: of guardians often only the ids are. */
  signers: Hex[]
}

const group = (who: Group['who'], needed: number, signers: Hex[]): Group => ({
  who,
  needed,
  signers,
  ids: signers.map(idOf),
})

/** Who signs an operation. `known` are keys that may be behind the ids of guardians. */
export function groupsOf({ primaryType, message }: Operation, keys: Keys | undefined, known: Hex[] = []): Group[] {
  const signers = keys?.signers ?? []
  const threshold = keys?.threshold ?? 1
  const next = message.signers ?? []
  switch (primaryType) {
    case 'Register':
      return [group('new-signers', next.length, next)]
    case 'SetSigners': {
      const added = next.filter((signer) => !includes(signers, signer))
      return [group('signers', threshold, signers), group('new-signers', added.length, added)].filter(isNeeded)
    }
    case 'StartRecovery': {
      const joining = [...signers, ...(keys?.outgoingSigners?.signers ?? [])]
      const guardians = guardiansOf(message.guardians ?? [], keys?.guardianThreshold ?? 1, known)
      return [guardians, group('new-signers', next.length, next), group('joining', 0, joining)]
    }
    case 'CancelRecovery':
      return [group('signers', 1, signers)]
    case 'Freeze':
      return message.guardians?.length ? [guardiansOf(message.guardians, 1, known)] : [group('signers', 1, signers)]
    case 'FinishRecovery':
      return []
    default:
      return [group('signers', threshold, signers)]
  }
}

/** How many of a group have signed. */
export const countOf = ({ ids }: Group, approvals: readonly Approval[]): number =>
  approvals.filter(({ signer }) => ids.includes(idOf(signer))).length

export const isComplete = (groups: readonly Group[], approvals: readonly Approval[]): boolean =>
  groups.every((group) => countOf(group, approvals) >= group.needed)

/** Signatures stand in ascending order of their signers' ids, each signer's once. */
export function withApproval(approvals: readonly Approval[], added: Approval): Approval[] {
  const others = approvals.filter(({ signer }) => idOf(signer) !== idOf(added.signer))
  return [...others, added].sort((a, b) => (idOf(a.signer) < idOf(b.signer) ? -1 : 1))
}

const isNeeded = ({ needed }: Group): boolean => needed > 0

function guardiansOf(ids: Hex[], needed: number, known: Hex[]): Group {
  const signers = known.filter((signer) => ids.includes(idOf(signer)))
  return { who: 'guardians', needed, ids, signers }
}
