// An indexer: every accepted operation, in order, none twice.
import { Mononym } from './mononym.ts'
import { runIfCalled } from './run.ts'

/** Operations after a sequence; waits for more at the end, so this never ends by itself. */
export async function* changes(mononym: Mononym, after = 0): AsyncGenerator<any> {
  for (;;) {
    // Answers at once where there is something, else when there is, or after 20 seconds.
    const page = await mononym.get(`/v1/changes?after=${after}&limit=200&wait=20`)
    yield* page.changes
    // Keep this where your data is: from here on it goes on after a crash.
    after = page.next
  }
}

/** The keys of every name, as they follow from the log up to a sequence. */
export async function main(url: string, until?: number) {
  const mononym = new Mononym(url)
  const registered = new Map<string, { signers: string[]; changes: number }>()
  const last = until ?? 1
  for await (const { sequence, operation } of changes(mononym)) {
    const { name, signers } = operation.message
    const entry = registered.get(name) ?? { signers: [], changes: 0 }
    entry.changes++
    if (operation.primaryType === 'Register' || operation.primaryType === 'SetSigners') entry.signers = signers
    registered.set(name, entry)
    if (sequence >= last) return registered
  }
  return registered
}

await runIfCalled(import.meta.url, main)
