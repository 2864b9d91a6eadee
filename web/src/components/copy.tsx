import { useEffect, useState } from 'preact/hooks'

/** Copies `text`. `what` names it for those who do not see where the button stands. */
export function Copy({ text, what }: { text: string; what: string }) {
  const [said, setSaid] = useState<'copied' | 'not copied'>()
  useEffect(() => {
    if (said === undefined) return
    const timer = setTimeout(() => setSaid(undefined), 2000)
    return () => clearTimeout(timer)
  }, [said])
  const copy = () => {
    // There is no clipboard without HTTPS, save on this machine.
    const written = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'))
    written.then(() => setSaid('copied'), () => setSaid('not copied'))
  }
  return (
    <span class="copy">
      <button type="button" class="icon-button" onClick={copy} aria-label={`Copy ${what}`} title={`Copy ${what}`}>
        <svg viewBox="0 0 20 20" aria-hidden="true">
          {said === 'copied' ? <path d="m4 10.5 4 4 8-9" /> : <path d="M7 7V4.5A1.5 1.5 0 0 1 8.5 3h7A1.5 1.5 0 0 1 17 4.5v7a1.5 1.5 0 0 1-1.5 1.5H13M4.5 7h7A1.5 1.5 0 0 1 13 8.5v7a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 3 15.5v-7A1.5 1.5 0 0 1 4.5 7Z" />}
        </svg>
      </button>
      <span class="said" role="status">{said}</span>
    </span>
  )
}
