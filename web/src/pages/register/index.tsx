// A name in half a minute: choose it, make a key, sign.
import { useState } from 'preact/hooks'
import type { Hex } from 'viem'
import { useAsked } from '../../api/use.ts'
import { Failure, Loading, Notice } from '../../components/index.ts'
import { Desk } from '../../operations/desk/Desk.tsx'
import { getParents, type Parent } from '../../operations/gateway.ts'
import type { PageProps } from '../../pages.ts'
import { nameHref } from '../../router.ts'
import { kindOf } from '../../signers/signer.ts'
import { ChooseKey } from './ChooseKey.tsx'
import { ChooseName } from './ChooseName.tsx'

export default function Register({ query }: PageProps) {
  const { value: parents, error, again } = useAsked('parents', getParents)
  if (error) return <Failure what="Registration" error={error} again={again} />
  if (!parents) return <Loading what="where names can be registered" />
  const open = parents.filter(({ policy }) => policy === 'open')
  return (
    <section class="take">
      <h1>Take a name</h1>
      <p class="lead">
        One name, one account, the same address on every chain. No wallet, no browser extension and no coin is needed:
        your phone’s or computer’s passkey is the key.
      </p>
      {open.length === 0 ? (
        <Notice title="Nobody can register here by himself">
          <p>Names of this gateway are given out through wallets, or by whoever owns the name above them.</p>
        </Notice>
      ) : (
        <Steps parents={open} typed={query.get('name') ?? ''} />
      )}
    </section>
  )
}

function Steps({ parents, typed }: { parents: Parent[]; typed: string }) {
  const [name, setName] = useState<string>()
  const [claimant, setClaimant] = useState<Hex>()
  const [signer, setSigner] = useState<Hex>()
  const [isDone, setDone] = useState(false)
  if (name !== undefined && signer !== undefined) {
    return (
      <Desk
        task={{ wish: { primaryType: 'Register', message: { name, signers: [signer] } } }}
        onAccepted={() => setDone(true)}
        onLeave={() => setSigner(undefined)}
      >
        {isDone && <Done name={name} signer={signer} />}
      </Desk>
    )
  }
  return (
    <>
      <ChooseName
        parents={parents}
        typed={typed}
        onName={(chosen, owner) => {
          setName(chosen)
          setClaimant(owner)
        }}
      />
      {name !== undefined && <ChooseKey name={name} claimant={claimant} onSigner={setSigner} />}
    </>
  )
}

function Done({ name, signer }: { name: string; signer: Hex }) {
  const isPasskey = kindOf(signer) === 'passkey'
  return (
    <>
      <Notice kind="good" title={<><bdi>{name}</bdi> is yours</>}>
        <p>It answers in every wallet and app that knows ENS, with an address on every chain.</p>
        <p><a class="button primary" href={nameHref(name)}>See its addresses</a></p>
      </Notice>
      <Notice title="Choose guardians now">
        <p>
          {isPasskey
            ? 'If you lose this passkey, with the phone or the account that keeps it, the name and all that its addresses hold are lost.'
            : 'If you lose this key, the name and all that its addresses hold are lost.'}{' '}
          Nobody can give it back, not even whoever runs this gateway. Unless you have guardians: friends, or a second
          device of yours, who together can give the name a new key.
        </p>
        <p><a class="button" href={`/manage/${encodeURIComponent(name)}?do=guardians`}>Choose guardians</a></p>
      </Notice>
    </>
  )
}
