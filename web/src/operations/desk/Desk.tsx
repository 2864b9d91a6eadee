// Where an operation is shown, signed and sent.
import type { ComponentChildren } from 'preact'
import type { Hex } from 'viem'
import { Button } from '../../components/index.ts'
import { isOfThisSite, whyNoPasskeys } from '../../signers/passkey.ts'
import { remembered } from '../../signers/remembered.ts'
import { idOf, kindOf } from '../../signers/signer.ts'
import { useWallets } from '../../signers/wallets.ts'
import { download } from '../download.ts'
import { fileName, toText } from '../file.ts'
import type { Receipt } from '../gateway.ts'
import type { Group, Keys } from '../rules.ts'
import { isComplete } from '../rules.ts'
import { FilePicker } from './FilePicker.tsx'
import { Progress } from './Progress.tsx'
import { Signatures } from './Signatures.tsx'
import { Technical } from './Technical.tsx'
import { type Desk as State, type Task, useDesk } from './useDesk.ts'
import { Words } from './Words.tsx'
import './desk.css'

export interface DeskProps {
  task: Task
  /** The account that is changed; absent for a registration. */
  account?: Keys
  /** Keys that may be behind the ids of guardians. */
  known?: Hex[]
  onAccepted(receipt: Receipt): void
  onLeave(): void
  /** What to say, besides the receipt, once it is accepted. */
  children?: ComponentChildren
}

export function Desk({ task, account, known = [], onAccepted, onLeave, children }: DeskProps) {
  const mine = remembered().map(({ signer }) => signer)
  const desk = useDesk(task, account, [...known, ...mine], onAccepted)
  const { prepared, description, receipt, busy } = desk
  return (
    <section class="desk sheet" aria-label="What you sign">
      {description && <h2>{description.summary}</h2>}
      <Progress desk={desk} onLeave={onLeave} />
      {prepared && description && !receipt && (
        <>
          <Words description={description} />
          <Signatures groups={desk.groups} approvals={desk.approvals} />
          <Signing desk={desk} />
          <Technical prepared={prepared} approvals={desk.approvals} />
        </>
      )}
      {receipt ? children : !busy && <Button kind="quiet" onClick={onLeave}>Back, without sending</Button>}
    </section>
  )
}

function Signing({ desk }: { desk: State }) {
  const wallets = useWallets()
  const { prepared, groups, approvals, busy } = desk
  if (!prepared) return null
  const waiting = groups.flatMap(({ signers }) => signers).filter((signer) => !approvals.some((by) => by.signer === signer))
  const isReady = isComplete(groups, approvals)
  const isShared = groups.reduce((sum, { needed }) => sum + needed, 0) > 1 || approvals.length > 0
  const signed = { operation: prepared.operation, signatures: approvals }
  return (
    <div class="desk-signing" aria-busy={busy !== undefined}>
      <div class="desk-buttons">
        {waiting.some(isOfThisSite) && (
          <Button kind="primary" disabled={busy !== undefined} onClick={desk.signWithPasskey}>
            Sign with a passkey
          </Button>
        )}
        {mayBeEthereum(groups, waiting) &&
          wallets.map((wallet) => (
            <Button kind="primary"
              key={wallet.uuid}
              disabled={busy !== undefined}
              onClick={() => desk.signWithWallet(wallet)}
            >
              Sign with <bdi>{wallet.name}</bdi>
            </Button>
          ))}
        {isReady && (
          <Button kind="primary" disabled={busy !== undefined} onClick={desk.send}>
            Send
          </Button>
        )}
      </div>
      <Hint groups={groups} waiting={waiting} hasWallet={wallets.length > 0} isReady={isReady} />
      {isShared && (
        <details>
          <summary>Others sign too, or on another device</summary>
          <p>
            Save the operation with the signatures made so far and pass the file on. Whoever opens it under “Sign for
            others” sees what you see here, adds a signature, and gives it back or sends it.
          </p>
          <Button
            disabled={busy !== undefined}
            onClick={() => download(fileName(prepared.operation), toText(signed))}
          >
            Save the operation as a file
          </Button>
          <FilePicker label="Add the signatures of a file" onText={desk.addFile} />
        </details>
      )}
    </div>
  )
}

/** Whether a wallet may hold one of the keys: of guardians often only the ids are known. */
function mayBeEthereum(groups: Group[], waiting: Hex[]): boolean {
  const hasUnknown = groups.some(({ ids, signers }) => ids.some((id) => !signers.some((signer) => idOf(signer) === id)))
  return hasUnknown || waiting.some((signer) => kindOf(signer) === 'ethereum')
}

interface HintProps {
  groups: Group[]
  waiting: Hex[]
  hasWallet: boolean
  isReady: boolean
}

/** Why there is no button, where there is none. */
function Hint({ groups, waiting, hasWallet, isReady }: HintProps) {
  if (isReady) return null
  const passkeys = waiting.filter((signer) => kindOf(signer) === 'passkey')
  const hints = [
    passkeys.length > 0 && whyNoPasskeys(),
    passkeys.length > 0 &&
      !passkeys.some(isOfThisSite) &&
      'The passkeys of this name were made on another site, and work only there.',
    mayBeEthereum(groups, waiting) && !hasWallet && 'This browser has no wallet that announces itself (EIP-6963).',
  ].filter((hint) => typeof hint === 'string')
  return hints.map((hint) => <p key={hint} class="hint">{hint}</p>)
}
