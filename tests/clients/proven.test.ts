// Proven answers: the resolver on L1 believes the Keystore's root, and no gateway.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Address, type Hex, decodeFunctionResult, encodeFunctionData, namehash, parseAbi, toHex } from 'viem'
import { clients } from './ens/all.ts'
import { ask, askAddress, revertOf } from './support/ask.ts'
import { setResolver } from './support/chain.ts'
import { miniAccount } from './support/derive.ts'
import { Forger, foreign, forgedRecord, honest, signedBy, signingKey } from './support/forger.ts'
import { untilProven } from './support/keystore.ts'
import { Owner } from './support/owner.ts'
import { text } from './support/records.ts'
import { PARENT, resolverAbi, startWorld } from './world.ts'

const world = await startWorld()
const { chain, gateway, resolver, provenResolver } = world
const forger = await Forger.start(gateway.url)
const all = clients.map((make) => make(chain))
after(async () => {
  await Promise.all(all.map((client) => client.close()))
  forger.stop()
  await world.stop()
})

const profile = parseAbi(['function text(bytes32 node, string key) view returns (string)'])
const alice = await new Owner(gateway, `alice.${PARENT}`).register()
await alice.set(text('url', 'https://mononym.example'))
const mallory = await new Owner(gateway, `mally.${PARENT}`).register()
await untilProven(gateway)

const textOf = async (address: Address, name: string, key: string): Promise<string> => {
  const call = encodeFunctionData({ abi: profile, functionName: 'text', args: [namehash(name), key] })
  return decodeFunctionResult({ abi: profile, functionName: 'text', data: await ask(chain, address, name, call) })
}

async function refusedWith(error: string): Promise<void> {
  await assert.rejects(askAddress(chain, provenResolver, alice.name), (thrown: Error) => {
    assert.equal(revertOf(thrown)?.name, error, thrown.message)
    return true
  })
}

test('both resolvers say the same, of a name and of none', async () => {
  for (const address of [resolver, provenResolver]) {
    assert.equal(await askAddress(chain, address, alice.name), miniAccount(alice.name))
    assert.equal(await askAddress(chain, address, `nobody.${PARENT}`), '0x0000000000000000000000000000000000000000')
    assert.equal(await textOf(address, alice.name, 'url'), 'https://mononym.example')
  }
})

test('a change is proven once it is committed', async () => {
  await alice.set(text('url', 'https://second.example'))
  await untilProven(gateway)
  assert.equal(await textOf(provenResolver, alice.name, 'url'), 'https://second.example')
})

test('with the stolen key of the gateway, a forger deceives the signed resolver and not the proven one', async () => {
  const target = miniAccount(mallory.name)
  for (const address of [resolver, provenResolver]) {
    await chain.send(address, resolverAbi, 'setGateways', [[forger.url]])
  }
  forger.lie = honest
  assert.equal(await askAddress(chain, provenResolver, alice.name), miniAccount(alice.name), 'handed on as it is')

  forger.lie = signedBy(signingKey(gateway), target, resolver)
  assert.equal(await askAddress(chain, resolver, alice.name), target, 'whoever has the key is believed')
  forger.lie = forgedRecord(target)
  await refusedWith('WrongRoot')
  forger.lie = foreign(target, provenResolver)
  await refusedWith('MalformedResponse')
  // The truth about another name.
  forger.lie = async (_, question) => {
    const other = question
      .replaceAll(toHex('alice').slice(2), toHex('mally').slice(2))
      .replaceAll(namehash(alice.name).slice(2), namehash(mallory.name).slice(2))
    const body = JSON.stringify({ data: other, sender: provenResolver })
    const real = await fetch(`${gateway.url}/${provenResolver}`, { method: 'POST', body })
    return ((await real.json()) as { data: Hex }).data
  }
  await refusedWith('WrongRoot')
  // A bit of the account.
  forger.lie = (answer) => {
    const at = answer.length - 300
    const digit = answer[at] === '0' ? '1' : '0'
    return `${answer.slice(0, at)}${digit}${answer.slice(at + 1)}` as Hex
  }
  await assert.rejects(askAddress(chain, provenResolver, alice.name))

  for (const address of [resolver, provenResolver]) {
    await chain.send(address, resolverAbi, 'setGateways', [[gateway.url]])
  }
})

test('every ENS client gets proven answers, unchanged', async () => {
  await setResolver(chain, PARENT, provenResolver)
  for (const client of all) {
    assert.equal(await client.ethereum(alice.name), miniAccount(alice.name), client.name)
    assert.equal(await client.evm(alice.name, 8453), miniAccount(alice.name), client.name)
    assert.equal(await client.text(alice.name, 'url'), 'https://second.example', client.name)
    assert.equal(await client.text(`nobody.${PARENT}`, 'url'), null, client.name)
  }
  await setResolver(chain, PARENT, resolver)
})

test('the command line checks proofs on L1, and audits what is there', async () => {
  const l1 = ['--l1', chain.url]
  const address = (await gateway.run('resolve', alice.name, '--proven', ...l1)).trim()
  assert.equal(address, miniAccount(alice.name))
  const proof = await gateway.run('proof', alice.name, '--text', 'url', ...l1)
  assert.match(proof, /^https:\/\/second\.example\nproven under root 0x[0-9a-f]{64}\nwhich L1 has as commit \d+/)
  const audited = await gateway.command('audit', ...l1)
  assert.match(audited, /^.*Every root on L1 follows from signed operations/ms)
})
