// Refusals in words: what happened, and what to do about it.
import { ApiError } from '../api/client.ts'

/** What helps best against a trouble. */
export type Remedy = 'resend' | 'renew' | 'none'

export interface Trouble {
  text: string
  remedy: Remedy
}

/** Somebody else's change, or the clock, came between drafting and sending: drafted anew, it can be signed again. */
const STALE = ['wrong-nonce', 'wrong-recovery-nonce', 'expired']

const ADVICE: Record<string, string> = {
  'wrong-nonce': 'The name was changed meanwhile, so what you signed no longer fits. Nothing happened. Load it again and sign once more.',
  'wrong-recovery-nonce': 'Another recovery came in between, so what you signed no longer fits. Load it again and sign once more.',
  expired: 'It was signed too long ago. Load it again and sign once more.',
  taken: 'Somebody else registered this name a moment before you.',
  frozen: 'The name is frozen: make it active again first.',
  'freeze-spent': 'One key alone can freeze a name only once. Now it takes as many keys as other changes do.',
  'recovery-too-early': 'The delay of this recovery has not passed yet.',
  'recovery-joined': 'The name’s own keys joined this recovery, so nobody can cancel it.',
  'foreign-guardians': 'These guardians are not this name’s: the file is of another time, or of another name.',
  'too-few-signatures': 'More keys must sign this together.',
  unavailable: 'The gateway cannot answer at present. Nothing is lost: try again.',
}

const SAFE =
  'It is safe to send it again: what was accepted already is answered as the first time, and never done twice.'

/** Any error in words for people; what the gateway said stands behind it. */
export function troubleOf(error: unknown): Trouble {
  if (!(error instanceof ApiError)) return { text: error instanceof Error ? error.message : String(error), remedy: 'none' }
  // No answer, half an answer, or one of a proxy: whether the gateway got it is not known.
  if (error.slug === undefined) return { text: `${error.message} ${SAFE}`, remedy: 'resend' }
  const advice = ADVICE[error.slug]
  const said = error.message.replace(/[.:]?$/, '.')
  const text = advice ? `${advice} (The gateway says: ${said})` : `The gateway refuses this: ${said}`
  return { text, remedy: STALE.includes(error.slug) ? 'renew' : error.status >= 500 ? 'resend' : 'none' }
}
