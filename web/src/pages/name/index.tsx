import type { Hex } from 'viem'
import { namehash } from 'viem/ens'
import { ApiError, api } from '../../api/client.ts'
import { useAsked } from '../../api/use.ts'
import { Copy, Failure, Loading, Notice, Time } from '../../components/index.ts'
import { concernsOf } from '../../names/concerns.ts'
import { Foreign } from '../../names/foreign.tsx'
import type { PageProps } from '../../pages.ts'
import { nameHref } from '../../router.ts'
import { useTitle } from '../../title.ts'
import { Account } from './account.tsx'
import { Addresses } from './addresses.tsx'
import { History } from './history.tsx'
import { Proof } from './proof.tsx'
import { Records } from './records.tsx'
import { Unknown } from './unknown.tsx'

export default function NamePage({ params, query }: PageProps) {
  const name = params.name ?? ''
  useTitle(name)
  const { value: view, error, again } = useAsked(name, () => api.name(name))
  const node = nodeOf(name)
  return (
    <>
      <header class="page-head">
        <h1 class={size(name)}><Foreign text={name} /></h1>
        <p class="row">
          {view && <span class={`tag ${view.status === 'active' ? 'good' : 'bad'}`}>{view.status}</span>}
          <Copy text={name} what="the name" />
          {view && <a class="quiet-link" href={`/manage/${encodeURIComponent(name)}`}>Manage</a>}
        </p>
      </header>
      <div class="stack">
        <Concerns name={name} />
        {view?.frozenUntil != null && view.status === 'frozen' && (
          <Notice kind="warn" title="Frozen"><p>It answers nothing; the freeze ends <Time seconds={view.frozenUntil} />, or before by its keys.</p></Notice>
        )}
        {view?.retiredFrom != null && (
          <Notice kind="bad" title={view.status === 'retired' ? 'Given up, for ever' : 'About to be given up'}>
            <p>{view.status === 'retired' ? 'It answers nothing since' : 'It will answer nothing'} <Time seconds={view.retiredFrom} />.</p>
          </Notice>
        )}
        {view?.recovery != null && (
          <Notice kind="warn" title="A recovery is under way">
            <p>Other keys take over <Time seconds={view.recovery.after} />{view.recovery.joined ? '.' : ', unless the present ones cancel it.'}</p>
          </Notice>
        )}
      </div>
      {view === undefined && error === undefined && <Loading what="the name" />}
      {error !== undefined && isUnknown(error) && <Unknown name={name} node={node} />}
      {error !== undefined && !isUnknown(error) && <Failure what="This name" error={error} again={again} />}
      {view && (
        <>
          <Addresses name={name} node={node} filter={query.get('chain') ?? ''} />
          <Records records={view.records} />
          <Account view={view} />
          <Proof name={name} node={node} view={view} />
          <History name={name} />
        </>
      )}
    </>
  )
}

function Concerns({ name }: { name: string }) {
  return (
    <>
      {concernsOf(name).map(({ title, detail, instead }) => (
        <Notice key={title} kind="warn" title={title}>
          <p><Foreign text={detail} /></p>
          {instead !== undefined && <p>Did you mean <a href={nameHref(instead)}><Foreign text={instead} /></a>?</p>}
        </Notice>
      ))}
    </>
  )
}

function isUnknown(error: unknown): boolean {
  return error instanceof ApiError && error.slug === 'unknown-name'
}

/** The node is computed here: what the gateway says about it must fit. */
function nodeOf(name: string): Hex {
  return namehash(name)
}

/** Long names are set smaller. */
function size(name: string): string {
  const { length } = [...name]
  return length > 60 ? 'name tiny' : length > 26 ? 'name small' : 'name'
}
