// Names as people type them, and the form in which they are registered (ENSIP-15).
import { ens_normalize } from '@adraffy/ens-normalize'

/** The name that was meant, or why there is none. */
export type Reading = { name: string; isAsTyped: boolean } | { reason: string } | undefined

/** Reads a label, or a whole name below the parent. Nothing was typed: nothing comes back. */
export function readName(typed: string, parent: string): Reading {
  const text = typed.trim()
  if (text === '') return undefined
  const label = text.endsWith(`.${parent}`) ? text.slice(0, -parent.length - 1) : text
  if (label.includes('.')) return { reason: `One part only, without dots: the rest is .${parent}.` }
  try {
    const name = `${ens_normalize(label)}.${parent}`
    return { name, isAsTyped: name === `${label}.${parent}` }
  } catch (error) {
    return { reason: `ENS allows no such name: ${error instanceof Error ? error.message : String(error)}.` }
  }
}
