// What may deceive a reader of a name, by ENS's own rules (ENSIP-15) and a bit beyond.
import { ens_normalize, ens_split } from '@adraffy/ens-normalize'
import { codePoint } from './foreign.tsx'

/** Something to know before trusting a name. */
export interface Concern {
  title: string
  detail: string
  /** The name that was perhaps meant. */
  instead?: string
}

/** Concerns about a name, worst first; none about most. */
export function concernsOf(name: string): Concern[] {
  const normal = normalized(name)
  if (normal === undefined) {
    return [{ title: 'No ENS client shows this name', detail: 'It breaks the rules by which names are written (ENSIP-15): characters that mix scripts, hide, or look like others.' }]
  }
  const unusual: Concern[] = []
  if (normal !== name) {
    unusual.push({ title: 'This is not how the name is written', detail: 'ENS knows another spelling as the name. This one is a different name, or none.', instead: normal })
  }
  return [...unusual, ...ens_split(normal).flatMap(concernsOfLabel)]
}

/** The form in which ENS knows a name; nothing if there is none. */
export function normalized(name: string): string | undefined {
  try {
    return ens_normalize(name)
  } catch {
    return undefined
  }
}

type Label = ReturnType<typeof ens_split>[number]

function concernsOfLabel({ output, type, emoji }: Label): Concern[] {
  const text = String.fromCodePoint(...(output ?? []).flat())
  const letters = [...text].filter((character) => /\P{ASCII}/u.test(character) && /[\p{L}\p{M}\p{N}]/u.test(character))
  if (letters.length > 0) {
    const shown = [...new Set(letters)].slice(0, 8).map((letter) => `${letter} (${codePoint(letter)})`).join(', ')
    return [{ title: type === 'Latin' ? 'Letters with marks' : `Letters of another script: ${type}`, detail: `They may look like those of another name. Here: ${shown}.` }]
  }
  if (emoji && /[a-z0-9]/.test(text)) {
    return [{ title: 'Letters and emoji', detail: 'Emoji that look alike may be different ones: compare the name with its source, character by character.' }]
  }
  if (/[a-z][01]+[a-z]|[a-z][01]+$|^[01]+[a-z]/.test(text)) {
    return [{ title: 'Digits among letters', detail: 'It has a 0 or a 1 where one may read an o or an l.' }]
  }
  return []
}
