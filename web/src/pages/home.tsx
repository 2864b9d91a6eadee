import { useEffect, useState } from 'preact/hooks'
import { api } from '../api/client.ts'
import { useAsked } from '../api/use.ts'
import { Failure, ago } from '../components/index.ts'
import { Foreign } from '../names/foreign.tsx'
import type { Meaning } from '../names/search.ts'
import { nameHref, navigate } from '../router.ts'
import { useTitle } from '../title.ts'

export default function Home() {
  useTitle(undefined)
  return (
    <>
      <section class="hero">
        <h1>One name,<br />every chain.</h1>
        <p class="lede">Look up a name, and see its account on every chain, computed again before your eyes.</p>
        <Search />
      </section>
      <Facts />
    </>
  )
}

const SUGGESTED = 8

function Search() {
  const [typed, setTyped] = useState('')
  const [meaning, setMeaning] = useState<Meaning>()
  const { value: parents } = useAsked('parents', api.parents)
  const parent = parents?.parents[0]?.name

  // The rules of names weigh more than this page: they are loaded when somebody types.
  useEffect(() => {
    let current = true
    const timer = setTimeout(() => {
      import('../names/search.ts').then(
        ({ meaningOf }) => current && setMeaning(meaningOf(typed)),
        () => undefined,
      )
    }, 120)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [typed])

  const go = async (event: Event) => {
    event.preventDefault()
    const { meaningOf } = await import('../names/search.ts')
    const meant = meaningOf(typed)
    if (meant?.kind === 'page') navigate(meant.href)
    if (meant?.kind === 'beginning' && parent !== undefined) navigate(nameHref(`${meant.text}.${parent}`))
  }

  return (
    <search>
      <form class="search" onSubmit={go}>
        <label class="visually-hidden" for="search">A name or an address</label>
        <input
          id="search"
          type="search"
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
          placeholder={`alice.${parent ?? 'mononym.eth'} or 0x…`}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
        />
        <button type="submit" class="button primary">Look up</button>
      </form>
      {meaning?.kind === 'beginning' && <Suggestions key={meaning.text} beginning={meaning.text} parent={parent} />}
    </search>
  )
}

/** Names that begin so, and the one that may still be free. */
function Suggestions({ beginning, parent }: { beginning: string; parent: string | undefined }) {
  const { value, error } = useAsked(beginning, () => api.namesByPrefix(beginning, SUGGESTED))
  if (error !== undefined) return <Failure what="Names" error={error} />
  const whole = parent === undefined ? undefined : `${beginning}.${parent}`
  const isTaken = value?.names.some(({ name }) => name === whole) ?? true
  return (
    <div class="suggestions">
      <p class="visually-hidden" role="status">
        {value && `${value.names.length} names begin with ${beginning}${value.next ? ', and more' : ''}`}
      </p>
      <ul>
        {value?.names.map(({ name, status }) => (
          <li key={name}>
            <a href={nameHref(name)}>
              <Foreign text={name} />
              {status !== 'active' && <span class="tag">{status}</span>}
            </a>
          </li>
        ))}
        {whole !== undefined && !isTaken && (
          <li>
            <a href={nameHref(whole)} class="free"><Foreign text={whole} /><span class="soft">not taken</span></a>
          </li>
        )}
      </ul>
    </div>
  )
}

/** What this gateway serves. */
function Facts() {
  const { value: parents, error, again } = useAsked('parents', api.parents)
  const { value: chains } = useAsked('chains', api.chains)
  const { value: keystore } = useAsked('keystore', api.keystore)
  if (error !== undefined) return <Failure what="What this gateway serves" error={error} again={again} />
  const reachable = chains?.chains.filter((chain) => chain.receivable && !chain.testnet).length
  const age = keystore?.l1?.final?.asOf
  return (
    <section aria-labelledby="facts">
      <h2 id="facts" class="visually-hidden">This gateway</h2>
      <dl class="facts">
        <div>
          <dt>Names below</dt>
          <dd>{parents ? parents.parents.map(({ name }) => <Foreign key={name} text={name} />) : '…'}</dd>
        </div>
        <div>
          <dt>Chains that answer</dt>
          <dd>{reachable ?? '…'}{chains && <small> of {chains.chains.length} known</small>}</dd>
        </div>
        <div>
          <dt>Changes so far</dt>
          <dd>{keystore ? keystore.head.toLocaleString('en') : '…'}</dd>
        </div>
        <div>
          <dt>Root on Ethereum</dt>
          <dd>{keystore === undefined ? '…' : age == null ? 'none yet' : ago(age)}</dd>
        </div>
      </dl>
      {chains?.stage === 'testing' && (
        <p class="small soft">For testing: the contracts behind derived addresses may still change. Send nothing of value.</p>
      )}
    </section>
  )
}
