import { useCallback, useEffect, useRef, useState } from 'preact/hooks'

/** Something asked for: on its way, there, or refused. */
export interface Asked<Value> {
  value: Value | undefined
  error: unknown
  /** Asks again. */
  again: () => void
}

/** Asks when the component appears and whenever `key` changes; late answers to old questions are dropped. */
export function useAsked<Value>(key: string, ask: () => Promise<Value>): Asked<Value> {
  const [state, setState] = useState<{ key: string; value?: Value; error?: unknown }>({ key })
  const [round, setRound] = useState(0)
  const latest = useRef(ask)
  latest.current = ask
  useEffect(() => {
    let current = true
    latest.current().then(
      (value) => current && setState({ key, value }),
      (error: unknown) => current && setState({ key, error }),
    )
    return () => {
      current = false
    }
  }, [key, round])
  const again = useCallback(() => {
    setState({ key })
    setRound((before) => before + 1)
  }, [key])
  const own = state.key === key
  return { value: own ? state.value : undefined, error: own ? state.error : undefined, again }
}
