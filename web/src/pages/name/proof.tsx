// The account under the root that Ethereum has, proven to this browser.
import type { Hex } from 'viem'
import { type Schemas, ApiError, api } from '../../api/client.ts'
import { useAsked } from '../../api/use.ts'
import { Address, Failure, Loading, Notice, Time } from '../../components/index.ts'
import { readLeaf, signersHash } from '../../verify/leaf.ts'
import { accountKey, faultOf } from '../../verify/proof.ts'
import { Mark } from './derivation.tsx'

type View = Schemas['NameView']

/** Shows the proof of the account, or that there is none where `view` is absent. */
export function Proof({ name, node, view }: { name: string; node: Hex; view: View | undefined }) {
  const { value, error, again } = useAsked(name, () => api.proof(name))
  return (
    <section class="part" aria-labelledby="proof">
      <h2 id="proof">Proof</h2>
      {value === undefined && error === undefined && <Loading what="the proof" />}
      {error instanceof ApiError && error.slug !== undefined && <Notice title="There is no proof now"><p>{error.message}</p></Notice>}
      {error !== undefined && !(error instanceof ApiError && error.slug !== undefined) && <Failure what="The proof" error={error} again={again} />}
      {value && <Verified proof={value} node={node} view={view} />}
    </section>
  )
}

function Verified({ proof, node, view }: { proof: Schemas['ProofView']; node: Hex; view: View | undefined }) {
  const key = accountKey(node)
  // A commit's root is what Ethereum has; the proof must lead to it, not to another.
  const root = (proof.commit?.root ?? proof.root) as Hex
  const { value, siblings, otherKey, otherValueHash } = proof.account
  const fault = faultOf(root, key, { value: value as Hex, siblings: siblings as Hex[], otherKey: otherKey as Hex, otherValueHash: otherValueHash as Hex })
  const finding = fault === undefined ? compare(value as Hex, view) : undefined
  return (
    <>
      {fault !== undefined && (
        <Notice kind="bad" title="The proof does not hold"><p>Checked in this browser, it fails ({fault}). Do not trust what this gateway says about the name.</p></Notice>
      )}
      {finding?.kind === 'bad' && <Notice kind="bad" title="The proof shows another account"><p>{finding.text}</p></Notice>}
      {finding?.kind === 'good' && <p class="verdict good" role="status"><Mark good /> {finding.text}</p>}
      {finding?.kind === 'behind' && <Notice title="The root is older than what is shown"><p>{finding.text}</p></Notice>}
      <dl class="steps">
        <div>
          <dt>Root</dt>
          <dd>
            <Address value={root} what="the root" />
            {proof.commit ? <small class="soft">commit {proof.commit.number} on Ethereum, as of <Time seconds={proof.commit.asOf} /></small> : <small class="soft">of this gateway’s own log: it follows no Keystore on Ethereum</small>}
          </dd>
        </div>
        <div><dt>Key</dt><dd><Address value={key} what="the key" /><small class="soft">keccak256("mononym.account.v1" ‖ node), computed here</small></dd></div>
        <div><dt>Way to the root</dt><dd>{siblings.length} {siblings.length === 1 ? 'hash' : 'hashes'}</dd></div>
      </dl>
      <p class="small soft">
        {proof.commit ? 'That Ethereum has this root is what a node of Ethereum tells you, not this page: ' : 'To check an answer against Ethereum itself: '}
        <code>mononym resolve {proof.name} --proven</code>
      </p>
    </>
  )
}

type Finding = { kind: 'good' | 'bad' | 'behind'; text: string }

/** What the proven leaf says, beside what the gateway says. */
function compare(value: Hex, view: View | undefined): Finding {
  if (value === '0x') {
    return view === undefined
      ? { kind: 'good', text: 'Checked in this browser: under this root nobody has the name.' }
      : { kind: 'behind', text: 'Under this root nobody has the name yet: it was registered later.' }
  }
  const leaf = readLeaf(value)
  if (leaf === undefined) return { kind: 'bad', text: 'What stands under the root is no account that this page can read.' }
  if (view === undefined) return { kind: 'bad', text: 'Under this root somebody has the name, though the gateway says that nobody has.' }
  const later = BigInt(view.nonce) - leaf.nonce
  if (later > 0n) return { kind: 'behind', text: `It holds, and shows the account before its last ${later === 1n ? 'change' : `${later} changes`}.` }
  const same =
    later === 0n &&
    leaf.historyHash === view.historyHash.toLowerCase() &&
    leaf.threshold === view.threshold &&
    leaf.signersHash === signersHash(view.threshold, view.signers as Hex[]) &&
    leaf.guardianThreshold === view.guardianThreshold &&
    leaf.guardiansHash === view.guardiansHash.toLowerCase() &&
    leaf.implementation === view.implementation.toLowerCase()
  return same
    ? { kind: 'good', text: 'Checked in this browser: keys, guardians and history are those under the root.' }
    : { kind: 'bad', text: 'Its keys, guardians or history are not those that the gateway shows.' }
}
