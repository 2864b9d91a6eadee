// A name's account on its own chain: the funds at the address that ENS answers are its owner's to spend.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Address, type Hex, keccak256, parseEther } from 'viem'
import { generatePrivateKey } from 'viem/accounts'
import { accountAbi, deployAndSync, stateOf, sync } from './support/account.ts'
import { revertOf } from './support/ask.ts'
import { setResolver } from './support/chain.ts'
import { miniAccount } from './support/derive.ts'
import { handle, installEntryPoint, refusal, userOperation } from './support/entry-point.ts'
import { untilProven } from './support/keystore.ts'
import { type Key, ethereum, webAuthn, webCrypto } from './support/keys.ts'
import { Outbox, outboxOperation } from './support/outbox.ts'
import { Owner, keyWallet } from './support/owner.ts'
import { type Sign, approved, walletOf } from './support/wallet.ts'
import { PARENT, startWorld } from './world.ts'

const world = await startWorld()
const { chain, gateway, provenResolver } = world
after(() => world.stop())
await installEntryPoint(chain)
await setResolver(chain, PARENT, provenResolver)

const { client } = chain
const [relayer, bundler] = [await chain.stranger(), await chain.stranger()]
const SHOP: Address = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'
const WRONG = 'AA24 signature error'

const newKey = () => ethereum(generatePrivateKey())
const pay = (value: bigint) => [{ to: SHOP, value }]
const spent = async () => client.getBalance({ address: SHOP })

/** A name of this key's, in a final commit. */
async function named(label: string, key: Key): Promise<Owner> {
  const owner = await new Owner(gateway, `${label}.${PARENT}`, keyWallet(key)).register()
  await untilProven(gateway)
  return owner
}

/** The same with its account in place, and coins on it. */
async function living(label: string, key: Key): Promise<Owner> {
  const owner = await named(label, key)
  await client.setBalance({ address: miniAccount(owner.name), value: parseEther('1') })
  await deployAndSync(chain, gateway, owner.name, relayer)
  return owner
}

/** Fails unless the account pays the shop. */
async function pays(name: string, key: Key): Promise<void> {
  const before = await spent()
  await handle(chain, await userOperation(await walletOf(chain, gateway, name, key), pay(5n)), bundler)
  assert.equal(await spent(), before + 5n)
}

/** Why the EntryPoint does not let the account pay the shop. */
async function refused(name: string, key: Key, sign?: Sign): Promise<unknown> {
  const wallet = await walletOf(chain, gateway, name, key, sign)
  return refusal(chain, await userOperation(wallet, pay(5n)), bundler)
}

test("what is sent to the address that ENS answers, before anything stands there, is the account's", async () => {
  const key = newKey()
  const { name } = await named('early', key)
  const address = await client.getEnsAddress({ name })
  assert.ok(address)
  const hash = await client.sendTransaction({ account: chain.account, to: address, value: parseEther('1') })
  await client.waitForTransactionReceipt({ hash })
  assert.equal(await client.getCode({ address }), undefined)

  await deployAndSync(chain, gateway, name, relayer)
  assert.equal(await client.getBalance({ address }), parseEther('1'))
  const state = await stateOf(chain, name)
  assert.deepEqual([state.nonce, state.l1ChainId], [1n, 31337n])
  await pays(name, key)
  assert.ok((await client.getBalance({ address })) < parseEther('1') - 5n, 'the account paid for its gas')
})

test("a user operation needs the signature of the name's key", async () => {
  const [key, foreign] = [newKey(), newKey()]
  const { name } = await living('guarded', key)
  assert.equal(await refused(name, foreign), WRONG, 'another signer')
  assert.equal(await refused(name, foreign, (digest) => approved(foreign, digest, key)), WRONG, 'under her name')
  assert.equal(await refused(name, key, () => approved(key, keccak256('0x'))), WRONG, 'of something else')
  await pays(name, key)
})

test('an operation in the outbox is executed without a signature, once', async () => {
  const owner = await living('publisher', newKey())
  const address = miniAccount(owner.name)
  const [published, other] = [
    outboxOperation(31337, address, 1n, [{ target: SHOP, value: 7n, data: '0x' }]),
    outboxOperation(31337, address, 2n, [{ target: SHOP, value: 8n, data: '0x' }]),
  ]
  const stranger = outboxOperation(31337, address, 3n, published.calls)
  const outbox = new Outbox(published, other)
  const execute = (operation = published) =>
    chain.send(address, accountAbi, 'executeFromOutbox', [operation, [], outbox.proof(published)], relayer)
  const fails = (error: string, operation = published) =>
    assert.rejects(execute(operation), (thrown) => {
      assert.equal(revertOf(thrown)?.name, error)
      return true
    })

  await owner.publish(outbox.root)
  await untilProven(gateway)
  await fails('NotInOutbox')
  await sync(chain, gateway, owner.name, relayer)
  await fails('NotInOutbox', stranger)
  await fails('ForAnotherAccount', { ...published, chainId: 1n })
  const before = await spent()
  await execute()
  assert.equal(await spent(), before + 7n)
  await fails('AlreadyExecuted')
  assert.equal(await spent(), before + 7n)
})

test('when the key changes, the old one counts until the account is told, and no longer', async () => {
  const [old, next] = [newKey(), newKey()]
  const owner = await living('rotating', old)
  await owner.rotate(keyWallet(next))
  await untilProven(gateway)
  await pays(owner.name, old)
  assert.equal(await refused(owner.name, next), WRONG)

  await sync(chain, gateway, owner.name, relayer)
  assert.equal(await refused(owner.name, old), WRONG)
  await pays(owner.name, next)
})

for (const [kind, make] of [
  ['a passkey', (secret: Hex) => webAuthn(secret, 'mononym.example')],
  ['a P-256 key', webCrypto],
] as const) {
  test(`${kind} does what any key does`, async () => {
    const [key, foreign] = [make(generatePrivateKey()), make(generatePrivateKey())]
    const { name } = await living(kind.replaceAll(' ', '-').toLowerCase(), key)
    assert.ok((await stateOf(chain, name)).hasP256, 'this chain has P256VERIFY')
    await pays(name, key)
    assert.equal(await refused(name, foreign), WRONG)
    assert.equal(await refused(name, foreign, (digest) => approved(foreign, digest, key)), WRONG)
  })
}
