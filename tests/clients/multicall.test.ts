// Many questions in one, as wallets and the ENS app ask them: through the Universal Resolver.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Hex, decodeAbiParameters, encodeFunctionData, encodeFunctionResult, namehash, parseAbi, toHex } from 'viem'
import { packetToBytes } from 'viem/ens'
import { UNIVERSAL_RESOLVER } from './support/chain.ts'
import { miniAccount } from './support/derive.ts'
import { Forger } from './support/forger.ts'
import { Owner } from './support/owner.ts'
import { profiles, text } from './support/records.ts'
import { PARENT, resolverAbi, startWorld } from './world.ts'

const world = await startWorld()
const { chain, gateway, resolver } = world
// An honest one, to see how it is asked.
const between = await Forger.start(gateway.url)
await chain.send(resolver, resolverAbi, 'setGateways', [[between.url]])
after(async () => {
  between.stop()
  await world.stop()
})

const universal = parseAbi([
  'function resolve(bytes name, bytes data) view returns (bytes result, address resolver)',
  'function resolveWithGateways(bytes name, bytes data, string[] gateways) view returns (bytes, address)',
  'error ResolverError(bytes errorData)',
])
const multicallAbi = parseAbi(['function multicall(bytes[] calls) view returns (bytes[])'])
const unknownAbi = parseAbi(['function zodiac(bytes32 node) view returns (string)'])

const alice = await new Owner(gateway, `alice.${PARENT}`).register(text('url', 'https://example.com'))
const node = namehash(alice.name)

const multicall = (...calls: Hex[]) => encodeFunctionData({ abi: multicallAbi, args: [calls] })
const url = encodeFunctionData({ abi: profiles, functionName: 'text', args: [node, 'url'] })
const missing = encodeFunctionData({ abi: profiles, functionName: 'text', args: [node, 'missing'] })
const onBase = encodeFunctionData({ abi: profiles, functionName: 'addr', args: [node, 0x80002105n] })
const unknown = encodeFunctionData({ abi: unknownAbi, args: [node] })

const asText = (result: string) => encodeFunctionResult({ abi: profiles, functionName: 'text', result })
const bytes = miniAccount(alice.name).toLowerCase() as Hex
const account = encodeFunctionResult({ abi: profiles, functionName: 'addr', result: bytes })
/** Calls that the service answers at once. */
const LIMIT = 64

const unsupported = `0x7b1c461b${unknown.slice(2, 10)}${'0'.repeat(56)}`

/** What the Universal Resolver gives for a multicall: the elements. */
async function elements(call: Hex): Promise<readonly Hex[]> {
  const [result] = await chain.client.readContract({
    address: UNIVERSAL_RESOLVER,
    abi: universal,
    functionName: 'resolve',
    args: [toHex(packetToBytes(alice.name)), call],
  })
  return decodeAbiParameters([{ type: 'bytes[]' }], result)[0]
}

test('each call has its answer, in one posted request', async () => {
  const before = between.methods.length
  assert.deepEqual(await elements(multicall(url, missing, onBase)), [asText('https://example.com'), asText(''), account])
  assert.deepEqual(between.methods.slice(before), ['POST'])
})

test('a profile that does not exist fails alone', async () => {
  const [first, second] = await elements(multicall(url, unknown))
  assert.equal(first, asText('https://example.com'))
  assert.equal(second?.slice(0, 74), unsupported)
})

test('a multicall in a multicall', async () => {
  const [inner, outer] = await elements(multicall(multicall(url, onBase), missing))
  assert.ok(inner)
  assert.deepEqual(decodeAbiParameters([{ type: 'bytes[]' }], inner)[0], [asText('https://example.com'), account])
  assert.equal(outer, asText(''))
})

test('no call at all', async () => {
  assert.deepEqual(await elements(multicall()), [])
})

test('as many calls as the service takes, but not one more', async () => {
  const calls = Array<Hex>(LIMIT).fill(onBase)
  assert.deepEqual(await elements(multicall(...calls)), Array(LIMIT).fill(account))
  await assert.rejects(elements(multicall(...calls, onBase)), /Status: 400/)
})

test('alone, a profile that does not exist is an error of the resolver', async () => {
  await assert.rejects(
    chain.client.readContract({
      address: UNIVERSAL_RESOLVER,
      abi: [...universal, ...parseAbi(['error UnsupportedResolverProfile(bytes4 selector)'])],
      functionName: 'resolve',
      args: [toHex(packetToBytes(alice.name)), unknown],
    }),
    /UnsupportedResolverProfile/,
  )
})

test('a question too long for a URL is posted', async () => {
  const before = between.methods.length
  const key = 'k'.repeat(1000)
  assert.equal(await chain.client.getEnsText({ name: alice.name, key }), null)
  assert.deepEqual(between.methods.slice(before), ['POST'])
  await chain.client.getEnsText({ name: alice.name, key: 'url' })
  assert.equal(between.methods.at(-1), 'GET')
})
