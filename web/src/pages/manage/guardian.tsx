// For whoever was asked to be a guardian and has neither a wallet nor a name: a passkey for that alone.
import { useState } from 'preact/hooks'
import { Address, Button, Notice } from '../../components/index.ts'
import { createPasskey, isOfThisSite, whyNoPasskeys } from '../../signers/passkey.ts'
import { remembered } from '../../signers/remembered.ts'
import { nameOf } from '../../signers/signer.ts'

/** What these passkeys are called on the device. */
const NAME = 'guardian'

export default function Guardian() {
  const [isBusy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string>()
  const keys = remembered().filter(({ name, signer }) => name === NAME && isOfThisSite(signer))
  const noPasskeys = whyNoPasskeys()

  async function make() {
    setBusy(true)
    setTrouble(undefined)
    try {
      await createPasskey(NAME)
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error))
    } finally {
      setBusy(false)
    }
  }

  return (
    <section class="take">
      <h1>Be a guardian</h1>
      <p>
        Somebody asked you to be a guardian of a name: together with others you could give it new keys, should its owner
        lose them. Make a guardian key, and send what is shown to the owner. It is no secret. The passkey stays on your
        device; when the day comes, open this page, “Sign for others”.
      </p>
      {noPasskeys && <p class="hint">{noPasskeys}</p>}
      <Button kind="primary" busy={isBusy} disabled={noPasskeys !== undefined} onClick={make}>Make a guardian key</Button>
      {trouble && <Notice kind="bad" title="No key was made"><p>{trouble}</p></Notice>}
      {keys.length > 0 && (
        <>
          <h2>Guardian keys of this browser</h2>
          <ul class="take-list" aria-label="Guardian keys">
            {keys.map(({ signer }) => (
              <li key={signer}>
                <span class="key">{nameOf(signer)}</span>
                <Address value={signer} what="the guardian key" full />
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
