// The same name on a second chain, which learns of it by roots that come from L1 as messages.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Account, type Address, parseEther } from 'viem'
import { generatePrivateKey } from 'viem/accounts'
import { deployAndSync, stateOf, sync } from './support/account.ts'
import { revertOf } from './support/ask.ts'
import { miniAccount } from './support/derive.ts'
import { handle, installEntryPoint, refusal, userOperation } from './support/entry-point.ts'
import { untilProven } from './support/keystore.ts'
import { type Key, ethereum, webAuthn } from './support/keys.ts'
import { Owner, keyWallet } from './support/owner.ts'
import { type Root, alias, bringRoot, deliver, latestRoot, messengersOf, push, startRollup } from './support/rollup.ts'
import { type Sign, approved, walletOf } from './support/wallet.ts'
import { PARENT, startWorld } from './world.ts'

const [world, rollup] = await Promise.all([startWorld(), startRollup()])
const { chain: l1, gateway } = world
after(() => Promise.all([world.stop(), rollup.stop()]))
await installEntryPoint(l1)

const SHOP: Address = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'
const [relayer, bundler] = [await rollup.stranger(), await rollup.stranger()]
const newKey = () => ethereum(generatePrivateKey())

async function named(label: string, key: Key): Promise<Owner> {
  const owner = await new Owner(gateway, `${label}.${PARENT}`, keyWallet(key)).register()
  await untilProven(gateway)
  return owner
}

/** The name's operation on the rollup, which pays the shop. */
async function payment(name: string, key: Key, sign?: Sign) {
  return userOperation(await walletOf(rollup, gateway, name, key, sign), [{ to: SHOP, value: 5n }])
}

/** Fails unless the account on the rollup pays the shop. */
async function pays(name: string, key: Key): Promise<void> {
  const before = await rollup.client.getBalance({ address: SHOP })
  await handle(rollup, await payment(name, key), bundler)
  assert.equal(await rollup.client.getBalance({ address: SHOP }), before + 5n)
}

/** Fails unless the rollup's oracle refuses a root from somebody. */
async function refusedRoot(error: string, root: Root, account: Account | Address): Promise<void> {
  await assert.rejects(rollup.client.simulateContract({ ...push(root), account }), (thrown) => {
    assert.equal(revertOf(thrown)?.name, error, String(thrown))
    return true
  })
}

test('a root counts when both its messengers on L1 have said it, and nobody else', async () => {
  await named('first', newKey())
  const root = await latestRoot(l1)
  const messengers = await messengersOf(l1, root)
  const [first, second] = messengers
  assert.ok(first !== undefined && second !== undefined && first !== second)
  await assert.rejects(latestRoot(rollup), (thrown) => revertOf(thrown)?.name === 'NoRoot')

  for (const messenger of messengers) await refusedRoot('NotMessenger', root, messenger)
  await refusedRoot('NotMessenger', root, relayer)
  await refusedRoot('NotMessenger', root, alias(relayer.address))
  const forged = { ...root, root: `0x${'11'.repeat(32)}` } as const
  for (const messenger of messengers) await refusedRoot('NotMessenger', forged, alias(messenger))

  await deliver(rollup, second, root)
  await assert.rejects(latestRoot(rollup), (thrown) => revertOf(thrown)?.name === 'NoRoot', 'one does not suffice')
  await deliver(rollup, second, root)
  await assert.rejects(latestRoot(rollup), (thrown) => revertOf(thrown)?.name === 'NoRoot', 'nor the same one twice')
  await deliver(rollup, first, root)
  assert.deepEqual(await latestRoot(rollup), root)
  await refusedRoot('OlderRoot', root, alias(first))
})

test('an old root is refused even from its messengers', async () => {
  await named('second', newKey())
  const old = await latestRoot(l1)
  const messengers = await messengersOf(l1, old)
  await named('third', newKey())
  await bringRoot(l1, rollup)
  for (const messenger of messengers) await refusedRoot('OlderRoot', old, alias(messenger))
})

test('one name has one account: the same address, and the same key spends there', async () => {
  const key = newKey()
  const { name } = await named('alice', key)
  const address = miniAccount(name)
  for (const { client } of [l1, rollup]) await client.setBalance({ address, value: parseEther('1') })
  await bringRoot(l1, rollup)
  await deployAndSync(l1, gateway, name, await l1.stranger())
  await deployAndSync(rollup, gateway, name, relayer)

  const code = await rollup.client.getCode({ address })
  assert.ok(code !== undefined)
  assert.equal(code, await l1.client.getCode({ address }))
  const state = await stateOf(rollup, name)
  assert.deepEqual([state.nonce, state.l1ChainId], [1n, 31337n])
  await pays(name, key)
  assert.equal(await refusal(rollup, await payment(name, newKey()), bundler), 'AA24 signature error')
})

test('an operation for one chain is none on another', async () => {
  const key = newKey()
  const { name } = await named('twin', key)
  for (const { client } of [l1, rollup]) await client.setBalance({ address: miniAccount(name), value: parseEther('1') })
  await bringRoot(l1, rollup)
  const l1Bundler = await l1.stranger()
  await deployAndSync(l1, gateway, name, l1Bundler)
  await deployAndSync(rollup, gateway, name, relayer)

  const operation = await payment(name, key)
  assert.equal(await refusal(l1, operation, l1Bundler), 'AA24 signature error')
  await handle(rollup, operation, bundler)
})

test('a changed key counts once the root that shows it is here and the account is told', async () => {
  const [old, next] = [newKey(), newKey()]
  const owner = await named('rotating', old)
  const { name } = owner
  await rollup.client.setBalance({ address: miniAccount(name), value: parseEther('1') })
  await bringRoot(l1, rollup)
  await deployAndSync(rollup, gateway, name, relayer)

  await owner.rotate(keyWallet(next))
  await untilProven(gateway)
  await assert.rejects(sync(rollup, gateway, name, relayer), (thrown) => revertOf(thrown)?.name === 'WrongRoot')
  await bringRoot(l1, rollup)
  await pays(name, old)
  await sync(rollup, gateway, name, relayer)
  assert.equal(await refusal(rollup, await payment(name, old), bundler), 'AA24 signature error')
  await pays(name, next)
})

test('a passkey does the same on a chain without P256VERIFY', async () => {
  const [key, foreign] = [generatePrivateKey(), generatePrivateKey()].map((secret) => webAuthn(secret, 'mononym.example'))
  assert.ok(key !== undefined && foreign !== undefined)
  const { name } = await named('passkey', key)
  await rollup.client.setBalance({ address: miniAccount(name), value: parseEther('1') })
  await bringRoot(l1, rollup)
  await deployAndSync(rollup, gateway, name, relayer)
  assert.ok(!(await stateOf(rollup, name)).hasP256)
  await pays(name, key)
  const posing = await payment(name, foreign, (digest) => approved(foreign, digest, key))
  for (const operation of [await payment(name, foreign), posing]) {
    assert.equal(await refusal(rollup, operation, bundler), 'AA24 signature error')
  }
})
