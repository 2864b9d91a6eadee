// The address that ENS answers is where the account comes to stand.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { type Address, getAddress, namehash, parseAbi } from 'viem'
import { clients } from './ens/all.ts'
import { deployAccount } from './support/account.ts'
import { miniAccount } from './support/derive.ts'
import { Owner } from './support/owner.ts'
import { deployment } from './support/paths.ts'
import { PARENT, startWorld } from './world.ts'

const world = await startWorld()
const { chain, gateway } = world
const all = clients.map((make) => make(chain))
after(async () => {
  await Promise.all(all.map((client) => client.close()))
  await world.stop()
})

const accountAbi = parseAbi(['function node() view returns (bytes32)', 'function keystore() view returns (address)'])

for (const [index, client] of all.entries()) {
  describe(client.name, () => {
    test('an account deployed by anybody stands where ENS said', async () => {
      const owner = await new Owner(gateway, `owner-${index}.${PARENT}`).register()
      const address = (await client.ethereum(owner.name)) as Address
      assert.equal(await chain.client.getCode({ address }), undefined)

      assert.equal(await deployAccount(chain, owner.name), address)
      assert.notEqual(await chain.client.getCode({ address }), undefined)
      const account = { address, abi: accountAbi } as const
      assert.equal(await chain.client.readContract({ ...account, functionName: 'node' }), namehash(owner.name))
      assert.equal(
        await chain.client.readContract({ ...account, functionName: 'keystore' }),
        deployment.trialKeystore.address,
      )
    })
  })
}

test('what was sent there before is there afterwards', async () => {
  const owner = await new Owner(gateway, `saver.${PARENT}`).register()
  const address = miniAccount(owner.name)
  await chain.client.sendTransaction({ account: chain.account, to: address, value: 7n })
  await deployAccount(chain, owner.name)
  assert.equal(await chain.client.getBalance({ address }), 7n)
})

test('deploying twice does no harm', async () => {
  const owner = await new Owner(gateway, `twice.${PARENT}`).register()
  const address = await deployAccount(chain, owner.name)
  const code = await chain.client.getCode({ address })
  assert.equal(await deployAccount(chain, owner.name), address)
  assert.equal(await chain.client.getCode({ address }), code)
})

test('the service gives the inputs that lead there', async () => {
  const owner = await new Owner(gateway, `inputs.${PARENT}`).register()
  const { body } = await gateway.get(`/v1/names/${owner.name}/addresses`)
  assert.equal(body.node, namehash(owner.name))
  const ethereum = body.chains.find((row: { chainId: number }) => row.chainId === 1)
  const { factory, implementation, keystore, salt } = ethereum.inputs
  assert.equal(getAddress(factory), deployment.factory.address)
  assert.equal(getAddress(implementation), deployment.bootstrap.address)
  assert.equal(getAddress(keystore), deployment.trialKeystore.address)
  assert.equal(salt, namehash(owner.name))
  assert.equal(ethereum.address, miniAccount(owner.name))
})
