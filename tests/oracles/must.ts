// What a library says must be what was published.

/** Throws unless both are the same. */
export function must(said: string, published: string): void {
  if (said !== published) throw new Error(`the library says ${said}, published is ${published}`)
}
