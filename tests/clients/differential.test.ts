// The signed and the proven resolver give the same answers: thousands of random calls about random
// accounts, through both.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Address, type Hex, zeroHash } from 'viem'
import { ask, revertOf } from './support/ask.ts'
import { untilProven } from './support/keystore.ts'
import { Owner } from './support/owner.ts'
import { Random } from './support/random.ts'
import { PARENT, startWorld } from './world.ts'

const SEED = Number(process.env.SEED ?? 20261124)
const ACCOUNTS = 150
const CALLS = Number(process.env.CALLS ?? 3000)
const AT_ONCE = 16

const world = await startWorld()
const { chain, gateway, resolver, provenResolver } = world
after(() => world.stop())

const random = new Random(SEED)
const owners = Array.from({ length: ACCOUNTS }, (_, index) => new Owner(gateway, `name${index}.${PARENT}`))
const registrations = owners.map((owner) => {
  // A call without a node is no record.
  const records = random.records(random.below(24)).filter(({ call }) => call.length >= 74)
  return owner.signed('Register', owner.registration(records))
})
for (let from = 0; from < ACCOUNTS; from += 50) {
  const batch = await Promise.all(registrations.slice(from, from + 50))
  const { status, body } = await gateway.post('/v1/names/batch', { registrations: batch })
  assert.equal(status, 201, JSON.stringify(body))
}
// Some are frozen, so that they answer nothing.
for (const owner of owners.slice(0, 5)) await owner.freeze()
await untilProven(gateway)

/** What a resolver gives: an answer, or an error with its arguments. */
async function outcome(address: Address, name: string, call: Hex): Promise<string> {
  try {
    return await ask(chain, address, name, call)
  } catch (error) {
    const revert = revertOf(error)
    // An error of the transport is none of the contract's.
    if (revert === undefined) throw error
    return `${revert.name}(${revert.args.join()})`
  }
}

test(`${CALLS} random calls about ${ACCOUNTS} random accounts are answered alike`, async () => {
  const kinds = new Map<string, number>()
  const count = (kind: string) => kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
  const others = [PARENT, `nobody.${PARENT}`, `a.b.c.${PARENT}`]
  const questions = Array.from({ length: CALLS }, () => {
    const name = random.below(12) === 0 ? random.pick(others) : random.pick(owners).name
    return { name, call: random.call() }
  })
  const worker = async () => {
    for (let next = questions.pop(); next !== undefined; next = questions.pop()) {
      const { name, call } = next
      const [signed, proven] = await Promise.all([
        outcome(resolver, name, call),
        outcome(provenResolver, name, call),
      ])
      assert.equal(proven, signed, `seed ${SEED}: ${call} of ${name}`)
      count(signed.startsWith('0x') ? (/^0x0*(20|40)?0*$/.test(signed) ? 'empty' : 'answered') : 'refused')
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  console.log(`    ${[...kinds].map(([kind, number]) => `${number} ${kind}`).join(', ')}`)
  for (const kind of ['empty', 'answered', 'refused']) {
    assert.ok((kinds.get(kind) ?? 0) > CALLS / 100, `${kind}: too few to tell`)
  }
})

test('supportedDataKeys is what cannot be proven', async () => {
  const call: Hex = `0x29fb1892${zeroHash.slice(2)}`
  const { name } = owners[7] as Owner
  assert.match(await outcome(resolver, name, call), /^0x/)
  assert.equal(await outcome(provenResolver, name, call), 'UnsupportedResolverProfile(0x29fb1892)')
})
