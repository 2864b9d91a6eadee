import { useState } from 'preact/hooks'
import type { Hex } from 'viem'
import { api } from '../../api/client.ts'
import { useAsked } from '../../api/use.ts'
import { Address, Empty, Failure, Loading, Notice } from '../../components/index.ts'
import { Foreign } from '../../names/foreign.tsx'
import { type Outcomes, useComputed } from './computed.ts'
import { Mark } from './derivation.tsx'
import { families } from './families.ts'
import { FamilyPart } from './family.tsx'
import { Glyph } from './glyph.tsx'

export function Addresses({ name, node, filter }: { name: string; node: Hex; filter: string }) {
  const [looked, setLooked] = useState(filter)
  const { value, error, again } = useAsked(name, () => api.addresses(name))
  // Asking nodes takes longer, and a gateway may know none: what it says is added when it comes.
  const { value: deployed } = useAsked(`${name} deployed`, () => api.addresses(name, true))
  const outcomes = useComputed(node, value?.chains)
  const standing = new Map(deployed?.chains.map((row) => [row.coinType, row.deployed]))
  const shown = value && families(value.chains, looked)
  return (
    <section class="part" aria-labelledby="addresses">
      <div class="part-head">
        <h2 id="addresses">Addresses</h2>
        <input type="search" class="filter" aria-label="Show only chains with this in their name" placeholder="Filter chains" value={looked} onInput={(event) => setLooked(event.currentTarget.value)} />
      </div>
      {value === undefined && error === undefined && <Loading what="addresses" />}
      {error !== undefined && <Failure what="Addresses" error={error} again={again} />}
      {value && value.node.toLowerCase() !== node && (
        <Notice kind="bad" title="The gateway speaks of another name"><p>Its node is not the namehash of the name. Trust no address below.</p></Notice>
      )}
      {value && <Verdict outcomes={outcomes} />}
      {value?.stage === 'testing' && (
        <p class="small soft">For testing: the contracts behind derived addresses may still change. Send nothing of value.</p>
      )}
      {shown?.length === 0 && value?.others.length === 0 && <Empty>No chain fits “{looked}”.</Empty>}
      {shown?.map((family) => (
        <FamilyPart key={family.id} family={family} name={name} outcomes={outcomes} standing={standing} isFiltered={looked.trim() !== ''} />
      ))}
      {value && value.others.length > 0 && looked.trim() === '' && (
        <section class="family" aria-labelledby="family-records">
          <h3 id="family-records">Set by the owner</h3>
          <ul class="chains">
            {value.others.map(({ coinType, coin, address }) => (
              <li key={coinType}>
                <Glyph family="other" name={coin ?? '?'} />
                <span class="chain-name"><Foreign text={coin ?? `Coin ${coinType}`} /></span>
                <span class="tags"><span class="tag">explicit</span></span>
                <Address value={address} what={`the ${coin ?? 'coin'} address`} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </section>
  )
}

/** What became of computing everything again. */
function Verdict({ outcomes }: { outcomes: Outcomes | undefined }) {
  if (outcomes === undefined) return <p class="verdict" role="status">Computing every address again …</p>
  const all = [...outcomes.values()]
  const wrong = all.filter(({ kind }) => kind !== 'match').length
  if (all.length === 0) return null
  if (wrong === 0) {
    return (
      <p class="verdict good" role="status">
        <Mark good /> {all.length === 1 ? 'The derived address was' : `All ${all.length} derived addresses were`} computed again in this browser, from the name: they match.
      </p>
    )
  }
  return (
    <Notice kind="bad" title={`${wrong} of ${all.length} derived addresses do not match`}>
      <p>Computed in this browser, they come out otherwise, or not at all. Each is marked below: do not use them.</p>
    </Notice>
  )
}
