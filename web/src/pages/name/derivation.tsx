// How an address was computed, step by step.
import { Address, Notice } from '../../components/index.ts'
import type { Outcome } from './computed.ts'

export function Derivation({ outcome, given, name, what }: { outcome: Outcome; given: string; name: string; what: string }) {
  if (outcome.kind === 'failed') {
    return <Notice kind="bad" title="It cannot be computed again here"><p>{outcome.reason}</p></Notice>
  }
  const { steps, address, formula } = outcome.computed
  return (
    <div class="derivation">
      <dl class="steps">
        <div><dt>Name</dt><dd><bdi>{name}</bdi></dd></div>
        {steps.map((step) => (
          <div key={step.label}>
            <dt>{step.label}</dt>
            <dd>
              <Address value={step.value} what={step.label} copy={false} />
              {step.formula && <small class="soft">{step.formula}</small>}
            </dd>
          </div>
        ))}
        <div class="result">
          <dt>Computed here</dt>
          <dd><Address value={address} what={`the computed ${what}`} copy={false} full /><small class="soft">{formula}</small></dd>
        </div>
      </dl>
      {outcome.kind === 'match' ? (
        <p class="verdict good"><Mark good /> The same as the gateway’s.</p>
      ) : (
        <Notice kind="bad" title="The gateway gives another address">
          <p>It says <Address value={given} what="the gateway’s address" full />. Do not use it.</p>
        </Notice>
      )}
    </div>
  )
}

/** A tick or a cross. */
export function Mark({ good }: { good: boolean }) {
  return (
    <svg class="mark" viewBox="0 0 20 20" aria-hidden="true">
      <path d={good ? 'm4 10.5 4 4 8-9' : 'm5 5 10 10M15 5 5 15'} />
    </svg>
  )
}
