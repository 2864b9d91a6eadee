// An account's own signatures, as an app checks them with viem: ERC-1271 by ERC-7739, ERC-6492 before it stands.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { type Hex, concat, hashMessage, isErc6492Signature, size, slice, stringToHex, toHex } from 'viem'
import { generatePrivateKey } from 'viem/accounts'
import { deployAndSync } from './support/account.ts'
import { miniAccount } from './support/derive.ts'
import { untilProven } from './support/keystore.ts'
import { type Key, ethereum, webAuthn } from './support/keys.ts'
import { Owner, keyWallet } from './support/owner.ts'
import { approved, walletOf } from './support/wallet.ts'
import { PARENT, startWorld } from './world.ts'

const world = await startWorld()
const { chain, gateway } = world
const { client } = chain
after(() => world.stop())

const MESSAGE = 'Log in to shop.example'
const ORDER = {
  domain: { name: 'Shop', version: '1', chainId: 31337, verifyingContract: '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed' },
  types: {
    Order: [
      { name: 'ware', type: 'Ware' },
      { name: 'count', type: 'uint256' },
    ],
    Ware: [{ name: 'title', type: 'string' }],
  },
  primaryType: 'Order',
  message: { ware: { title: 'Tea' }, count: 3n },
} as const

/** Names of one key, in a final commit. */
async function named(key: Key, ...labels: string[]): Promise<string[]> {
  const owners = labels.map((label) => new Owner(gateway, `${label}.${PARENT}`, keyWallet(key)))
  for (const owner of owners) await owner.register()
  await untilProven(gateway)
  return owners.map(({ name }) => name)
}

const isMessageOf = (name: string, signature: Hex, message = MESSAGE) =>
  client.verifyMessage({ address: miniAccount(name), message, signature })
const isOrderOf = (name: string, signature: Hex, count: bigint = ORDER.message.count) =>
  client.verifyTypedData({
    ...ORDER,
    message: { ...ORDER.message, count },
    address: miniAccount(name),
    signature,
  })

const kinds = {
  "a wallet's key": ethereum,
  'a passkey': (secret: Hex) => webAuthn(secret, 'mononym.example'),
}
for (const [index, [kind, make]] of Object.entries(kinds).entries()) {
  describe(kind, async () => {
    const key = make(generatePrivateKey())
    const foreign = make(generatePrivateKey())

    test('signs messages and typed data for a deployed account', async () => {
      const [name = ''] = await named(key, `deployed-${index}`)
      await deployAndSync(chain, gateway, name, await chain.stranger())
      const wallet = await walletOf(chain, gateway, name, key)
      const signature = await wallet.signMessage({ message: MESSAGE })
      assert.ok(!isErc6492Signature(signature))
      assert.ok(await isMessageOf(name, signature))
      assert.ok(!(await isMessageOf(name, signature, `${MESSAGE}!`)), 'another message')

      const ordered = await wallet.signTypedData(ORDER)
      assert.ok(await isOrderOf(name, ordered))
      assert.ok(!(await isOrderOf(name, ordered, 4n)), 'another order')

      const stranger = await walletOf(chain, gateway, name, foreign)
      assert.ok(!(await isMessageOf(name, await stranger.signMessage({ message: MESSAGE }))))
      assert.ok(!(await isOrderOf(name, await stranger.signTypedData(ORDER))))
      const bare = await approved(key, hashMessage(MESSAGE))
      assert.ok(!(await isMessageOf(name, bare)), 'the hash itself, which would be good for any account of the key')
    })

    test('signs types in any order, if the signature names them in the order of EIP-712', async () => {
      const [name = ''] = await named(key, `ordered-${index}`)
      await deployAndSync(chain, gateway, name, await chain.stranger())
      const wallet = await walletOf(chain, gateway, name, key)
      const { ware, count } = ORDER.message
      const order = {
        ...ORDER,
        types: { Order: [{ name: 'item', type: 'Item' }, ORDER.types.Order[1]], Item: ORDER.types.Ware },
        message: { item: ware, count },
      } as const
      // viem writes the primary type first (ERC-7739's implicit mode), EIP-712 sorts them.
      const written = 'Order(Item item,uint256 count)Item(string title)'
      const sorted = stringToHex('Item(string title)Order(Item item,uint256 count)Order')
      const wrapped = await wallet.signTypedData(order)
      const start = slice(wrapped, 0, size(wrapped) - written.length - 2)
      const signature = concat([start, sorted, toHex(size(sorted), { size: 2 })])
      assert.ok(await client.verifyTypedData({ ...order, address: miniAccount(name), signature }))
    })

    test('signs for an account that does not stand yet', async () => {
      const [name = ''] = await named(key, `undeployed-${index}`)
      const wallet = await walletOf(chain, gateway, name, key)
      const signature = await wallet.signMessage({ message: MESSAGE })
      assert.ok(isErc6492Signature(signature))
      assert.ok(await isMessageOf(name, signature))
      assert.ok(!(await isMessageOf(name, signature, `${MESSAGE}!`)), 'another message')
      const ordered = await wallet.signTypedData(ORDER)
      assert.ok(await isOrderOf(name, ordered))
      assert.ok(!(await isOrderOf(name, ordered, 4n)), 'another order')

      const stranger = await walletOf(chain, gateway, name, foreign)
      assert.ok(!(await isMessageOf(name, await stranger.signMessage({ message: MESSAGE }))))
      assert.equal(await client.getCode({ address: miniAccount(name) }), undefined, 'checking leaves nothing behind')
    })

    test('signs for one account only, though it has another', async () => {
      const [name = '', twin = ''] = await named(key, `one-${index}`, `twin-${index}`)
      const payer = await chain.stranger()
      for (const each of [name, twin]) await deployAndSync(chain, gateway, each, payer)
      const wallet = await walletOf(chain, gateway, name, key)
      const signature = await wallet.signMessage({ message: MESSAGE })
      const ordered = await wallet.signTypedData(ORDER)
      assert.ok(await isMessageOf(name, signature))
      assert.ok(await isOrderOf(name, ordered))
      assert.ok(!(await isMessageOf(twin, signature)))
      assert.ok(!(await isOrderOf(twin, ordered)))
    })
  })
}
