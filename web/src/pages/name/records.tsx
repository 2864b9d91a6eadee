import { useState } from 'preact/hooks'
import type { Hex } from 'viem'
import type { Schemas } from '../../api/client.ts'
import { Button, Copy, Empty } from '../../components/index.ts'
import { Foreign, LongForeign, safeLink } from '../../names/foreign.tsx'
import { readContenthash } from '../../operations/contenthash.ts'

type Record = Schemas['RecordView']

const LABELS: { [key: string]: string } = {
  avatar: 'Avatar', header: 'Header', url: 'Website', description: 'About', email: 'E-mail', name: 'Name', location: 'Place',
  'com.twitter': 'X', 'com.github': 'GitHub', 'org.telegram': 'Telegram', 'com.discord': 'Discord', keywords: 'Keywords', notice: 'Notice',
}
/** Those that say most come first. */
const ORDER = ['name', 'description', 'url', 'avatar', 'email']
const PAGE = 40

/** Everything but addresses, which stand with their chains. */
export function Records({ records }: { records: readonly Record[] }) {
  const [shown, setShown] = useState(PAGE)
  const sorted = records.filter(({ profile }) => profile !== 'addr').sort((a, b) => rank(a) - rank(b))
  return (
    <section class="part" aria-labelledby="records">
      <h2 id="records">Records</h2>
      {sorted.length === 0 && <Empty>Its owner has set none.</Empty>}
      <dl class="records">
        {sorted.slice(0, shown).map((record) => (
          <div key={record.call}>
            <dt><Foreign text={label(record)} /></dt>
            <dd><Value record={record} /></dd>
          </div>
        ))}
      </dl>
      {sorted.length > shown && <Button onClick={() => setShown(shown + PAGE)}>{sorted.length - shown} more</Button>}
    </section>
  )
}

function rank({ profile, key }: Record): number {
  if (profile !== 'text') return ORDER.length + 1
  const at = ORDER.indexOf(key ?? '')
  return at < 0 ? ORDER.length : at
}

function label({ profile, key }: Record): string {
  if (profile === 'contenthash') return 'Content'
  if (profile === 'name') return 'Primary name'
  if (profile === 'text') return Object.hasOwn(LABELS, key ?? '') ? (LABELS[key ?? ''] ?? '') : (key ?? '')
  return key == null ? profile : `${profile} ${key}`
}

function Value({ record }: { record: Record }) {
  if (record.state === 'none') return <span class="soft">answers nothing, on purpose</span>
  const value = record.value ?? ''
  if (value === '') return <span class="soft">empty</span>
  const text = record.profile === 'contenthash' ? content(value) : value
  const href = record.profile === 'text' ? safeLink(text) : undefined
  const isImage = record.profile === 'text' && (record.key === 'avatar' || record.key === 'header')
  return (
    <>
      {href === undefined ? <LongForeign text={text} /> : <a href={href} target="_blank" rel="noopener noreferrer nofollow ugc"><LongForeign text={text} /></a>}
      <Copy text={text} what={label(record)} />
      {isImage && <small class="soft">Not loaded: an image elsewhere would learn who looks.</small>}
    </>
  )
}

function content(bytes: string): string {
  try {
    return readContenthash(bytes as Hex) ?? bytes
  } catch {
    return bytes
  }
}
