const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_557_600], ['month', 2_629_800], ['day', 86_400], ['hour', 3600], ['minute', 60], ['second', 1],
]

/** How far a moment (Unix seconds) is from now, in words. */
export function ago(seconds: number, now = Date.now() / 1000): string {
  const distance = seconds - now
  const [unit, size] = UNITS.find(([, size]) => Math.abs(distance) >= size) ?? (['second', 1] as const)
  return new Intl.RelativeTimeFormat('en', { numeric: 'auto' }).format(Math.trunc(distance / size), unit)
}

/** A moment (Unix seconds), in words, with its date beside it. */
export function Time({ seconds }: { seconds: number }) {
  const date = new Date(seconds * 1000)
  // Times on the wire are 64 bits wide; dates are not.
  if (Number.isNaN(date.getTime())) return <span>at {seconds}</span>
  return <time dateTime={date.toISOString()} title={date.toLocaleString('en-GB')}>{ago(seconds)}</time>
}
