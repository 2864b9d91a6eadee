import { useState } from 'preact/hooks'
import type { Hex } from 'viem'
import { Button, Field, Notice } from '../../components/index.ts'
import { createPasskey, whyNoPasskeys } from '../../signers/passkey.ts'
import { includes, parseSigner } from '../../signers/signer.ts'

interface Props {
  name: string
  present: readonly Hex[]
  onKey(signer: Hex): void
  /** What the field asks for. */
  label?: string
  /** Understands what is no key by itself, such as a name. */
  lookUp?: (text: string) => Promise<Hex>
  /** Whether a passkey of this device makes sense here. */
  withPasskey?: boolean
}

/** Adds a key to a list: a new passkey, or what is written. */
export function AddKey({ name, present, onKey, label = 'Address of a wallet, or a key', lookUp, withPasskey = true }: Props) {
  const [text, setText] = useState('')
  const [error, setError] = useState<string>()
  const [trouble, setTrouble] = useState<string>()
  const [isBusy, setBusy] = useState(false)

  async function add() {
    try {
      const signer = lookUp ? await lookUp(text) : parseSigner(text)
      if (includes(present, signer)) throw new Error('This key is in the list already.')
      onKey(signer)
      setText('')
      setError(undefined)
    } catch (problem) {
      setError(problem instanceof Error ? problem.message : String(problem))
    }
  }

  async function make() {
    setBusy(true)
    setTrouble(undefined)
    try {
      onKey(await createPasskey(name))
    } catch (problem) {
      setTrouble(problem instanceof Error ? problem.message : String(problem))
    } finally {
      setBusy(false)
    }
  }

  return (
    <>
      <form
        class="take-add"
        onSubmit={(event) => {
          event.preventDefault()
          void add()
        }}
      >
        <Field label={label} value={text} onValue={setText} error={error} maxLength={300} dir="ltr" />
        <Button type="submit" disabled={text.trim() === ''}>Add</Button>
      </form>
      {withPasskey && (
        <div class="take-buttons">
          <Button busy={isBusy} disabled={whyNoPasskeys() !== undefined} onClick={make}>Make a new passkey</Button>
        </div>
      )}
      {withPasskey && whyNoPasskeys() && <p class="hint">{whyNoPasskeys()}</p>}
      {trouble && <Notice kind="bad" title="No passkey was made"><p>{trouble}</p></Notice>}
    </>
  )
}
