// Text that strangers wrote: kept from leaking out of its place, and its invisible characters made visible.
import { useState } from 'preact/hooks'

/** Controls, invisible and direction-changing characters: what a reader cannot see, but is deceived by; not the ends of lines. */
const INVISIBLE = /(?![\n\t])[\p{Cc}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e0fff}]/u
const PIECES = new RegExp(`(${INVISIBLE.source})`, 'u')
const LONG = 280

/** A character by its number: U+202E. */
export const codePoint = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`

/** Whether a text holds characters that are not seen. */
export const hidesSomething = (text: string): boolean => INVISIBLE.test(text)

/** Foreign text in a line. */
export function Foreign({ text }: { text: string }) {
  if (!hidesSomething(text)) return <bdi>{text}</bdi>
  const pieces = text.split(PIECES).filter((piece) => piece !== '')
  return (
    <bdi>
      {pieces.map((piece) => (INVISIBLE.test(piece) ? <span class="invisible">{codePoint(piece)}</span> : piece))}
    </bdi>
  )
}

/** Foreign text of any length: the start of a long one, the rest on demand. */
export function LongForeign({ text }: { text: string }) {
  const [whole, setWhole] = useState(false)
  if (whole || text.length <= LONG + 40) return <Foreign text={text} />
  // Not in the middle of a character of two halves.
  const start = text.slice(0, LONG).replace(/[\ud800-\udbff]$/, '')
  return (
    <>
      <Foreign text={start} />…{' '}
      <button type="button" class="link" onClick={() => setWhole(true)}>
        Show all {text.length.toLocaleString('en')} characters
      </button>
    </>
  )
}

/** The link that a text is, if browsers may follow it: http and https alone. */
export function safeLink(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text) || hidesSomething(text)) return undefined
  try {
    const { protocol, href } = new URL(text)
    return protocol === 'http:' || protocol === 'https:' ? href : undefined
  } catch {
    return undefined
  }
}
