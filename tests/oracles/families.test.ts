// What L1 computes is what each family's own library says, and the committed vectors are too.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { getCoderByCoinType } from '@ensdomains/address-encoder'
import { type Address, type Hex, hexToBytes } from 'viem'
import { startChain } from '../clients/support/chain.ts'
import { artifact, deployment } from '../clients/support/paths.ts'
import { type Families, checkPublished, constants, families } from './families.ts'
import { cosmwasm } from './families/cosmwasm.ts'
import { evm } from './families/evm.ts'
import { solana } from './families/solana.ts'
import { tron } from './families/tron.ts'
import { zkStack } from './families/zkStack.ts'
import { COUNT, FILE, SEED } from './file.ts'
import { EDGE_NODES, randomNodes } from './nodes.ts'

/** Random nodes for each rule, and how many of them share the rule's constants. */
const NODES = Number(process.env.NODES ?? 1000)
const OF_ONE_RULE = 100
const AT_ONCE = 50

const chain = await startChain()
after(() => chain.stop())

const committed: Families = JSON.parse(readFileSync(FILE, 'utf8'))

test('the libraries say what was published', () => checkPublished())

test('the committed vectors are what the libraries say', () => {
  assert.deepEqual(committed, families(SEED, COUNT))
})

test('the text of an address is what ENS shows for its bytes', () => {
  const shown = (coinType: 118 | 195 | 501, { address, text }: { address: Hex; text: string }) =>
    assert.equal(getCoderByCoinType(coinType).encode(hexToBytes(address)), text)
  for (const vector of committed.tron) shown(195, vector)
  for (const vector of committed.solana) shown(501, vector)
  const cosmos = committed.cosmwasm.filter(({ prefix }) => prefix === 'cosmos')
  assert.notEqual(cosmos.length, 0)
  for (const vector of cosmos) shown(118, vector)
})

type Constants = ReturnType<typeof constants>

/** The rules, what each is deployed with, and what is asked. */
const rules: [string, (of: Constants) => unknown[], (node: Hex, of: Constants) => { address: Hex }][] = [
  ['EvmAddressRule', () => [], (node, { keystore }) => evm(node, { keystore, ...placed })],
  ['TronAddressRule', ({ factory, implementation }) => [factory, implementation], tron],
  ['ZkStackAddressRule', ({ factory, implementation, bytecodeHash }) => [factory, implementation, bytecodeHash], zkStack],
  ['SolanaAddressRule', ({ program }) => [program], solana],
  ['CosmWasmAddressRule', ({ checksum, creator }) => [checksum, creator], cosmwasm],
]

/** What `EvmAddressRule` holds. */
const placed = { factory: deployment.factory.address, implementation: deployment.bootstrap.address }

for (const [name, args, derive] of rules) {
  test(`${name} gives the library's addresses for ${NODES} random nodes and the edges`, async () => {
    const nodes = [...randomNodes(name, NODES), ...EDGE_NODES]
    const given = new Set<Hex>()
    for (let from = 0; from < nodes.length; from += OF_ONE_RULE) {
      const of = constants(`${name} ${from}`)
      const rule = await chain.deploy(name, args(of))
      const some = nodes.slice(from, from + OF_ONE_RULE)
      const addresses = await ask(name, rule, some, of.keystore)
      some.forEach((node, index) => {
        assert.equal(addresses[index], derive(node, of).address, `node ${node}, constants ${JSON.stringify(of)}`)
      })
      for (const address of addresses) given.add(address)
    }
    assert.equal(given.size, nodes.length)
  })
}

/** What a rule on the chain derives. */
async function ask(name: string, address: Address, nodes: Hex[], keystore: Hex): Promise<Hex[]> {
  const { abi } = artifact(name)
  const addresses: Hex[] = []
  for (let from = 0; from < nodes.length; from += AT_ONCE) {
    const asked = nodes
      .slice(from, from + AT_ONCE)
      .map((node) => chain.client.readContract({ address, abi, functionName: 'derive', args: [node, keystore] }))
    addresses.push(...((await Promise.all(asked)) as Hex[]))
  }
  return addresses
}
