import { useState } from 'preact/hooks'
import { Button, Field } from '../../components/index.ts'
import { days } from '../../operations/describe.ts'
import { deadlineFor } from '../../operations/wishes.ts'
import type { SectionProps } from './index.tsx'

const DAY = 86_400

export function Retire({ account, begin }: SectionProps) {
  const [typed, setTyped] = useState('')
  const { name, retiredFrom, recoveryDelay } = account
  if (retiredFrom !== undefined) return <p>It is being given up already.</p>
  return (
    <>
      <p>
        A name that was given up answers nothing, for ever, and nobody ever gets it again, not even you: a second owner
        would receive what is sent to its addresses. What lies at these addresses stays yours to move as long as your keys
        are. It begins after {days(Math.max(recoveryDelay, DAY))}; until then you can call it off.
      </p>
      <Field label={<>Type <bdi>{name}</bdi> to show that you mean it</>} value={typed} onValue={setTyped} />
      <Button
        kind="danger"
        disabled={typed.trim() !== name}
        onClick={() => begin({ task: { wish: { primaryType: 'Retire', message: { name, ...deadlineFor(account) } } } })}
      >
        Give it up
      </Button>
    </>
  )
}
