// A gateway that lies: the contract refuses its answers, whatever the client.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { BaseError, ContractFunctionRevertedError, namehash, toHex } from 'viem'
import { packetToBytes } from 'viem/ens'
import { clients } from './ens/all.ts'
import { miniAccount } from './support/derive.ts'
import { Forger, type Lie, altered, foreign, honest, swapped } from './support/forger.ts'
import { Owner } from './support/owner.ts'
import { artifact } from './support/paths.ts'
import { PARENT, resolverAbi, startWorld } from './world.ts'

const world = await startWorld()
const { chain, gateway, resolver } = world
const forger = await Forger.start(gateway.url)
const all = clients.map((make) => make(chain))
after(async () => {
  await Promise.all(all.map((client) => client.close()))
  forger.stop()
  await world.stop()
})

const alice = await new Owner(gateway, `alice.${PARENT}`).register()
const mallory = await new Owner(gateway, `mally.${PARENT}`).register()
await chain.send(resolver, resolverAbi, 'setGateways', [[forger.url]])

/** Asks for Mallory instead of Alice: both labels are five letters, so names are swapped in place. */
const forMallory: (question: `0x${string}`) => `0x${string}` = (question) =>
  question
    .replace(toHex('alice').slice(2), toHex('mally').slice(2))
    .replace(namehash(alice.name).slice(2), namehash(mallory.name).slice(2)) as `0x${string}`

const target = miniAccount(mallory.name)
const LIES: Record<string, Lie> = {
  'an altered answer': altered(target),
  'an answer signed by a foreign key': foreign(target, resolver),
  'the signed answer to another question': swapped(gateway.url, resolver, forMallory),
}

test('handed on as it is, an answer is taken', async () => {
  forger.lie = honest
  for (const client of all) assert.equal(await client.ethereum(alice.name), miniAccount(alice.name), client.name)
})

for (const [what, lie] of Object.entries(LIES)) {
  describe(what, () => {
    before(() => {
      forger.lie = lie
    })

    test('the contract says that it knows no such signer', async () => {
      const { abi } = artifact('SignedResolver')
      const call = '0x3b3b57de' + namehash(alice.name).slice(2)
      const args = [toHex(packetToBytes(alice.name)), call]
      const asked = chain.client.readContract({ address: resolver, abi, functionName: 'resolve', args })
      await assert.rejects(asked, (error: BaseError) => {
        const revert = error.walk((cause) => cause instanceof ContractFunctionRevertedError)
        assert.equal((revert as ContractFunctionRevertedError | null)?.data?.errorName, 'UnknownSigner', error.message)
        return true
      })
    })

    for (const client of all) {
      test(`${client.name} gives no address`, async () => {
        const before = forger.methods.length
        // Some throw, some say null: never the forger's address, never Alice's by luck.
        assert.equal(await client.ethereum(alice.name).catch(() => null), null)
        assert.ok(forger.methods.length > before, 'the forger was not asked')
      })
    }
  })
}
