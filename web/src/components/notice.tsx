import type { ComponentChildren } from 'preact'

interface Props {
  /** `warn` and `bad` are read out at once; `good` when the reader pauses. */
  kind?: 'plain' | 'good' | 'warn' | 'bad'
  title?: ComponentChildren
  children?: ComponentChildren
}

/** Something to know before going on. */
export function Notice({ kind = 'plain', title, children }: Props) {
  const urgent = kind === 'warn' || kind === 'bad'
  return (
    <div class={`notice ${kind}`} role={urgent ? 'alert' : kind === 'good' ? 'status' : 'note'}>
      {title && <p class="notice-title">{title}</p>}
      {children}
    </div>
  )
}
