// Every accepted change, with what its keys signed.
import { useEffect, useState } from 'preact/hooks'
import type { Hex } from 'viem'
import { type Schemas, api } from '../../api/client.ts'
import { useAsked } from '../../api/use.ts'
import { Address, Button, Failure, Loading, Time } from '../../components/index.ts'
import { Foreign, LongForeign } from '../../names/foreign.tsx'
import { type Description, describe } from '../../operations/describe.ts'
import type { Operation } from '../../operations/types.ts'
import { nameOf } from '../../signers/signer.ts'

type Logged = Schemas['LoggedView']

export function History({ name }: { name: string }) {
  const { value: first, error, again } = useAsked(name, () => api.operations(name))
  const [more, setMore] = useState<{ operations: Logged[]; next: string | undefined }>()
  const [failed, setFailed] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const next = more === undefined ? first?.next : more.next
  const load = () => {
    if (next == null) return
    setBusy(true)
    setFailed(undefined)
    api.operations(name, String(next))
      .then((page) => setMore({ operations: [...(more?.operations ?? []), ...page.operations], next: page.next == null ? undefined : String(page.next) }), setFailed)
      .finally(() => setBusy(false))
  }
  return (
    <section class="part" aria-labelledby="history">
      <h2 id="history">History</h2>
      {first === undefined && error === undefined && <Loading what="the history" />}
      {error !== undefined && <Failure what="The history" error={error} again={again} />}
      <ol class="history">
        {[...(first?.operations ?? []), ...(more?.operations ?? [])].map((logged) => <Change key={logged.operationHash} logged={logged} />)}
      </ol>
      {failed !== undefined && <Failure what="More of the history" error={failed} again={load} />}
      {next != null && <Button onClick={load} busy={busy}>Later changes</Button>}
    </section>
  )
}

function Change({ logged }: { logged: Logged }) {
  const [said, setSaid] = useState<Description>()
  useEffect(() => {
    describe(logged.operation as unknown as Operation).then(setSaid, () => setSaid({ summary: logged.operation.primaryType, lines: [], next: '' }))
  }, [logged])
  return (
    <li>
      <details>
        <summary>
          <span>{said ? <Foreign text={said.summary} /> : '…'}</span>
          <span class="soft small"><Time seconds={logged.acceptedAt} /></span>
        </summary>
        <dl class="steps">
          {said?.lines.map(({ label, text, isRaw }, index) => (
            <div key={index}>
              <dt><Foreign text={label} /></dt>
              <dd>{isRaw ? <Address value={text} what={label} /> : <LongForeign text={text} />}</dd>
            </div>
          ))}
          {logged.signatures.map(({ signer }) => (
            <div key={signer}><dt>Signed by</dt><dd>{nameOf(signer as Hex)}</dd></div>
          ))}
          <div><dt>Hash</dt><dd><Address value={logged.operationHash} what="the hash of this change" /></dd></div>
        </dl>
      </details>
    </li>
  )
}
