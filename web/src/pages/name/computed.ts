// Every derived address, computed again in this browser.
import { useEffect, useState } from 'preact/hooks'
import type { Hex } from 'viem'
import { compute, sameAddress } from '../../verify/derive/compute.ts'
import type { Computed } from '../../verify/derive/family.ts'
import type { Row } from './families.ts'

/** What came out for one chain. */
export type Outcome = { kind: 'match' | 'mismatch'; computed: Computed } | { kind: 'failed'; reason: string }

export type Outcomes = ReadonlyMap<string, Outcome>

/** The outcomes by coin type, once all are there. */
export function useComputed(node: Hex, rows: readonly Row[] | undefined): Outcomes | undefined {
  const [outcomes, setOutcomes] = useState<Outcomes>()
  useEffect(() => {
    let current = true
    setOutcomes(undefined)
    if (rows === undefined) return
    const derived = rows.filter((row) => row.derived != null)
    Promise.all(derived.map(async (row) => [row.coinType, await outcomeOf(node, row)] as const)).then(
      (entries) => current && setOutcomes(new Map(entries)),
    )
    return () => {
      current = false
    }
  }, [node, rows])
  return outcomes
}

async function outcomeOf(node: Hex, row: Row): Promise<Outcome> {
  try {
    const computed = await compute(row.rule, node, (row.inputs ?? {}) as Record<string, string>)
    // What ENS answers as derived must be what the rule gives, too.
    const claims = row.source === 'derived' ? [row.derived, row.address] : [row.derived]
    const isSame = claims.every((claim) => typeof claim === 'string' && sameAddress(claim, computed.address))
    return { kind: isSame ? 'match' : 'mismatch', computed }
  } catch (error) {
    return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) }
  }
}
