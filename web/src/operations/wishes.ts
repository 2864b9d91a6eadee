import type { Account } from './gateway.ts'

const WEEK = 7 * 86_400

/** Unix time in seconds, by this device's clock. */
export const now = (): number => Math.floor(Date.now() / 1000)

/** Time for several people to sign; one alone needs none but the gateway's hour. */
export const deadlineFor = ({ threshold }: Pick<Account, 'threshold'>): { deadline?: number } =>
  threshold > 1 ? { deadline: now() + WEEK } : {}

/** The same of what always takes several people. */
export const deadlineForMany = (): { deadline: number } => ({ deadline: now() + WEEK })
