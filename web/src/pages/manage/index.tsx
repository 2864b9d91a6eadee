// Looking after a name: every change that its keys and its guardians can make.
import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { Hex } from 'viem'
import { useAsked } from '../../api/use.ts'
import { Button, Failure, Loading } from '../../components/index.ts'
import { Desk } from '../../operations/desk/Desk.tsx'
import type { Task } from '../../operations/desk/useDesk.ts'
import { type Account, getAccount } from '../../operations/gateway.ts'
import type { PageProps } from '../../pages.ts'
import { nameHref } from '../../router.ts'
import { Freeze } from './Freeze.tsx'
import { Guardians } from './Guardians.tsx'
import { Keys } from './Keys.tsx'
import { Records } from './Records.tsx'
import { Recovery } from './Recovery.tsx'
import { Retire } from './Retire.tsx'
import { Standing } from './Standing.tsx'

/** An operation to be signed, and what its section knows besides. */
export interface Begun {
  task: Task
  /** Keys that may be behind the ids of guardians. */
  known?: Hex[]
  /** What to say once it is accepted. */
  after?: ComponentChildren
}

/** What every section is given. */
export interface SectionProps {
  account: Account
  begin(begun: Begun): void
}

const SECTIONS = {
  records: { title: 'Records', Section: Records },
  keys: { title: 'Keys', Section: Keys },
  guardians: { title: 'Guardians', Section: Guardians },
  recovery: { title: 'Recovery', Section: Recovery },
  freeze: { title: 'Freeze', Section: Freeze },
  retire: { title: 'Give up', Section: Retire },
} as const

type SectionName = keyof typeof SECTIONS

const isSection = (text: string | null): text is SectionName => text !== null && Object.hasOwn(SECTIONS, text)

export default function Manage({ params, query }: PageProps) {
  const name = params.name ?? ''
  const chosen = query.get('do')
  const section = isSection(chosen) ? chosen : 'records'
  const { value: account, error, again } = useAsked(`account ${name}`, () => getAccount(name))
  return (
    <section class="take manage">
      <h1>Look after <bdi>{name}</bdi></h1>
      <p><a href={nameHref(name)}>What it answers, and its history</a></p>
      <nav aria-label="What to change" class="manage-sections">
        {Object.entries(SECTIONS).map(([key, { title }]) => (
          <a
            key={key}
            href={`/manage/${encodeURIComponent(name)}?do=${key}`}
            aria-current={key === section ? 'page' : undefined}
          >
            {title}
          </a>
        ))}
        <a href="/sign">Sign for others</a>
      </nav>
      {error ? <Failure what="This name" error={error} again={again} /> : null}
      {!error && !account && <Loading what="the name" />}
      {account && <Work key={section} section={section} account={account} onChanged={again} />}
    </section>
  )
}

interface WorkProps {
  section: SectionName
  account: Account
  onChanged(): void
}

function Work({ section, account, onChanged }: WorkProps) {
  const [begun, setBegun] = useState<Begun>()
  const [isAccepted, setAccepted] = useState(false)
  const { title, Section } = SECTIONS[section]
  useEffect(() => {
    document.title = `${title}: ${account.name}`
  }, [title, account.name])

  function leave() {
    setBegun(undefined)
    if (isAccepted) onChanged()
  }

  return (
    <>
      <Standing account={account} />
      {/* What was typed stays while it is shown what would be signed. */}
      <div hidden={begun !== undefined}>
        <h2>{title}</h2>
        <Section account={account} begin={setBegun} />
      </div>
      {begun && (
        <Desk
          task={begun.task}
          account={account}
          known={begun.known ?? []}
          onAccepted={() => setAccepted(true)}
          onLeave={leave}
        >
          {begun.after}
          <Button kind="primary" onClick={leave}>Done</Button>
        </Desk>
      )}
    </>
  )
}
