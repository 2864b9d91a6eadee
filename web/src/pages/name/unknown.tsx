// A name that nobody has.
import type { Hex } from 'viem'
import { ApiError, api } from '../../api/client.ts'
import { useAsked } from '../../api/use.ts'
import { Failure, Loading } from '../../components/index.ts'
import { Proof } from './proof.tsx'

const WHY: Record<string, string> = {
  taken: 'Somebody has registered it a moment ago: load the page anew.',
  retired: 'Its owner gave it up for ever, and nobody gets it again.',
  'no-parent': 'The name above it is not registered either.',
  'reserved-label': 'It is reserved: it takes the consent of whoever owns the name above it.',
  'label-too-short': 'It is too short to be registered without the consent of whoever owns the name above it.',
}

export function Unknown({ name, node }: { name: string; node: Hex }) {
  const { value, error, again } = useAsked(name, () => api.availability(name))
  return (
    <>
      <section class="part offer">
        <h2>Nobody has it yet</h2>
        {value === undefined && error === undefined && <Loading what="whether it can be had" />}
        {error instanceof ApiError && error.status === 422 && <p>Nor can anybody: {error.message}</p>}
        {error !== undefined && !(error instanceof ApiError && error.status === 422) && <Failure what="Whether it can be had" error={error} again={again} />}
        {value && (value.available ? (
          <>
            <p>{value.claimant ? 'It is kept for its owner elsewhere, who can claim it.' : 'An account on every chain goes with it.'}</p>
            <p><a class="button primary" href={`/register?${new URLSearchParams({ name })}`}>Register it</a></p>
          </>
        ) : (
          <p>{WHY[value.reason ?? ''] ?? 'It cannot be registered now.'}</p>
        ))}
      </section>
      <Proof name={name} node={node} view={undefined} />
    </>
  )
}
