// From a wish to an operation that is ready to be signed.
import { type Checked, checkDraft, type Wish } from './check.ts'
import { getDomain, getDraft } from './gateway.ts'
import { digestOf } from './hash.ts'
import type { Domain, Operation } from './types.ts'
import type { Hex } from 'viem'

/** An operation that this page has checked, and what is signed of it. */
export interface Prepared extends Checked {
  domain: Domain
  digest: Hex
}

export async function prepare(wish: Wish): Promise<Prepared> {
  const [draft, domain] = await Promise.all([getDraft(wish), getDomain()])
  const checked = await checkDraft(wish, draft, domain)
  return { ...checked, domain, digest: draft.digest }
}

/** The same of an operation that somebody else prepared: what it says is shown, nothing is compared. */
export async function prepareGiven(operation: Operation): Promise<Prepared> {
  const domain = await getDomain()
  return { operation, unchecked: [], domain, digest: digestOf(operation, domain) }
}
