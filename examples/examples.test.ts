// Every example, run against the real service.
import assert from 'node:assert/strict'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { getAddress, type Hex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { Gateway } from '../tests/clients/support/gateway.ts'
import * as batch from './batch.ts'
import * as followChanges from './follow-changes.ts'
import * as guardiansAndRecovery from './guardians-and-recovery.ts'
import { approve, Mononym, Problem } from './mononym.ts'
import * as passkey from './passkey.ts'
import * as records from './records.ts'
import * as register from './register.ts'
import * as rotate from './rotate.ts'

const gateway = await Gateway.start({ MONONYM_PARENTS: 'mononym.eth,wallet.eth' })
after(() => gateway.stop())

const values = (account: any) =>
  Object.fromEntries(account.records.map((record: any) => [`${record.profile} ${record.key ?? ''}`.trim(), record]))

test('the example of the README', async () => {
  const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')
  const code = /```ts\n([\s\S]*?)```/.exec(readme)![1]!.replace('http://127.0.0.1:8080', gateway.url)
  const file = join(import.meta.dirname, 'readme.generated.ts')
  writeFileSync(file, `${code}\nexport { chains }\n`)
  try {
    const { chains } = (await import(file)) as any
    assert.ok(chains.some((chain: any) => chain.chainId === 1 && chain.address))
    assert.equal((await new Mononym(gateway.url).name('alice.mononym.eth')).nonce, 1)
  } finally {
    rmSync(file)
  }
})

test('register', async () => {
  const { name, address } = await register.main(gateway.url)
  assert.equal(getAddress(address), address)
  const account = await new Mononym(gateway.url).name(name)
  assert.equal(account.nonce, 1)
  assert.equal(values(account)['text url'].value, 'https://example.com')
})

test('records', async () => {
  const account = await records.main(gateway.url)
  assert.deepEqual(Object.keys(values(account)).toSorted(), ['addr 0', 'addr 2147492101', 'contenthash', 'text com.github'])
  assert.equal(values(account)['addr 2147492101'].state, 'none')
  assert.equal(values(account)['addr 0'].value, 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4')
})

test('rotate', async () => {
  const { account, oldKey } = await rotate.main(gateway.url)
  assert.equal(account.threshold, 2)
  assert.equal(account.signers.length, 2)
  assert.equal(oldKey, 'foreign-signer')
  assert.equal(values(account)['text url'].value, 'new')
})

test('guardians and recovery', async () => {
  const { recovery, early, account } = await guardiansAndRecovery.main(gateway.url)
  // The service has a real clock and the shortest delay is a day: that it is too early is all to see.
  assert.equal(early, 'recovery-too-early')
  assert.equal(recovery.joined, false)
  assert.ok(recovery.after > Date.now() / 1000 + 2 * 86_400)
  assert.equal(account.recovery, undefined)
  assert.equal(account.recoveryNonce, 1)
})

test('passkey', async () => {
  const account = await passkey.main(gateway.url)
  assert.match(account.signers[0], /^0x03[0-9a-f]{192}$/)
  assert.equal(values(account)['text url'].value, 'passkey')
})

test('follow changes', async () => {
  const mononym = new Mononym(gateway.url)
  const { name } = await register.main(gateway.url)
  const { operations } = await mononym.get(`/v1/names/${name}/operations`)
  const names = await followChanges.main(gateway.url, operations[0].sequence)
  assert.deepEqual(names.get(name), { signers: (await mononym.name(name)).signers, changes: 1 })
  assert.equal(names.get('mononym.eth')?.changes, 2)
  // At the end it waits, and hears of the next at once.
  const following = followChanges.changes(mononym, operations[0].sequence).next()
  const next = await register.main(gateway.url)
  assert.equal((await following).value.operation.message.name, next.name)
})

test('batch', async () => {
  const parent = 'wallet.eth'
  const registrar = privateKeyToAccount(readFileSync(join(gateway.dataFolder, 'data/registrar.key'), 'utf8').trim() as Hex)
  const mononym = new Mononym(gateway.url)
  // The parent's owner lets nobody register without an API key from now on.
  const token = 3
  const policy = await mononym.draft('SetRegistrar', { name: parent, registrar: registrar.address, policy: token })
  await mononym.send(policy, [await approve(registrar, policy)])
  await assert.rejects(batch.main(gateway.url, parent, undefined), (problem: Problem) => problem.status === 401)

  const issued = await gateway.run('token', 'issue', '--parent', parent, '--key', 'data/registrar.key', '--label', 'Example', '--quota', '5')
  const apiKey = /0x[0-9a-f]{64}/.exec(issued)![0]
  const names = await batch.main(gateway.url, parent, apiKey)
  assert.equal(names.length, 3)
  for (const name of names) assert.equal((await mononym.name(name)).nonce, 1)
  // Two are left of its quota: three more are too many, and so none of them is registered.
  await assert.rejects(batch.main(gateway.url, parent, apiKey), (problem: Problem) => problem.slug === 'token-spent')
})
