// One operation on its way: prepared, signed by one key after the other, sent, accepted.
import type { Hex } from 'viem'
import { useEffect, useRef, useState } from 'preact/hooks'
import { idOf, ofAddress } from '../../signers/signer.ts'
import { signWithPasskey } from '../../signers/passkey.ts'
import { connect, signWithWallet, type Wallet, WalletError } from '../../signers/wallet.ts'
import type { Wish } from '../check.ts'
import { type Description, describe } from '../describe.ts'
import { readSigned } from '../file.ts'
import { type Receipt, send } from '../gateway.ts'
import { digestOf } from '../hash.ts'
import { type Prepared, prepare, prepareGiven } from '../prepare.ts'
import { type Group, groupsOf, isComplete, type Keys, withApproval } from '../rules.ts'
import type { Approval, SignedOperation } from '../types.ts'
import { type Trouble, troubleOf } from '../words.ts'

/** What is to be done: something wished for here, or an operation that others have signed already. */
export type Task = { wish: Wish } | { given: SignedOperation }

/** What is under way, in words, or nothing. */
export type Busy = 'preparing' | 'signing' | 'sending' | undefined

export interface Desk {
  prepared?: Prepared
  description?: Description
  groups: Group[]
  approvals: Approval[]
  busy: Busy
  trouble?: Trouble
  receipt?: Receipt
  /** Whether it can be drafted anew: what others have signed cannot. */
  canRenew: boolean
  /** Drafts anew with the account's present nonce; what was signed is void. */
  renew(): void
  signWithPasskey(): void
  signWithWallet(wallet: Wallet): void
  addFile(text: string): void
  send(): void
}

interface Loaded {
  prepared: Prepared
  description: Description
}

/** @param known keys that may be behind the ids of guardians */
export function useDesk(task: Task, keys: Keys | undefined, known: Hex[], onAccepted: (receipt: Receipt) => void): Desk {
  const [loaded, setLoaded] = useState<Loaded>()
  const [approvals, setApprovals] = useState<Approval[]>('given' in task ? task.given.signatures : [])
  const [busy, setBusy] = useState<Busy>('preparing')
  const [trouble, setTrouble] = useState<Trouble>()
  const [receipt, setReceipt] = useState<Receipt>()
  // Answers to what was left meanwhile are not shown.
  const isShown = useRef(true)
  useEffect(() => () => void (isShown.current = false), [])

  const groups = loaded ? groupsOf(loaded.prepared.operation, keys, known) : []

  async function run(step: Exclude<Busy, undefined>, work: () => Promise<void>): Promise<void> {
    setBusy(step)
    setTrouble(undefined)
    try {
      await work()
    } catch (error) {
      if (isShown.current) setTrouble(troubleOf(error))
    } finally {
      if (isShown.current) setBusy(undefined)
    }
  }

  const load = () =>
    run('preparing', async () => {
      setLoaded(undefined)
      const prepared = 'wish' in task ? await prepare(task.wish) : await prepareGiven(task.given.operation)
      setLoaded({ prepared, description: await describe(prepared.operation) })
    })

  useEffect(() => void load(), [])

  async function deliver(signatures: Approval[]): Promise<void> {
    if (!loaded) return
    await run('sending', async () => {
      const accepted = await send({ operation: loaded.prepared.operation, signatures })
      setReceipt(accepted)
      onAccepted(accepted)
    })
  }

  async function add(sign: (prepared: Prepared) => Promise<Approval[]>): Promise<void> {
    if (!loaded) return
    let signatures = approvals
    let isAdded = false
    await run('signing', async () => {
      signatures = (await sign(loaded.prepared)).reduce(withApproval, approvals)
      setApprovals(signatures)
      isAdded = true
    })
    // Where more may join than must, the user says when it is enough.
    const isOpen = groups.some(({ who }) => who === 'joining')
    if (isAdded && !isOpen && isComplete(groups, signatures)) await deliver(signatures)
  }

  const unsigned = groups.flatMap(({ signers }) => signers).filter((signer) => !approvals.some((by) => by.signer === signer))

  return {
    ...loaded,
    groups,
    approvals,
    busy,
    ...(trouble ? { trouble } : {}),
    ...(receipt ? { receipt } : {}),
    canRenew: 'wish' in task,
    renew() {
      setApprovals('given' in task ? task.given.signatures : [])
      void load()
    },
    signWithPasskey: () =>
      void add(async ({ digest, operation }) => [await signWithPasskey(digest, unsigned, operation.message.name)]),
    signWithWallet: (wallet) =>
      void add(async ({ operation, domain }) => {
        const address = await connect(wallet)
        const signer = ofAddress(address)
        if (!groups.some(({ ids }) => ids.includes(idOf(signer)))) {
          throw new WalletError(`${wallet.name} is at ${address}, which is none of the keys that may sign this. Choose another account there.`)
        }
        return [await signWithWallet(wallet, address, operation, domain)]
      }),
    addFile: (text) =>
      void add(async ({ digest, domain }) => {
        const file = readSigned(text)
        if (digestOf(file.operation, domain) !== digest) {
          throw new Error('This file holds another operation than the one that is shown here.')
        }
        return file.signatures
      }),
    send: () => void deliver(approvals),
  }
}
