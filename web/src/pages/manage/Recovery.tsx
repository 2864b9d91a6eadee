import { useState } from 'preact/hooks'
import type { Hex } from 'viem'
import { Button, Notice } from '../../components/index.ts'
import { days, time } from '../../operations/describe.ts'
import { FilePicker } from '../../operations/desk/FilePicker.tsx'
import type { Account } from '../../operations/gateway.ts'
import { type GuardianFile, readGuardianFile } from '../../operations/guardians.ts'
import { deadlineForMany, now } from '../../operations/wishes.ts'
import { same } from '../../signers/signer.ts'
import { AddKey } from './AddKey.tsx'
import type { SectionProps } from './index.tsx'
import { KeyList } from './KeyList.tsx'
import { Threshold } from './Threshold.tsx'

export function Recovery({ account, begin }: SectionProps) {
  return (
    <>
      <p>
        When the keys are lost or stolen, the guardians give the name new ones: they and the new keys sign, the delay
        passes, and anybody finishes it.
      </p>
      {account.recovery && <Pending account={account} begin={begin} />}
      {account.guardianThreshold === 0 && !account.outgoingGuardians ? (
        <p>This name has no guardians, so nobody can start a recovery.</p>
      ) : (
        <Start account={account} begin={begin} />
      )}
    </>
  )
}

function Pending({ account, begin }: SectionProps) {
  const { name, recovery } = account
  if (!recovery) return null
  const isDue = now() >= recovery.after
  const simple = (primaryType: 'CancelRecovery' | 'FinishRecovery') =>
    begin({ task: { wish: { primaryType, message: { name } } } })
  return (
    <>
      <h3>The recovery under way</h3>
      <KeyList label="Keys that take over" signers={recovery.signers} />
      <p>{isDue ? 'Its delay has passed.' : `It can be finished from ${time(recovery.after)}.`}</p>
      <div class="take-buttons">
        {!recovery.joined && <Button kind="danger" onClick={() => simple('CancelRecovery')}>Cancel this recovery</Button>}
        <Button kind="primary" disabled={!isDue} onClick={() => simple('FinishRecovery')}>Finish this recovery</Button>
      </div>
    </>
  )
}

function Start({ account, begin }: SectionProps) {
  const [file, setFile] = useState<GuardianFile>()
  const [trouble, setTrouble] = useState<string>()
  const [signers, setSigners] = useState<Hex[]>([])
  const [threshold, setThreshold] = useState(1)
  const needed = Math.min(threshold, Math.max(signers.length, 1))

  function open(text: string) {
    try {
      setFile(readFor(account, text))
      setTrouble(undefined)
    } catch (error) {
      setFile(undefined)
      setTrouble(error instanceof Error ? error.message : String(error))
    }
  }

  function start({ ids, salt, guardians }: GuardianFile) {
    const message = { name: account.name, threshold: needed, signers, guardians: ids, guardiansSalt: salt }
    begin({
      task: { wish: { primaryType: 'StartRecovery', message: { ...message, ...deadlineForMany() } } },
      known: guardians,
      after: <p>Come back when the delay has passed, to finish it here. Until then, leave this page as you like.</p>,
    })
  }

  return (
    <>
      <h3>{account.recovery ? 'Start another recovery' : 'Start a recovery'}</h3>
      <FilePicker label={`The guardians’ file of ${account.name}`} onText={open} />
      {trouble && <Notice kind="bad" title="This file does not do"><p><bdi>{trouble}</bdi></p></Notice>}
      {file && (
        <>
          <p>{file.threshold} of these guardians must sign; the recovery then waits {days(file.recoveryDelay)}.</p>
          <KeyList label="Guardians" signers={file.guardians} />
          <h3>The new keys</h3>
          <p>They sign too. Make a passkey on the owner’s device, or write down the address of the owner’s wallet.</p>
          <KeyList
            label="New keys"
            signers={signers}
            onRemove={(signer) => setSigners(signers.filter((other) => !same(other, signer)))}
          />
          <AddKey name={account.name} present={signers} onKey={(signer) => setSigners([...signers, signer])} />
          {signers.length > 1 && (
            <Threshold label="New keys that must sign together" value={needed} of={signers.length} onValue={setThreshold} />
          )}
          <Button kind="primary" disabled={signers.length === 0} onClick={() => start(file)}>Look over the recovery</Button>
        </>
      )}
    </>
  )
}

/** A file of the guardians in charge, or of those who were removed and still have their last word. */
export function readFor(account: Account, text: string): GuardianFile {
  const file = readGuardianFile(text, account.name)
  const hashes = [account.guardiansHash, account.outgoingGuardians?.guardiansHash]
  if (!hashes.includes(file.guardiansHash)) {
    throw new Error('This file is of guardians whom the name no longer has: look for a newer one.')
  }
  return file
}
