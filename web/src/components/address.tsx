import { Copy } from './copy.tsx'

/** Start and end of a long text; the middle is left out where it is longer than `keep` on both sides. */
export function shortened(text: string, keep = 6): [string, string] | undefined {
  const lead = /^0x/i.test(text) ? 2 : 0
  if (text.length <= lead + 2 * keep + 1) return undefined
  return [text.slice(0, lead + keep), text.slice(-keep)]
}

interface Props {
  /** The whole address, key or hash. */
  value: string
  /** What it is, for the copy button: “the Base address”. */
  what: string
  /** Never shortened. */
  full?: boolean
  copy?: boolean
}

/** An address, shortened in the middle; all of it on hover and focus, for screen readers, and when copied. */
export function Address({ value, what, full = false, copy = true }: Props) {
  const parts = full ? undefined : shortened(value)
  return (
    <span class={`address${parts === undefined ? ' whole' : ''}`}>
      {parts === undefined ? (
        <code>{value}</code>
      ) : (
        <code class="shortened" tabIndex={0} title={value}>
          <span class="visually-hidden all">{value}</span>
          <span class="short" aria-hidden="true">{parts[0]}<i>…</i>{parts[1]}</span>
        </code>
      )}
      {copy && <Copy text={value} what={what} />}
    </span>
  )
}
