import { Button, Notice } from '../../components/index.ts'
import { nameHref } from '../../router.ts'
import { time } from '../describe.ts'
import type { Busy, Desk } from './useDesk.ts'

const WORDS: Record<Exclude<Busy, undefined>, string> = {
  preparing: 'Preparing what is to be signed …',
  signing: 'Waiting for your passkey or wallet …',
  sending: 'Sending to the gateway …',
}

/** What is under way, what went wrong, and what came of it: read out as it changes. */
export function Progress({ desk, onLeave }: { desk: Desk; onLeave(): void }) {
  const { busy, trouble, receipt, prepared } = desk
  return (
    <>
      <p role="status" class="desk-status">
        {busy ? WORDS[busy] : receipt ? `Accepted ${time(receipt.acceptedAt)}, as number ${receipt.sequence} in the log.` : ''}
      </p>
      {trouble && (
        <Notice kind="bad" title="That did not work">
          <p><bdi>{trouble.text}</bdi></p>
          {trouble.remedy === 'resend' && <Button onClick={prepared ? desk.send : desk.renew}>Try again</Button>}
          {trouble.remedy === 'renew' && desk.canRenew && <Button onClick={desk.renew}>Load again</Button>}
          {!prepared && <Button onClick={onLeave}>Back</Button>}
        </Notice>
      )}
      {receipt && prepared && (
        <dl class="desk-words">
          <div><dt>Operation</dt><dd class="raw"><code>{receipt.operationHash}</code></dd></div>
          <div><dt>Changes of this name so far</dt><dd>{receipt.nonce}</dd></div>
          <div><dt>History</dt><dd><a href={nameHref(receipt.name)}>every change of <bdi>{receipt.name}</bdi></a></dd></div>
        </dl>
      )}
    </>
  )
}
