import { useEffect, useId, useState } from 'preact/hooks'
import type { Hex } from 'viem'
import { ApiError } from '../../api/client.ts'
import { Field } from '../../components/index.ts'
import { type Availability, getAvailability, type Parent } from '../../operations/gateway.ts'
import { useDebounced } from '../../operations/useDebounced.ts'
import { nameHref } from '../../router.ts'
import { readName } from './name.ts'

interface Props {
  parents: Parent[]
  /** What to begin with. */
  typed: string
  /** Called with every name that can be had, and with nothing when it no longer stands there. */
  onName(name: string | undefined, claimant: Hex | undefined): void
}

export function ChooseName({ parents, typed, onName }: Props) {
  const [text, setText] = useState(typed)
  const [parent, setParent] = useState(() => (parents.find(({ name }) => typed.endsWith(`.${name}`)) ?? parents[0])?.name ?? '')
  const reading = readName(text, parent)
  const name = reading && 'name' in reading ? reading.name : undefined
  const answer = useDebounced(name, (signal) => getAvailability(name ?? '', signal))
  const found = answer && 'value' in answer ? answer.value : undefined
  const error = reading && 'reason' in reading ? reading.reason : whyNot(answer, parents, parent)

  useEffect(() => {
    onName(found?.available ? found.name : undefined, found?.claimant)
  }, [found])

  return (
    <form class="take-name" onSubmit={(event) => event.preventDefault()}>
      <Field
        label="The name you want"
        value={text}
        onValue={setText}
        error={error}
        placeholder="alice"
        maxLength={255}
        dir="auto"
        hint={parents.length === 1 ? <>It ends with <bdi>.{parent}</bdi></> : undefined}
      />
      {parents.length > 1 && <ChooseParent parents={parents} parent={parent} onParent={setParent} />}
      <p role="status" class="take-status">
        {name !== undefined && !answer && <>Looking whether <bdi>{name}</bdi> can be had …</>}
        {found?.available && <><bdi>{found.name}</bdi> can be yours.</>}
        {found && reading && 'isAsTyped' in reading && !reading.isAsTyped && ' This is the form in which ENS writes it.'}
        {found?.reason === 'taken' && <a href={nameHref(found.name)}>See whose it is</a>}
      </p>
    </form>
  )
}

interface ParentProps {
  parents: Parent[]
  parent: string
  onParent(parent: string): void
}

function ChooseParent({ parents, parent, onParent }: ParentProps) {
  const id = useId()
  return (
    <div class="field">
      <label for={id}>Below</label>
      <select id={id} value={parent} onChange={(event) => onParent(event.currentTarget.value)}>
        {parents.map(({ name }) => <option key={name} value={name}>{name}</option>)}
      </select>
    </div>
  )
}

const REASONS: Record<string, string> = {
  taken: 'This name has an owner.',
  retired: 'This name was given up for ever: nobody gets it again.',
  'no-parent': 'Names are not registered here at present.',
  'reserved-label': 'This name is kept back.',
}

function whyNot(
  answer: { value: Availability } | { error: unknown } | undefined,
  parents: Parent[],
  parent: string,
): string | undefined {
  if (!answer) return undefined
  if ('error' in answer) {
    return answer.error instanceof ApiError ? answer.error.message : 'Whether it can be had is not known: try again.'
  }
  const { available, reason = '', name } = answer.value
  if (available) return undefined
  const least = parents.find((candidate) => candidate.name === parent)?.minLabelLength
  if (reason === 'label-too-short') return `Too short: at least ${least} characters.`
  return REASONS[reason] ?? `${name} cannot be had (${reason}).`
}
