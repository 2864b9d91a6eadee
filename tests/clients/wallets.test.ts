// Operations signed by two wallet libraries, and what becomes of those that are not as signed.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { ethersWallet, inAnHour, Owner, viemWallet } from './support/owner.ts'
import { miniAccount } from './support/derive.ts'
import { address, contenthash, text } from './support/records.ts'
import { PARENT, startWorld } from './world.ts'

const world = await startWorld()
const { gateway } = world
after(() => world.stop())

const post = (path: string, body: unknown) => gateway.post(`/v1/names${path}`, body)

for (const [library, wallet] of Object.entries({ viem: viemWallet, ethers: ethersWallet })) {
  describe(`signed by ${library}`, () => {
    let serial = 0
    const owner = () => new Owner(gateway, `${library}-${serial++}.${PARENT}`, wallet())

    test('a registration with records, then a change', async () => {
      const alice = await owner().register(text('url', 'https://one.example'), contenthash('0xe30101'))
      await alice.set(text('url', 'https://two.example'), address(0, '0x76a914' + '11'.repeat(20) + '88ac' as `0x${string}`))

      const { status, body } = await gateway.get(`/v1/names/${alice.name}`)
      assert.equal(status, 200)
      assert.deepEqual(body.signers, [alice.wallet.signer])
      assert.equal(body.nonce, 2)
      const values = Object.fromEntries(
        body.records.map(({ profile, key, value }: Record<string, string>) => [`${profile} ${key ?? ''}`.trim(), value]),
      )
      assert.equal(values['text url'], 'https://two.example')
      assert.equal(values.contenthash, '0xe30101')
      assert.equal(Object.keys(values).length, 3)
      assert.equal(await world.chain.client.getEnsText({ name: alice.name, key: 'url' }), 'https://two.example')
    })

    test('an operation with anything altered is another, which nobody signed', async () => {
      const alice = owner()
      const signed = await alice.signed('Register', alice.registration([text('url', 'https://alice.example')]))
      const alterations = {
        name: `other-${alice.name}`,
        deadline: signed.operation.message.deadline as number + 1,
        recoveryDelay: 86_400,
        implementation: '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
        records: [text('url', 'https://mallory.example')],
      }
      for (const [field, value] of Object.entries(alterations)) {
        const message = { ...signed.operation.message, [field]: value }
        const { status, body } = await post('', { ...signed, operation: { ...signed.operation, message } })
        assert.deepEqual([status, body.slug], [422, 'bad-signature'], `${field} altered: ${JSON.stringify(body)}`)
      }
      assert.equal((await gateway.get(`/v1/names/${alice.name}`)).status, 404)
      assert.equal((await post('', signed)).status, 201, 'as it was signed')
    })

    test('no operation counts twice', async () => {
      const alice = await owner().register()
      const message = { name: alice.name, nonce: 1, deadline: inAnHour(), records: [text('url', 'https://one.example')] }
      const signed = await alice.signed('SetRecords', message)
      const path = `/${alice.name}/operations`
      const first = await post(path, signed)
      assert.equal(first.status, 200)
      await alice.set(text('url', 'https://two.example'))
      assert.deepEqual(await post(path, signed), first, 'one change and one answer')
      assert.equal(await world.chain.client.getEnsText({ name: alice.name, key: 'url' }), 'https://two.example')
    })

    test("nobody else's key changes a name or takes it", async () => {
      const alice = await owner().register(text('url', 'https://alice.example'))
      const mallory = new Owner(gateway, alice.name, wallet())
      const taken = await post('', await mallory.signed('Register', mallory.registration()))
      assert.deepEqual([taken.status, taken.body.slug], [409, 'taken'])

      const message = { name: alice.name, nonce: 1, deadline: inAnHour(), records: [text('url', 'https://mallory.example')] }
      const foreign = await post(`/${alice.name}/operations`, await mallory.signed('SetRecords', message))
      assert.deepEqual([foreign.status, foreign.body.slug], [403, 'foreign-signer'])
      assert.equal(await world.chain.client.getEnsText({ name: alice.name, key: 'url' }), 'https://alice.example')
    })

    test('a name under a foreign parent, or not normalised, or past its deadline, is refused', async () => {
      const refused = async (name: string, changes: object, expected: [number, string]) => {
        const alice = new Owner(gateway, name, wallet())
        const { status, body } = await post('', await alice.signed('Register', { ...alice.registration(), ...changes }))
        assert.deepEqual([status, body.slug], expected, JSON.stringify(body))
      }
      await refused('vitalik.eth', {}, [422, 'foreign-parent'])
      await refused(`Alice.${PARENT}`, {}, [422, 'name-not-normalized'])
      await refused(`late-${library}.${PARENT}`, { deadline: 1 }, [422, 'expired'])
      await refused(`early-${library}.${PARENT}`, { nonce: 1 }, [409, 'wrong-nonce'])
    })
  })
}

test('the command line registers, changes and resolves', async () => {
  const name = `cli.${PARENT}`
  const key = 'alice.key'
  await gateway.run('register', name, '--key', key, '--text', 'url=https://one.example?a=b')
  assert.match(await gateway.run('resolve', name, '--text', 'url'), /^https:\/\/one\.example\?a=b\s*$/m)
  await gateway.run('account', 'set', name, '--key', key, '--text', 'url=https://two.example', '--contenthash', '0xe30101')
  assert.match(await gateway.run('resolve', name, '--text', 'url'), /https:\/\/two\.example/)
  assert.match(await gateway.run('resolve', name, '--contenthash'), /0xe30101/)
  assert.match(await gateway.run('resolve', name), new RegExp(miniAccount(name)))
  assert.equal(await world.chain.client.getEnsAddress({ name }), miniAccount(name))
  await assert.rejects(gateway.run('register', name, '--key', 'other.key'), /taken/)
})
