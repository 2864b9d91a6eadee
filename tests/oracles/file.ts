// The file of vectors, and what it is made from.

export const FILE = new URL('../vectors/families.json', import.meta.url)
export const SEED = 'mononym'

/** Random nodes of each family, besides the named ones and the edges. */
export const COUNT = 48
