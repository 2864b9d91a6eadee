import type { Hex } from 'viem'
import { Button } from '../../components/index.ts'
import { isOfThisSite } from '../../signers/passkey.ts'
import { remembered } from '../../signers/remembered.ts'
import { kindOf, nameOf, same } from '../../signers/signer.ts'

interface Props {
  label: string
  signers: readonly Hex[]
  onRemove?: (signer: Hex) => void
}

/** Keys, and which of them are at hand. */
export function KeyList({ label, signers, onRemove }: Props) {
  return (
    <ul class="take-list" aria-label={label}>
      {signers.map((signer) => (
        <li key={signer}>
          <span class="key">{nameOf(signer)}{placeOf(signer)}</span>
          {onRemove && (
            <Button aria-label={`Remove ${nameOf(signer)}`} onClick={() => onRemove(signer)}>Remove</Button>
          )}
        </li>
      ))}
    </ul>
  )
}

function placeOf(signer: Hex): string {
  if (kindOf(signer) !== 'passkey') return ''
  if (!isOfThisSite(signer)) return ', made on another site'
  return remembered().some((passkey) => same(passkey.signer, signer)) ? ', used in this browser' : ''
}
