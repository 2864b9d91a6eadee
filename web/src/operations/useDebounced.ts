import { useEffect, useState } from 'preact/hooks'

/** What came of a question that is asked while somebody types. */
export type Answer<Value> = { value: Value } | { error: unknown } | undefined

/** Time without a keystroke after which it is asked, in milliseconds. */
const PAUSE = 250

/** Asks once `key` has stood still for a moment; nothing to ask: no answer. Late answers are dropped. */
export function useDebounced<Value>(key: string | undefined, ask: (signal: AbortSignal) => Promise<Value>): Answer<Value> {
  const [state, setState] = useState<{ key: string; answer: Answer<Value> }>()
  useEffect(() => {
    if (key === undefined) return
    const abort = new AbortController()
    const keep = (answer: Answer<Value>) => {
      if (!abort.signal.aborted) setState({ key, answer })
    }
    const timer = setTimeout(() => {
      ask(abort.signal).then(
        (value) => keep({ value }),
        (error: unknown) => keep({ error }),
      )
    }, PAUSE)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [key])
  return state && state.key === key ? state.answer : undefined
}
