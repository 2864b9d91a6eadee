// The records that benches/http/names.rs has, in memory: Map.get is all that a lookup costs.

export const port = Number(process.argv[2])

/** A key like any other: who signs is not compared. */
export const KEY = '0x' + '5a'.repeat(32)

/** By name: texts by key, addresses by coin type, contenthash. */
export const records = new Map()
for (let index = 0; index < Number(process.argv[3]); index++) {
  const label = `name${String(index).padStart(8, '0')}`
  records.set(`${label}.mononym.eth`, {
    texts: { url: `https://${label}.example/` },
    addresses: {},
    contenthash: '0x',
  })
}
