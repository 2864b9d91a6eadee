import type { ComponentChildren, InputHTMLAttributes } from 'preact'
import { useId } from 'preact/hooks'

type Props = Omit<InputHTMLAttributes<HTMLInputElement>, 'onInput' | 'value' | 'id'> & {
  label: ComponentChildren
  value: string
  onValue: (value: string) => void
  /** A line below that explains. */
  hint?: ComponentChildren
  /** What is wrong with the value, as the reader should hear it. */
  error?: string | undefined
}

/** A line of text with its label; what is wrong with it is read out with it. */
export function Field({ label, value, onValue, hint, error, ...rest }: Props) {
  const id = useId()
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        type="text"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        {...(rest as object)}
        id={id}
        value={value}
        onInput={(event) => onValue(event.currentTarget.value)}
        aria-invalid={error !== undefined}
        aria-describedby={described === '' ? undefined : described}
      />
      {hint && <p class="hint" id={`${id}-hint`}>{hint}</p>}
      {error && <p class="error" id={`${id}-error`} role="alert">{error}</p>}
    </div>
  )
}
