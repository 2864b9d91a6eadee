import { useState } from 'preact/hooks'
import type { Hex } from 'viem'
import { Button, Field, Notice } from '../../components/index.ts'
import { days } from '../../operations/describe.ts'
import { download } from '../../operations/download.ts'
import { getAccount } from '../../operations/gateway.ts'
import {
  choose,
  fileName,
  type GuardianFile,
  MAX_DELAY_DAYS,
  MAX_GUARDIANS,
  MIN_DELAY_DAYS,
} from '../../operations/guardians.ts'
import { deadlineFor } from '../../operations/wishes.ts'
import { parseSigner, same } from '../../signers/signer.ts'
import { AddKey } from './AddKey.tsx'
import type { SectionProps } from './index.tsx'
import { KeyList } from './KeyList.tsx'
import { Threshold } from './Threshold.tsx'

export function Guardians({ account, begin }: SectionProps) {
  const [guardians, setGuardians] = useState<Hex[]>([])
  const [threshold, setThreshold] = useState<number>()
  const [delay, setDelay] = useState('3')
  const [file, setFile] = useState<GuardianFile>()
  const needed = Math.min(threshold ?? Math.floor(guardians.length / 2) + 1, Math.max(guardians.length, 1))
  const delayDays = Number(delay)
  const isDelay = Number.isInteger(delayDays) && delayDays >= MIN_DELAY_DAYS && delayDays <= MAX_DELAY_DAYS

  /** A change after the file was kept makes it worthless: there will be another. */
  function change<Value>(set: (value: Value) => void): (value: Value) => void {
    return (value) => {
      setFile(undefined)
      set(value)
    }
  }

  function keep() {
    const made = choose(account.name, guardians, needed, delayDays)
    download(fileName(account.name), `${JSON.stringify(made, null, 2)}\n`)
    setFile(made)
  }

  function propose(threshold: number, guardiansHash: Hex, recoveryDelay: number) {
    const message = { name: account.name, guardianThreshold: threshold, guardiansHash, recoveryDelay }
    begin({
      task: { wish: { primaryType: 'SetGuardians', message: { ...message, ...deadlineFor(account) } } },
      after: threshold > 0 && <Keep name={account.name} />,
    })
  }

  return (
    <>
      <p>
        Guardians are people you trust, or a second device of yours. So many of them as you say can give the name new keys
        when yours are lost or stolen. That takes a few days, in which you can cancel it. Nobody learns who they are before
        they act: the account knows only a hash, and what opens it is in a file that you keep.
      </p>
      <p>
        {account.guardianThreshold === 0
          ? 'At present there are none.'
          : `At present a recovery takes ${account.guardianThreshold} guardians and waits ${days(account.recoveryDelay)}. Who they are is in the file that was made then.`}
      </p>
      <KeyList
        label="New guardians"
        signers={guardians}
        onRemove={(guardian) => change(setGuardians)(guardians.filter((other) => !same(other, guardian)))}
      />
      {guardians.length < MAX_GUARDIANS && (
        <AddKey
          name={account.name}
          present={guardians}
          onKey={(guardian) => change(setGuardians)([...guardians, guardian])}
          label="A guardian: a wallet’s address, a name of this gateway, or a guardian key"
          lookUp={findGuardian}
          withPasskey={false}
        />
      )}
      <p>Whoever has neither a wallet nor a name makes a key on the page <a href="/guardian">Be a guardian</a>.</p>
      {guardians.length > 0 && (
        <>
          <Threshold
            label="Guardians that a recovery needs"
            value={needed}
            of={guardians.length}
            onValue={change(setThreshold)}
          />
          <Field
            label="Days that a recovery waits"
            type="number"
            min={MIN_DELAY_DAYS}
            max={MAX_DELAY_DAYS}
            value={delay}
            onValue={change(setDelay)}
            hint="Your time to notice a recovery that is not yours, and cancel it."
            error={isDelay ? undefined : `A whole number from ${MIN_DELAY_DAYS} to ${MAX_DELAY_DAYS}.`}
          />
          <Keep name={account.name} />
          <div class="take-buttons">
            <Button kind={file ? 'quiet' : 'primary'} disabled={!isDelay} onClick={keep}>1. Save the guardians’ file</Button>
            <Button
              kind="primary"
              disabled={!file}
              onClick={() => file && propose(file.threshold, file.guardiansHash, file.recoveryDelay)}
            >
              2. Look over the new guardians
            </Button>
          </div>
        </>
      )}
      {account.guardianThreshold > 0 && guardians.length === 0 && (
        <Button kind="danger" onClick={() => propose(0, `0x${'0'.repeat(64)}`, 0)}>Have no guardians</Button>
      )}
    </>
  )
}

function Keep({ name }: { name: string }) {
  return (
    <Notice kind="warn" title="Keep the guardians’ file, and give it to them">
      <p>
        <bdi>{fileName(name)}</bdi> holds who they are and the salt that hides them. Without it nobody can recover the
        name. Whoever has it can read who they are, but do nothing with it.
      </p>
    </Notice>
  )
}

/** A key as it is written, or the only key of a name of this gateway. */
async function findGuardian(text: string): Promise<Hex> {
  const written = text.trim()
  if (!written.includes('.')) return parseSigner(written)
  const { signers } = await getAccount(written)
  const [only] = signers
  if (signers.length === 1 && only) return only
  throw new Error(`${written} has ${signers.length} keys, and each would count as a guardian: ask which one to take, and write that key.`)
}
