// A sign for each chain, drawn here: the shape says the family, the letter the chain.
const SHAPES: Record<string, string> = {
  ethereum: 'M16 3 27 16 16 29 5 16Z',
  zk: 'M6 6h20L16 16l10 10H6l10-10Z',
  tron: 'M4 7 28 11 15 29Z',
  starknet: 'M16 3l3.4 9.6L29 16l-9.6 3.4L16 29l-3.4-9.6L3 16l9.6-3.4Z',
  solana: 'M9 6h19l-5 6H4Zm-5 14h19l5 6H9Z',
  cosmos: 'M16 4a12 12 0 1 0 .01 0M4 16c0-4 24-4 24 0s-24 4-24 0',
  other: 'M16 4a12 12 0 1 0 .01 0',
}

export function Glyph({ family, name }: { family: string; name: string }) {
  return (
    <svg class="glyph" viewBox="0 0 32 32" aria-hidden="true">
      <path d={SHAPES[family] ?? SHAPES.other} />
      <text x="16" y="20.5">{[...name][0]?.toUpperCase()}</text>
    </svg>
  )
}
