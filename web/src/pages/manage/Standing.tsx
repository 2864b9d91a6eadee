import { Notice } from '../../components/index.ts'
import { time } from '../../operations/describe.ts'
import type { Account } from '../../operations/gateway.ts'
import { nameOf } from '../../signers/signer.ts'

/** What its owner should know before anything else: frozen, about to be recovered, given up, unguarded. */
export function Standing({ account }: { account: Account }) {
  const { status, frozenUntil, retiredFrom, recovery, guardianThreshold } = account
  return (
    <>
      {status === 'frozen' && frozenUntil !== undefined && (
        <Notice kind="warn" title="This name is frozen">
          <p>It answers nothing until {time(frozenUntil)}, unless its keys make it active again before.</p>
        </Notice>
      )}
      {status === 'retired' && (
        <Notice kind="bad" title="This name was given up">
          <p>It answers nothing, for ever.</p>
        </Notice>
      )}
      {status !== 'retired' && retiredFrom !== undefined && (
        <Notice kind="warn" title="This name is being given up">
          <p>From {time(retiredFrom)} it answers nothing, for ever. Until then its keys can call that off: see Freeze.</p>
        </Notice>
      )}
      {recovery && (
        <Notice kind="warn" title="A recovery is under way">
          <p>
            From {time(recovery.after)} anybody can finish it; then the keys are {recovery.signers.map(nameOf).join(', ')}.{' '}
            {recovery.joined
              ? 'The name’s own keys joined it, so nobody can cancel it.'
              : 'If it is not yours, cancel it now: see Recovery.'}
          </p>
        </Notice>
      )}
      {guardianThreshold === 0 && status !== 'retired' && (
        <Notice title="Nobody can recover this name">
          <p>It has no guardians: if its keys are lost, so are the name and what its addresses hold.</p>
        </Notice>
      )}
    </>
  )
}
