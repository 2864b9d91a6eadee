// What a page shows while there is nothing to show.
import type { ComponentChildren } from 'preact'
import { ApiError } from '../api/client.ts'
import { Button } from './button.tsx'
import { Notice } from './notice.tsx'

/** Something is on its way. */
export function Loading({ what }: { what: string }) {
  return (
    <div class="loading" role="status">
      <span class="spinner" aria-hidden="true" />
      <span>Loading {what} …</span>
    </div>
  )
}

/** There is nothing, which is no error. */
export function Empty({ children }: { children: ComponentChildren }) {
  return <div class="empty">{children}</div>
}

/** Something failed: what, why, and a way on. */
export function Failure({ what, error, again }: { what: string; error: unknown; again?: () => void }) {
  const reason = error instanceof ApiError ? error.message : 'Something unexpected happened. Loading the page anew may help.'
  return (
    <Notice kind="bad" title={`${what} cannot be shown`}>
      <p><bdi>{reason}</bdi></p>
      {again && <Button onClick={again}>Try again</Button>}
    </Notice>
  )
}

/** A page of its own that says what is not there. */
export function Missing({ title, children }: { title: ComponentChildren; children: ComponentChildren }) {
  return (
    <section class="missing">
      <h1>{title}</h1>
      {children}
    </section>
  )
}
