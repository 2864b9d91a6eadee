import { useState } from 'preact/hooks'
import { Button } from '../../components/index.ts'
import { recordLabel } from '../../operations/describe.ts'
import type { Record } from '../../operations/gateway.ts'
import type { RecordWish } from '../../operations/records.ts'
import { deadlineFor } from '../../operations/wishes.ts'
import type { SectionProps } from './index.tsx'
import { RecordForm } from './RecordForm.tsx'

/** Most records of one operation. */
const MAX_RECORDS = 64

type Editable = Record & { profile: RecordWish['profile'] }

const isEditable = (record: Record): record is Editable => ['text', 'addr', 'contenthash'].includes(record.profile)

const isSame = (a: RecordWish, b: { profile: string; key?: string }): boolean =>
  a.profile === b.profile && (a.key ?? '') === (b.key ?? '')

export function Records({ account, begin }: SectionProps) {
  const [changes, setChanges] = useState<RecordWish[]>([])
  const [edited, setEdited] = useState<RecordWish>()
  const change = (wish: RecordWish) => setChanges([...changes.filter((other) => !isSame(wish, other)), wish])

  return (
    <>
      <p>
        What the name answers besides the addresses that follow from it. A record of yours for a coin comes before the
        address that is computed.
      </p>
      <h3>Records now</h3>
      {account.records.length === 0 && <p>None.</p>}
      <ul class="take-list" aria-label="Records now">
        {account.records.map((record) => (
          <li key={`${record.profile} ${record.key}`}>
            <span>
              <bdi>{recordLabel(record.profile, record.key)}</bdi>:{' '}
              <bdi class="take-value">{record.state === 'none' ? 'answers nothing, on purpose' : record.value}</bdi>
            </span>
            {isEditable(record) && (
              <span class="take-buttons">
                <Button
                  aria-label={`Change ${recordLabel(record.profile, record.key)}`}
                  onClick={() => setEdited(wishOf(record))}
                >
                  Change
                </Button>
                <Button
                  aria-label={`Take away ${recordLabel(record.profile, record.key)}`}
                  onClick={() => change(keyed(record))}
                >
                  Take away
                </Button>
              </span>
            )}
          </li>
        ))}
      </ul>
      <RecordForm key={edited ? `${edited.profile} ${edited.key}` : ''} name={account.name} start={edited} onRecord={change} />
      {changes.length > 0 && (
        <>
          <h3>Changes to be signed</h3>
          <ul class="take-list" aria-label="Changes to be signed">
            {changes.map((wish) => (
              <li key={`${wish.profile} ${wish.key}`}>
                <span>
                  <bdi>{recordLabel(wish.profile, wish.key)}</bdi>: <bdi class="take-value">{wordsOf(wish)}</bdi>
                </span>
                <Button
                  aria-label={`Leave as it is: ${recordLabel(wish.profile, wish.key)}`}
                  onClick={() => setChanges(changes.filter((other) => other !== wish))}
                >
                  Leave as it is
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
      <Button
        kind="primary"
        disabled={changes.length === 0 || changes.length > MAX_RECORDS}
        onClick={() =>
          begin({
            task: {
              wish: {
                primaryType: 'SetRecords',
                message: { name: account.name, ...deadlineFor(account) },
                records: changes,
              },
            },
          })
        }
      >
        Look over the changes
      </Button>
    </>
  )
}

const keyed = ({ profile, key }: Editable): RecordWish => ({ profile, ...(key === undefined ? {} : { key }) })

const wishOf = (record: Editable): RecordWish => ({
  ...keyed(record),
  ...(record.value === undefined ? {} : { value: record.value }),
})

const wordsOf = ({ value, nothing }: RecordWish): string =>
  value ?? (nothing ? 'answers nothing, on purpose' : 'taken away')
