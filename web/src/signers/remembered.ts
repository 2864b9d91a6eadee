// Passkeys that this browser has used here: so that the right one is asked for. Nothing is lost with it:
// passkeys are discoverable, and a name's account lists their public keys.
import type { Hex } from 'viem'
import { same } from './signer.ts'

export interface Remembered {
  /** The credential's id, in base64url. */
  id: string
  signer: Hex
  /** The name that it was made for. */
  name: string
}

const KEY = 'mononym.passkeys'

export function remembered(): Remembered[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(kept) ? kept.filter(isRemembered) : []
  } catch {
    // Storage that is forbidden or damaged is as good as empty.
    return []
  }
}

export function remember(passkey: Remembered): void {
  const others = remembered().filter(({ id }) => id !== passkey.id)
  try {
    localStorage.setItem(KEY, JSON.stringify([...others, passkey]))
  } catch {
    // It is found without, by asking for any passkey of this site.
  }
}

/** The remembered passkeys among these keys. */
export const rememberedOf = (signers: readonly Hex[]): Remembered[] =>
  remembered().filter(({ signer }) => signers.some((candidate) => same(candidate, signer)))

function isRemembered(value: unknown): value is Remembered {
  const { id, signer, name } = (value ?? {}) as Record<string, unknown>
  return typeof id === 'string' && /^0x[0-9a-f]+$/.test(String(signer)) && typeof name === 'string'
}
