// Signing what somebody else has prepared: a recovery, or a change that takes several keys.
import { useState } from 'preact/hooks'
import { Button, Notice } from '../../components/index.ts'
import { ApiError } from '../../api/client.ts'
import { Desk } from '../../operations/desk/Desk.tsx'
import { FilePicker } from '../../operations/desk/FilePicker.tsx'
import { readSigned } from '../../operations/file.ts'
import { type Account, getAccount } from '../../operations/gateway.ts'
import type { SignedOperation } from '../../operations/types.ts'

interface Opened {
  given: SignedOperation
  /** Absent for a registration. */
  account: Account | undefined
}

export default function Sign() {
  const [opened, setOpened] = useState<Opened>()
  const [trouble, setTrouble] = useState<string>()

  async function open(text: string) {
    setTrouble(undefined)
    try {
      const given = readSigned(text)
      const { primaryType, message } = given.operation
      setOpened({ given, account: primaryType === 'Register' ? undefined : await getAccount(message.name) })
    } catch (error) {
      setOpened(undefined)
      setTrouble(error instanceof ApiError || error instanceof Error ? error.message : String(error))
    }
  }

  const leave = () => setOpened(undefined)
  return (
    <section class="take">
      <h1>Sign for others</h1>
      {opened ? (
        <Desk
          task={{ given: opened.given }}
          {...(opened.account ? { account: opened.account } : {})}
          onAccepted={() => {}}
          onLeave={leave}
        >
          <Button kind="primary" onClick={leave}>Done</Button>
        </Desk>
      ) : (
        <>
          <p>
            Open the file that you were given. You see what it does before you sign it; read it, and ask whoever gave it
            to you, by another way than the one on which it came.
          </p>
          <FilePicker label="The operation’s file" onText={(text) => void open(text)} />
          {trouble && <Notice kind="bad" title="This file does not do"><p><bdi>{trouble}</bdi></p></Notice>}
        </>
      )}
    </section>
  )
}
