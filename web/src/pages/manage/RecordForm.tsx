import { useId, useState } from 'preact/hooks'
import { ApiError } from '../../api/client.ts'
import { useAsked } from '../../api/use.ts'
import { Button, Field } from '../../components/index.ts'
import { checkDraft, type Wish } from '../../operations/check.ts'
import { COINS, coinName } from '../../operations/coins.ts'
import { getChains, getDomain, getDraft } from '../../operations/gateway.ts'
import type { RecordWish } from '../../operations/records.ts'
import { useDebounced } from '../../operations/useDebounced.ts'

interface Props {
  name: string
  /** What to begin with. */
  start: RecordWish | undefined
  onRecord(wish: RecordWish): void
}

/** Keys of texts that clients ask for (ENSIP-5, ENSIP-18). */
const TEXT_KEYS = ['url', 'description', 'avatar', 'email', 'com.github', 'com.twitter', 'org.telegram', 'notice', 'keywords']

type Profile = RecordWish['profile']

export function RecordForm({ name, start, onRecord }: Props) {
  const [profile, setProfile] = useState<Profile>(start?.profile ?? 'text')
  const [key, setKey] = useState(start?.key ?? 'url')
  const [value, setValue] = useState(start?.value ?? '')
  const [nothing, setNothing] = useState(false)
  const wish: RecordWish = {
    profile,
    ...(profile === 'contenthash' ? {} : { key: key.trim() }),
    ...(nothing ? { nothing } : { value: profile === 'text' ? value : value.trim() }),
  }
  const isWritten = nothing || value.trim() !== ''
  // The gateway knows every coin, and says what is wrong; what it makes of it is checked here.
  const checked = useDebounced(isWritten ? JSON.stringify(wish) : undefined, () => check(name, wish))
  const error = checked && 'error' in checked ? wordsOf(checked.error) : undefined
  const isGood = checked !== undefined && 'value' in checked

  function choose(chosen: Profile) {
    setProfile(chosen)
    setKey(chosen === 'addr' ? '0' : 'url')
    setValue('')
  }

  function add() {
    onRecord(wish)
    setValue('')
    setNothing(false)
  }

  return (
    <form
      class="take-record"
      aria-label="A record to set"
      onSubmit={(event) => {
        event.preventDefault()
        if (isGood) add()
      }}
    >
      <h3>Set a record</h3>
      <ChooseProfile profile={profile} onProfile={choose} />
      {profile === 'text' && (
        <Field label="Key" value={key} onValue={setKey} {...{ list: 'text-keys' }} maxLength={255} dir="auto" />
      )}
      <datalist id="text-keys">{TEXT_KEYS.map((known) => <option key={known} value={known} />)}</datalist>
      {profile === 'addr' && <ChooseCoin coin={key} onCoin={setKey} />}
      {!nothing && (
        <Field
          label={profile === 'addr' ? `Address for ${coinName(Number(key))}` : 'Value'}
          value={value}
          onValue={setValue}
          error={error}
          dir="auto"
          hint={profile === 'contenthash' ? 'ipfs://…, bzz://…, or 0x and hexadecimal digits' : undefined}
        />
      )}
      {profile === 'addr' && (
        <label class="take-check">
          <input type="checkbox" checked={nothing} onChange={(event) => setNothing(event.currentTarget.checked)} />{' '}
          Answer no address for this coin, not even the computed one
        </label>
      )}
      <p role="status" class="take-status">{isWritten && !checked ? 'Checking …' : isGood ? 'This can be set.' : ''}</p>
      <Button type="submit" disabled={!isGood}>Add to the changes</Button>
    </form>
  )
}

async function check(name: string, record: RecordWish): Promise<void> {
  const wish: Wish = { primaryType: 'SetRecords', message: { name }, records: [record] }
  const [draft, domain] = await Promise.all([getDraft(wish), getDomain()])
  await checkDraft(wish, draft, domain)
}

function wordsOf(error: unknown): string {
  if (!(error instanceof ApiError)) return error instanceof Error ? error.message : String(error)
  // There is one record here, and its place says nothing.
  return error.message.replace(/^record 0: /, '')
}

function ChooseProfile({ profile, onProfile }: { profile: Profile; onProfile(profile: Profile): void }) {
  const id = useId()
  return (
    <div class="field">
      <label for={id}>Kind</label>
      <select id={id} value={profile} onChange={(event) => onProfile(event.currentTarget.value as Profile)}>
        <option value="text">Text</option>
        <option value="addr">Address of your own</option>
        <option value="contenthash">Website (contenthash)</option>
      </select>
    </div>
  )
}

/** Common coins and every chain of this gateway by name; any other by its number. */
function ChooseCoin({ coin, onCoin }: { coin: string; onCoin(coin: string): void }) {
  const id = useId()
  const { value: chains } = useAsked('chains', getChains)
  const known = new Map(COINS.map(([type, title]) => [String(type), title]))
  for (const { name: title, coinTypes } of chains ?? []) {
    for (const type of coinTypes) if (!known.has(type)) known.set(type, title)
  }
  const isKnown = known.has(coin)
  return (
    <>
      <div class="field">
        <label for={id}>Coin or chain</label>
        <select id={id} value={isKnown ? coin : ''} onChange={(event) => onCoin(event.currentTarget.value)}>
          {[...known].map(([type, title]) => <option key={type} value={type}>{title}</option>)}
          <option value="">Another, by its number</option>
        </select>
      </div>
      {!isKnown && (
        <Field
          label="Coin type (SLIP-44, ENSIP-11)"
          value={coin}
          onValue={onCoin}
          inputMode="numeric"
          error={/^\d+$/.test(coin) ? undefined : 'A whole number.'}
        />
      )}
    </>
  )
}
