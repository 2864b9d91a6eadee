// How the demonstration speaks: steps with their outcome, tables, colours where there are any.

const colours = process.stdout.isTTY && process.env.NO_COLOR === undefined
const paint = (code: number) => (text: string) => (colours ? `\x1b[${code}m${text}\x1b[0m` : text)
export const bold = paint(1)
export const dim = paint(2)
export const red = paint(31)
export const green = paint(32)

const width = (text: string) => [...text.replace(/\x1b\[\d+m/g, '')].length

/** Rows with their columns aligned. */
export function table(rows: string[][]): string {
  const widths: number[] = []
  for (const row of rows) {
    row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, width(cell))))
  }
  const pad = (cell: string, column: number) => cell + ' '.repeat((widths[column] ?? 0) - width(cell))
  return rows.map((row) => `  ${row.map(pad).join('  ').trimEnd()}`).join('\n')
}

/** Says what is being done and, if that fails, which step it was. */
export class Steps {
  #step = ''

  /** Begins a group of steps. */
  begin(title: string): void {
    this.#step = title
    console.log(`\n${bold(title)}`)
  }

  /** Names the step that is taken now. */
  next = (step: string): void => {
    this.#step = step
    console.log(`  ${dim('·')} ${step}`)
  }

  /** Says which step failed and why, and ends the program. */
  fail = (error: unknown): never => {
    console.error(`\n${red('✘ This step failed:')} ${this.#step}`)
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
}
