// What changes is seen, by every client: records, and the key that signs.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { generatePrivateKey, privateKeyToAddress } from 'viem/accounts'
import { clients } from './ens/all.ts'
import { miniAccount } from './support/derive.ts'
import { Forger } from './support/forger.ts'
import { Owner } from './support/owner.ts'
import { address, nothing, text, unset } from './support/records.ts'
import { PARENT, resolverAbi, startWorld } from './world.ts'

const world = await startWorld()
const { chain, gateway, resolver } = world
const all = clients.map((make) => make(chain))
after(async () => {
  await Promise.all(all.map((client) => client.close()))
  await world.stop()
})

/** What every client answers, which must be the same. */
async function everybody(ask: (client: (typeof all)[number]) => Promise<string | null>) {
  const answers = await Promise.all(all.map(ask))
  const different = new Set(answers)
  assert.equal(different.size, 1, `the clients differ: ${answers.join(', ')}`)
  return answers[0] ?? null
}

test('a change of a record is seen at once', async () => {
  const owner = new Owner(gateway, `changing.${PARENT}`)
  const url = () => everybody((client) => client.text(owner.name, 'url'))
  assert.equal(await url(), null, 'not registered')

  await owner.register(text('url', 'https://one.example'))
  assert.equal(await url(), 'https://one.example')
  await owner.set(text('url', 'https://two.example'))
  assert.equal(await url(), 'https://two.example')
  await owner.set(unset(text('url', '')))
  assert.equal(await url(), null, 'unset')
})

test("an address goes from derived to the owner's, to none, and back", async () => {
  const owner = await new Owner(gateway, `moving.${PARENT}`).register()
  const ethereum = () => everybody((client) => client.ethereum(owner.name))
  const elsewhere = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'
  assert.equal(await ethereum(), miniAccount(owner.name))

  await owner.set(address(60, elsewhere))
  assert.equal(await ethereum(), elsewhere)
  await owner.set(nothing(address(60, '0x')))
  assert.equal(await ethereum(), null)
  await owner.set(unset(address(60, '0x')))
  assert.equal(await ethereum(), miniAccount(owner.name))
})

test('a gateway that is down is passed over', async () => {
  const owner = await new Owner(gateway, `steady.${PARENT}`).register()
  const down = await Forger.start(gateway.url)
  await chain.send(resolver, resolverAbi, 'setGateways', [[down.url, gateway.url]])
  down.stop()
  assert.equal(await everybody((client) => client.ethereum(owner.name)), miniAccount(owner.name))
  await chain.send(resolver, resolverAbi, 'setGateways', [[gateway.url]])
})

test("the signer changes without a lookup failing; the old one's answers are refused afterwards", async () => {
  const owner = await new Owner(gateway, `rotating.${PARENT}`).register()
  const resolves = async (when: string) => {
    const answer = await everybody((client) => client.ethereum(owner.name))
    assert.equal(answer, miniAccount(owner.name), when)
  }
  const first = await gateway.signer()
  await resolves('with the first signer')

  const key = generatePrivateKey()
  const second = privateKeyToAddress(key)
  const file = join(gateway.dataFolder, 'second.key')
  writeFileSync(file, key, { mode: 0o600 })

  await chain.send(resolver, resolverAbi, 'addSigner', [second])
  await resolves('when the contract takes both')
  await gateway.restart({ MONONYM_SIGNER_KEY: file })
  assert.equal(await gateway.signer(), second)
  await resolves('when the service signs with the second')
  await chain.send(resolver, resolverAbi, 'removeSigner', [first])
  await resolves('when the contract takes only the second')

  await gateway.restart({ MONONYM_SIGNER_KEY: join(gateway.dataFolder, 'data/signer.key') })
  assert.equal(await gateway.signer(), first)
  for (const client of all) {
    const answer = await client.ethereum(owner.name).catch(() => null)
    assert.equal(answer, null, `${client.name} took an answer of a signer that was removed`)
  }
})
