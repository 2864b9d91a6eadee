// What somebody who types into the search may mean.
import { addressHref, nameHref } from '../router.ts'
import { normalized } from './concerns.ts'

/** Where a text leads: to a page, or nowhere yet, since it is the beginning of a name. */
export type Meaning = { kind: 'page'; href: string; label: string } | { kind: 'beginning'; text: string }

/** Reads what was typed: a name, a name with a chain (`alice.mononym.eth@base`), an address, a key, or a beginning. */
export function meaningOf(typed: string): Meaning | undefined {
  const text = typed.trim()
  if (text === '') return undefined
  if (/^0x[0-9a-f]*$/i.test(text)) {
    return text.length < 8 ? undefined : { kind: 'page', href: addressHref(text), label: text }
  }
  // Addresses of other families have neither dots nor spaces, and are longer than labels of people.
  if (/^[a-z0-9]{25,}$/i.test(text)) return { kind: 'page', href: addressHref(text), label: text }
  const [name = '', chain] = text.split('@')
  if (name.includes('.')) {
    const meant = normalized(name) ?? name
    return { kind: 'page', href: nameHref(meant) + (chain ? `?${new URLSearchParams({ chain })}` : ''), label: meant }
  }
  return { kind: 'beginning', text: normalized(name) ?? name }
}
