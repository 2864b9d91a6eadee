import { useId } from 'preact/hooks'

interface Props {
  label: string
  value: number
  /** How many there are. */
  of: number
  onValue(value: number): void
}

/** How many of so many. */
export function Threshold({ label, value, of, onValue }: Props) {
  const id = useId()
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onValue(Number(event.currentTarget.value))}>
        {Array.from({ length: Math.max(of, 1) }, (_, index) => index + 1).map((number) => (
          <option key={number} value={number}>{number} of {Math.max(of, 1)}</option>
        ))}
      </select>
    </div>
  )
}
