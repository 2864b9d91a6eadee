// The chains of one family, with the address that they share.
import { Address, Copy } from '../../components/index.ts'
import { Qr } from '../../components/qr.tsx'
import type { Schemas } from '../../api/client.ts'
import { sameAddress } from '../../verify/derive/compute.ts'
import type { Outcome, Outcomes } from './computed.ts'
import { Derivation, Mark } from './derivation.tsx'
import { type Family, type Row, commonAddress } from './families.ts'
import { Glyph } from './glyph.tsx'

type Standing = ReadonlyMap<string, Schemas['Deployed'] | null | undefined>

interface Props {
  family: Family
  name: string
  outcomes: Outcomes | undefined
  /** Where the account is deployed, by coin type, as far as the gateway's nodes say. */
  standing: Standing
  isFiltered: boolean
}

export function FamilyPart({ family, name, outcomes, standing, isFiltered }: Props) {
  const common = commonAddress(family.rows)
  const first = family.rows.find((row) => row.address === common && row.source === 'derived')
  const outcome = first && outcomes?.get(first.coinType)
  const answering = family.rows.filter((row) => row.address != null)
  const silent = family.rows.filter((row) => row.address == null)
  const list = (rows: Row[]) => (
    <ul class="chains">
      {rows.map((row) => (
        <ChainRow key={row.coinType} row={row} family={family.id} outcome={outcomes?.get(row.coinType)} common={common} deployed={standing.get(row.coinType)} name={name} />
      ))}
    </ul>
  )
  return (
    <section class="family" aria-labelledby={`family-${family.id}`}>
      <h3 id={`family-${family.id}`}>{family.title} <small class="soft">{answering.length} of {family.rows.length} answer</small></h3>
      {common !== undefined && (
        <div class="common sheet">
          <div>
            <p class="eyebrow">{answering.length > 1 ? 'One address for all of them' : 'Its address'}</p>
            <p class="common-address"><code>{common}</code> <Copy text={common} what="the address" /></p>
            {outcome && (
              <details>
                <summary>How it is computed</summary>
                <Derivation outcome={outcome} given={common} name={name} what="address" />
              </details>
            )}
          </div>
          <Qr text={common} what={`the address ${common}`} />
        </div>
      )}
      {list(answering)}
      {silent.length > 0 && (
        <details class="silent" open={isFiltered}>
          <summary>{silent.length} {silent.length === 1 ? 'chain does' : 'chains do'} not answer</summary>
          <p class="small soft">No root of Ethereum is known to arrive there, so the account could never learn its keys: what is sent there would be lost.</p>
          {list(silent)}
        </details>
      )}
    </section>
  )
}

interface RowProps {
  row: Row
  family: string
  outcome: Outcome | undefined
  common: string | undefined
  deployed: Schemas['Deployed'] | null | undefined
  name: string
}

function ChainRow({ row, family, outcome, common, deployed, name }: RowProps) {
  const { address, source } = row
  const isOwn = source === 'derived'
  const isShared = isOwn && address != null && common !== undefined && sameAddress(address, common)
  const wrong = outcome !== undefined && outcome.kind !== 'match'
  return (
    <li class={address == null ? 'mute' : undefined}>
      <Glyph family={family} name={row.chain} />
      <span class="chain-name">{row.chain} <small class="soft">@{row.shortName}</small></span>
      <span class="tags">
        {address == null && <span class="tag">no answer</span>}
        {source === 'record' && <span class="tag warn" title="Set by the owner: not the account's own address">explicit</span>}
        {source === 'default' && <span class="tag warn" title="The owner's default for all EVM chains: not the account's own address">default</span>}
        {deployed === true && <span class="tag good">deployed</span>}
        {deployed === false && <span class="tag">not deployed yet</span>}
        {wrong && <span class="tag bad"><Mark good={false} /> does not match</span>}
        {!wrong && outcome?.kind === 'match' && isOwn && <span class="checked" title="Computed again here: the same"><Mark good /><span class="visually-hidden">computed again here: the same</span></span>}
      </span>
      {address != null && <Address value={address} what={`the ${row.chain} address`} />}
      {address != null && row.explorer != null && (
        <a class="icon-button" href={row.explorer} target="_blank" rel="noopener noreferrer" aria-label={`${row.chain} explorer, in a new tab`} title="Explorer">
          <svg viewBox="0 0 20 20" aria-hidden="true"><path d="M8 5H5v10h10v-3M11 4h5v5M16 4l-7 7" /></svg>
        </a>
      )}
      {!isShared && (address != null || wrong) && (
        <details class="row-more">
          <summary>QR code{row.derived != null ? ' and own address' : ''}</summary>
          {address != null && <Qr text={address} what={`the ${row.chain} address`} />}
          {outcome && row.derived != null && <Derivation outcome={outcome} given={row.derived} name={name} what={`${row.chain} address`} />}
        </details>
      )}
    </li>
  )
}
