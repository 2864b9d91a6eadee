// Who may change the name, and what its account says.
import type { Hex } from 'viem'
import type { Schemas } from '../../api/client.ts'
import { Address } from '../../components/index.ts'
import { addressHref } from '../../router.ts'
import { addressOf, idOf, kindOf } from '../../signers/signer.ts'

const ZERO = /^0x0*$/
const KINDS = { ethereum: 'Ethereum key', p256: 'P-256 key', passkey: 'Passkey', unknown: 'Key of an unknown kind' }
const POLICIES: Record<string, string> = {
  closed: 'nobody',
  open: 'everybody',
  voucher: 'whoever has a voucher',
  token: 'wallets with an API key',
}

export function Account({ view }: { view: Schemas['NameView'] }) {
  const { signers, threshold, guardianThreshold } = view
  return (
    <section class="part" aria-labelledby="account">
      <h2 id="account">Who controls it</h2>
      <p>
        {signers.length === 1 ? 'One key' : `${signers.length} keys`}; {threshold === 1 && signers.length > 1 ? 'any one of them changes the name' : signers.length === 1 ? 'it alone changes the name' : `${threshold} of them together change the name`}.{' '}
        {guardianThreshold === 0
          ? 'No guardians: a lost key is a lost name.'
          : `Guardians can recover it: ${guardianThreshold} must agree, ${days(view.recoveryDelay)} pass before new keys take over. Who they are is hidden behind a hash.`}
      </p>
      <ul class="cards">
        {signers.map((signer) => <Key key={signer} signer={signer as Hex} />)}
      </ul>
      <details>
        <summary>More of the account</summary>
        <dl class="steps">
          <div><dt>Node</dt><dd><Address value={view.node} what="the node" /></dd></div>
          <div><dt>Changes so far</dt><dd>{view.nonce}</dd></div>
          <div><dt>Hash of its history</dt><dd><Address value={view.historyHash} what="the hash of its history" /></dd></div>
          <Word label="Logic of its accounts" value={view.implementation} zero="not chosen yet" />
          <Word label="Spending limits" value={view.limitsHash} zero="none" />
          <Word label="What the accounts are to do" value={view.outboxRoot} zero="nothing" />
          <div><dt>Who registers below it</dt><dd>{POLICIES[view.policy] ?? view.policy}</dd></div>
          <Word label="Who vouches for names below it" value={view.registrar} zero="nobody" />
          <Word label="Guardians, hidden" value={view.guardiansHash} zero="none" />
        </dl>
      </details>
    </section>
  )
}

function Key({ signer }: { signer: Hex }) {
  const kind = kindOf(signer)
  const address = addressOf(signer)
  return (
    <li class="sheet row">
      <span class="tag">{KINDS[kind]}</span>
      <Address value={address ?? signer} what={`the ${KINDS[kind]}`} />
      {address === undefined && <small class="soft">known as {idOf(signer).slice(2, 10)}</small>}
      <a class="quiet-link" href={addressHref(signer)}>Its names</a>
    </li>
  )
}

function Word({ label, value, zero }: { label: string; value: string; zero: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{ZERO.test(value) ? <span class="soft">{zero}</span> : <Address value={value} what={label} />}</dd>
    </div>
  )
}

function days(seconds: number): string {
  const count = Math.round((seconds / 86_400) * 10) / 10
  return count === 1 ? '1 day' : `${count} days`
}
