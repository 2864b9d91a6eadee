import { useState } from 'preact/hooks'
import { Button, Notice } from '../../components/index.ts'
import { deadlineFor } from '../../operations/wishes.ts'
import { includes, same } from '../../signers/signer.ts'
import { AddKey } from './AddKey.tsx'
import type { SectionProps } from './index.tsx'
import { KeyList } from './KeyList.tsx'
import { Threshold } from './Threshold.tsx'

const MAX_SIGNERS = 16

export function Keys({ account, begin }: SectionProps) {
  const [signers, setSigners] = useState(account.signers)
  const [threshold, setThreshold] = useState(account.threshold)
  const added = signers.filter((signer) => !includes(account.signers, signer))
  const removed = account.signers.filter((signer) => !includes(signers, signer))
  const needed = Math.min(threshold, signers.length)
  const isChanged = added.length > 0 || removed.length > 0 || needed !== account.threshold

  return (
    <>
      <p>
        Every key of this list may sign for the name; so many of them as you say must sign together. New keys sign the
        change too, so that no mistyped key locks you out.
      </p>
      <KeyList
        label="Keys"
        signers={signers}
        onRemove={(signer) => setSigners(signers.filter((other) => !same(other, signer)))}
      />
      {signers.length < MAX_SIGNERS && (
        <AddKey name={account.name} present={signers} onKey={(signer) => setSigners([...signers, signer])} />
      )}
      {signers.length > 0 && (
        <Threshold label="Keys that must sign together" value={needed} of={signers.length} onValue={setThreshold} />
      )}
      {signers.length === 0 && <Notice kind="warn" title="A name has at least one key" />}
      {signers.length > 0 && removed.length === account.signers.length && (
        <Notice title="All present keys go">
          <p>They sign this last change, and are worth nothing afterwards.</p>
        </Notice>
      )}
      <Button
        kind="primary"
        disabled={!isChanged || signers.length === 0}
        onClick={() =>
          begin({
            task: {
              wish: {
                primaryType: 'SetSigners',
                message: { name: account.name, threshold: needed, signers, ...deadlineFor(account) },
              },
            },
          })
        }
      >
        Look over the new keys
      </Button>
    </>
  )
}
