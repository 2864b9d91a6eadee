import type { ButtonHTMLAttributes, ComponentChildren } from 'preact'

type Props = ButtonHTMLAttributes<HTMLButtonElement> & {
  /** `primary`: what the page is for. `quiet`: beside it. `danger`: cannot be undone. */
  kind?: 'primary' | 'quiet' | 'danger'
  /** Something is under way: the button says so and takes no further press. */
  busy?: boolean
  children: ComponentChildren
}

export function Button({ kind = 'quiet', busy = false, disabled, children, ...rest }: Props) {
  return (
    <button type="button" {...rest} class={`button ${kind}`} disabled={busy || disabled === true} aria-busy={busy}>
      {busy && <span class="spinner" aria-hidden="true" />}
      {children}
    </button>
  )
}
