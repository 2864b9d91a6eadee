// Chains in families, as people know them.
import type { Schemas } from '../../api/client.ts'

export type Row = Schemas['ChainAddress']

export interface Family {
  id: string
  title: string
  rows: Row[]
}

const TITLES: [id: string, title: string, rules: string[]][] = [
  ['ethereum', 'Ethereum and its kin', ['evm', 'evm-emulator']],
  ['zk', 'ZK Stack', ['zk-stack']],
  ['tron', 'Tron', ['tron']],
  ['starknet', 'Starknet', ['starknet']],
  ['solana', 'Solana', ['solana']],
  ['cosmos', 'Cosmos', ['cosmwasm']],
]

/** The family that a rule belongs to. */
export function familyOf(rule: string): string {
  return TITLES.find(([, , rules]) => rules.includes(rule))?.[0] ?? 'other'
}

/** Every family that has rows, each with those that fit what is looked for. */
export function families(rows: readonly Row[], looked: string): Family[] {
  const wanted = looked.trim().toLowerCase()
  const fits = (row: Row) => [row.chain, row.shortName, String(row.chainId ?? ''), row.rule].some((text) => text.toLowerCase().includes(wanted))
  const shown = rows.filter(fits)
  const ids: [string, string][] = [...TITLES.map(([id, title]): [string, string] => [id, title]), ['other', 'Other chains']]
  return ids
    .map(([id, title]) => ({ id, title, rows: shown.filter((row) => familyOf(row.rule) === id) }))
    .filter(({ rows }) => rows.length > 0)
}

/** The address that most rows answer with, if it is the account's own. */
export function commonAddress(rows: readonly Row[]): string | undefined {
  const counts = new Map<string, number>()
  for (const { address, source } of rows) {
    if (address != null && source === 'derived') counts.set(address, (counts.get(address) ?? 0) + 1)
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0]
}
