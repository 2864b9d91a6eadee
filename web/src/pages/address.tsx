import { useState } from 'preact/hooks'
import { api } from '../api/client.ts'
import { useAsked } from '../api/use.ts'
import { Address, Button, Empty, Failure, Loading } from '../components/index.ts'
import { Foreign } from '../names/foreign.tsx'
import type { PageProps } from '../pages.ts'
import { nameHref } from '../router.ts'
import { shortened } from '../components/address.tsx'
import { useTitle } from '../title.ts'

/** A key as accounts name it: a kind byte and the data, whose length tells keys from addresses. */
const KEY = /^0x(01[0-9a-f]{40}|02[0-9a-f]{128}|03[0-9a-f]{192})$/i

export default function AddressPage({ params }: PageProps) {
  const address = params.address ?? ''
  const isKey = KEY.test(address)
  const signer = isKey ? address.toLowerCase() : /^0x[0-9a-f]{40}$/i.test(address) ? `0x01${address.slice(2).toLowerCase()}` : undefined
  useTitle(shortened(address)?.join('…') ?? address)
  return (
    <>
      <header class="page-head">
        <p class="eyebrow">{isKey ? 'Key' : 'Address'}</p>
        <h1 class="mono"><Foreign text={address} /></h1>
      </header>
      {!isKey && <NamesHere key={`of ${address}`} address={address} />}
      {signer !== undefined && <NamesOfKey key={`by ${signer}`} signer={signer} />}
    </>
  )
}

/** A list that grows by pages. */
function usePages<Item>(ask: (after?: string) => Promise<{ names: Item[]; next?: string | null }>, key: string) {
  const first = useAsked(key, () => ask())
  const [more, setMore] = useState<{ names: Item[]; next?: string | null | undefined }>({ names: [] })
  const [error, setError] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const next = more.names.length > 0 ? more.next : first.value?.next
  const load = () => {
    if (!next) return
    setBusy(true)
    setError(undefined)
    ask(next)
      .then((page) => setMore((before) => ({ names: [...before.names, ...page.names], next: page.next })), setError)
      .finally(() => setBusy(false))
  }
  const names = first.value && [...first.value.names, ...more.names]
  return { names, next, load, busy, error: first.error ?? error, again: first.error === undefined ? load : first.again }
}

function NamesHere({ address }: { address: string }) {
  const { names, next, load, busy, error, again } = usePages((after) => api.namesOfAddress(address, after), address)
  return (
    <section class="part" aria-labelledby="names">
      <h2 id="names">Names that answer with it</h2>
      {error !== undefined && <Failure what="Names" error={error} again={again} />}
      {names === undefined && error === undefined && <Loading what="names" />}
      {names?.length === 0 && !next && <Empty>No name of this gateway answers with this address.</Empty>}
      <ul class="cards">
        {names?.map(({ name, chains }) => (
          <li key={name} class="sheet">
            <a class="big" href={nameHref(name)}><Foreign text={name} /></a>
            <p class="small soft">{where(chains)}</p>
          </li>
        ))}
      </ul>
      {next && <Button onClick={load} busy={busy}>More names</Button>}
    </section>
  )
}

const SHOWN = 4

function where(chains: { chain?: string | null; coinType: string }[]): string {
  const names = chains.map(({ chain, coinType }) => chain ?? `coin ${coinType}`)
  const rest = names.length - SHOWN
  return rest > 1 ? `on ${names.slice(0, SHOWN).join(', ')} and ${rest} more` : `on ${names.join(', ')}`
}

function NamesOfKey({ signer }: { signer: string }) {
  const { names, next, load, busy, error, again } = usePages((after) => api.namesBySigner(signer, after), signer)
  return (
    <section class="part" aria-labelledby="keys">
      <h2 id="keys">Names that its key may change</h2>
      {error !== undefined && <Failure what="Names" error={error} again={again} />}
      {names === undefined && error === undefined && <Loading what="names" />}
      {names?.length === 0 && <Empty>It is the key of no name here: <Address value={signer} what="the key" /></Empty>}
      <ul class="cards">
        {names?.map(({ name, status }) => (
          <li key={name} class="sheet row">
            <a class="big" href={nameHref(name)}><Foreign text={name} /></a>
            {status !== 'active' && <span class="tag warn">{status}</span>}
          </li>
        ))}
      </ul>
      {next && <Button onClick={load} busy={busy}>More names</Button>}
    </section>
  )
}
