import { useId } from 'preact/hooks'

interface FilePickerProps {
  label: string
  onText(text: string): void
}

/** Longest file that is read: nothing that belongs here is longer. */
const MAX_BYTES = 1 << 20

export function FilePicker({ label, onText }: FilePickerProps) {
  const id = useId()
  async function pick(input: HTMLInputElement) {
    const file = input.files?.[0]
    if (!file) return
    // What is too long is cut, and so refused by whoever reads it.
    onText(await file.slice(0, MAX_BYTES).text())
    // The same file may be picked again after it was changed.
    input.value = ''
  }
  return (
    <p class="field">
      <label for={id}>{label}</label>
      <input id={id} type="file" accept=".json,application/json" onChange={(event) => void pick(event.currentTarget)} />
    </p>
  )
}
