import { useState } from 'preact/hooks'
import { Button, Notice } from '../../components/index.ts'
import { days } from '../../operations/describe.ts'
import { FilePicker } from '../../operations/desk/FilePicker.tsx'
import { deadlineFor } from '../../operations/wishes.ts'
import type { SectionProps } from './index.tsx'
import { readFor } from './Recovery.tsx'

const DAY = 86_400

export function Freeze({ account, begin }: SectionProps) {
  const [trouble, setTrouble] = useState<string>()
  const { name, status, retiredFrom, guardianThreshold, recoveryDelay } = account
  const delay = days(Math.max(recoveryDelay, DAY))

  function freezeAsGuardian(text: string) {
    try {
      const { ids, salt, guardians } = readFor(account, text)
      setTrouble(undefined)
      begin({
        task: { wish: { primaryType: 'Freeze', message: { name, guardians: ids, guardiansSalt: salt } } },
        known: guardians,
      })
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error))
    }
  }

  return (
    <>
      <p>
        An alarm within everybody’s reach: one key, or one guardian, makes the name answer nothing for {delay}. Each can do
        so once; it ends by itself.
      </p>
      {status !== 'retired' && (
        <Button
          kind="danger"
          onClick={() => begin({ task: { wish: { primaryType: 'Freeze', message: { name } } } })}
        >
          {status === 'frozen' ? 'Freeze it for longer' : 'Freeze it'}
        </Button>
      )}
      {(status === 'frozen' || retiredFrom !== undefined) && status !== 'retired' && (
        <>
          <h3>Make it active again</h3>
          <p>This takes as many keys as other changes: {account.threshold}.</p>
          <Button
            kind="primary"
            onClick={() =>
              begin({ task: { wish: { primaryType: 'Unfreeze', message: { name, ...deadlineFor(account) } } } })
            }
          >
            Make it active again
          </Button>
        </>
      )}
      {guardianThreshold > 0 && status !== 'retired' && (
        <>
          <h3>As a guardian</h3>
          <p>One guardian alone can freeze it, with the guardians’ file.</p>
          <FilePicker label={`The guardians’ file of ${name}, to freeze it`} onText={freezeAsGuardian} />
          {trouble && <Notice kind="bad" title="This file does not do"><p><bdi>{trouble}</bdi></p></Notice>}
        </>
      )}
    </>
  )
}
