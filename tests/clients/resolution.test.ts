// Every client resolves every kind of record, and tells what is not there from what is wrong.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { clients } from './ens/all.ts'
import { evmCoinType } from './ens/client.ts'
import { miniAccount } from './support/derive.ts'
import { Owner } from './support/owner.ts'
import { address, contenthash, nothing, text } from './support/records.ts'
import { BITCOIN, IPFS } from './support/samples.ts'
import { PARENT, STRANGER, startWorld } from './world.ts'

const world = await startWorld()
const all = clients.map((make) => make(world.chain))
after(async () => {
  await Promise.all(all.map((client) => client.close()))
  await world.stop()
})

/** Keys that break naive gateways: quotes, brackets, a statement of SQL, other scripts, emoji. */
const TEXTS = {
  url: 'https://example.com/?a=b&c="d"',
  'agent-registration[0x8004a169][1]': '1',
  'it\'s "quoted"; DROP TABLE records; --': "it's still here",
  'ключ 鍵 🔑': 'значение 値 🎁\n\tsecond line',
}

/** The factory can be placed there, and the Keystore's root gets there. */
const RECEIVABLE = [1, 10, 8453, 42161, 324]
/** The rule holds, but no root gets there: Polygon, Avalanche, Linea. */
const NOT_RECEIVABLE = [137, 43114, 59144]
const UNLISTED = 31338

const LONG = `${'long-'.repeat(12)}label.${PARENT}`
const EMOJI = `müller🚀.${PARENT}`
/** ENSIP-19's coin type of the default address. */
const DEFAULT = 0x80000000
const ELSEWHERE = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'

const alice = await new Owner(world.gateway, `alice.${PARENT}`).register(
  ...Object.entries(TEXTS).map(([key, value]) => text(key, value)),
  address(0, BITCOIN.bytes),
  contenthash(IPFS.bytes),
)
const bob = await new Owner(world.gateway, `bob.${PARENT}`).register(
  address(evmCoinType(8453), ELSEWHERE),
  address(evmCoinType(137), ELSEWHERE),
  nothing(address(evmCoinType(10), '0x')),
)
const carol = await new Owner(world.gateway, `carol.${PARENT}`).register(address(DEFAULT, ELSEWHERE))
for (const name of [LONG, EMOJI]) await new Owner(world.gateway, name).register()

for (const client of all) {
  describe(`${client.name}, by the ${client.route}`, () => {
    test('the address on Ethereum is the mini-account', async () => {
      assert.equal(await client.ethereum(alice.name), miniAccount(alice.name))
    })

    for (const chainId of RECEIVABLE) {
      test(`so it is on chain ${chainId}`, async () => {
        assert.equal(await client.evm(alice.name, chainId), miniAccount(alice.name))
      })
    }

    for (const chainId of [...NOT_RECEIVABLE, UNLISTED]) {
      test(`no address on chain ${chainId}, where nobody could reach it`, async () => {
        assert.equal(await client.evm(alice.name, chainId), null)
      })
    }

    test("the owner's own address comes first, wherever it is", async () => {
      assert.equal(await client.evm(bob.name, 8453), ELSEWHERE)
      assert.equal(await client.evm(bob.name, 137), ELSEWHERE)
      assert.equal(await client.evm(bob.name, 10), null)
      assert.equal(await client.ethereum(bob.name), miniAccount(bob.name))
    })

    test("the owner's default address holds where nothing is derived", async () => {
      assert.equal(await client.evm(carol.name, 10), miniAccount(carol.name))
      assert.equal(await client.evm(carol.name, 137), ELSEWHERE)
      assert.equal(await client.evm(carol.name, UNLISTED), ELSEWHERE)
    })

    test('a Bitcoin address', async () => {
      assert.equal(await client.bitcoin(alice.name), BITCOIN.text)
    })

    test('texts under any key', async () => {
      for (const [key, value] of Object.entries(TEXTS)) {
        assert.equal(await client.text(alice.name, key), value)
      }
    })

    test('a contenthash', async () => {
      const expected = client.name.startsWith('ethers') ? IPFS.uri : IPFS.bytes
      assert.equal(await client.contenthash(alice.name), expected)
    })

    test('a label of 65 bytes, and one beyond ASCII', async () => {
      assert.equal(await client.ethereum(LONG), miniAccount(LONG))
      assert.equal(await client.ethereum(EMOJI), miniAccount(EMOJI))
    })

    test("the parent's own name", async () => {
      assert.equal(await client.ethereum(PARENT), miniAccount(PARENT))
    })

    test('a record that is not set is nothing', async () => {
      assert.equal(await client.text(bob.name, 'url'), null)
      assert.equal(await client.contenthash(bob.name), null)
      assert.equal(await client.bitcoin(bob.name), null)
    })

    for (const name of [`nobody.${PARENT}`, `pay.${alice.name}`]) {
      test(`${name}, which is not registered, is nothing`, async () => {
        assert.equal(await client.ethereum(name), null)
        assert.equal(await client.evm(name, 10), null)
        assert.equal(await client.bitcoin(name), null)
        assert.equal(await client.text(name, 'url'), null)
        assert.equal(await client.contenthash(name), null)
      })
    }

    test('a name that the gateway does not serve is an error, never an empty answer', async () => {
      await assert.rejects(client.ethereum(`alice.${STRANGER}`), /404|is under no name that is served here/)
    })

    test('a name without a resolver is known as such', async () => {
      const answer = await client.ethereum('alice.no-resolver.eth').catch((error: Error) => error.message)
      // viem, web3.py and ethers 6.16 say null, ethers 6.17 and alloy-ens say why.
      if (answer !== null) assert.match(answer, /resolver ?not ?found/i)
    })
  })
}
