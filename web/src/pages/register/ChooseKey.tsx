import { useEffect, useState } from 'preact/hooks'
import type { Hex } from 'viem'
import { Button, Notice } from '../../components/index.ts'
import { createPasskey, isOfThisSite, whyNoPasskeys } from '../../signers/passkey.ts'
import { remembered } from '../../signers/remembered.ts'
import { ofAddress } from '../../signers/signer.ts'
import { connect } from '../../signers/wallet.ts'
import { useWallets } from '../../signers/wallets.ts'

interface Props {
  name: string
  /** The address that owned the name elsewhere, and alone may have it. */
  claimant: Hex | undefined
  onSigner(signer: Hex): void
}

export function ChooseKey({ name, claimant, onSigner }: Props) {
  const wallets = useWallets()
  const [isBusy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string>()
  // One that was made for this name before, when signing came to nothing.
  const [made] = remembered().filter((passkey) => passkey.name === name && isOfThisSite(passkey.signer))
  const noPasskeys = whyNoPasskeys()
  useEffect(() => setTrouble(undefined), [name])

  async function take(key: () => Promise<Hex>) {
    setBusy(true)
    setTrouble(undefined)
    try {
      onSigner(await key())
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error))
    } finally {
      setBusy(false)
    }
  }

  return (
    <section class="take-key" aria-labelledby="take-key">
      <h2 id="take-key">Your key</h2>
      {claimant ? (
        <p>
          This name is kept for its owner elsewhere: only a wallet with the address <code>{claimant}</code> can have it.
        </p>
      ) : (
        <>
          <p>
            A passkey is kept by your device, and asks for your finger, your face or your PIN. You will be asked twice:
            once to make it, once to sign the registration with it.
          </p>
          {noPasskeys && <p class="hint">{noPasskeys}</p>}
          <div class="take-buttons">
            <Button
              kind="primary"
              disabled={noPasskeys !== undefined}
              busy={isBusy}
              onClick={() => take(() => (made ? Promise.resolve(made.signer) : createPasskey(name)))}
            >
              {made ? 'Go on with the passkey made for this name' : 'Make a passkey'}
            </Button>
            {made && <Button busy={isBusy} onClick={() => take(() => createPasskey(name))}>Make another passkey</Button>}
          </div>
        </>
      )}
      <p class="take-or">{claimant ? 'Choose it:' : 'Or, if you have one, a browser wallet:'}</p>
      <div class="take-buttons">
        {wallets.map((wallet) => (
          <Button key={wallet.uuid} busy={isBusy} onClick={() => take(async () => ofAddress(await connect(wallet)))}>
            Use <bdi>{wallet.name}</bdi>
          </Button>
        ))}
      </div>
      {wallets.length === 0 && <p class="hint">This browser has no wallet that announces itself (EIP-6963).</p>}
      {trouble && <Notice kind="bad" title="No key yet"><p><bdi>{trouble}</bdi></p></Notice>}
    </section>
  )
}
