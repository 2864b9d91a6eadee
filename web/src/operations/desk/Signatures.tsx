import { idOf, nameOf } from '../../signers/signer.ts'
import { countOf, type Group } from '../rules.ts'
import type { Approval } from '../types.ts'

const WHO: Record<Group['who'], string> = {
  signers: 'of the name’s keys',
  'new-signers': 'of the new keys',
  guardians: 'of the guardians',
  joining: 'of the name’s own keys, if you have them: if enough join, nobody can cancel the recovery',
}

/** Who has signed, and who is still missing. */
export function Signatures({ groups, approvals }: { groups: Group[]; approvals: Approval[] }) {
  if (groups.length === 0) return <p>Nobody needs to sign this: anybody may send it.</p>
  return (
    <ul class="desk-signatures" aria-label="Signatures">
      {groups.map((group) => (
        <li key={group.who}>
          {group.who === 'joining' ? 'Any' : `${countOf(group, approvals)} of ${group.needed} signatures`} {WHO[group.who]}
          <ul>
            {group.ids.map((id) => {
              const signer = group.signers.find((known) => idOf(known) === id)
              const isSigned = approvals.some((approval) => idOf(approval.signer) === id)
              return (
                <li key={id}>
                  {isSigned ? '✓ signed: ' : 'not yet: '}
                  <span class="key">{signer ? nameOf(signer) : `key ${id.slice(2, 10)}`}</span>
                </li>
              )
            })}
          </ul>
        </li>
      ))}
    </ul>
  )
}
