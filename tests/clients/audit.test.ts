// A stolen proposer key: it can put a wrong root on L1, and everybody can prove it.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import {
  type Hex,
  concat,
  encodeAbiParameters,
  keccak256,
  parseAbiParameters,
  parseEventLogs,
  size,
  slice,
  toHex,
} from 'viem'
import { sign } from 'viem/accounts'
import { untilProven } from './support/keystore.ts'
import { Owner } from './support/owner.ts'
import { artifact, deployment } from './support/paths.ts'
import { text } from './support/records.ts'
import { PARENT, startWorld } from './world.ts'

const world = await startWorld()
const { chain, gateway, proposer } = world
after(() => world.stop())

const keystore = { address: deployment.trialKeystore.address, abi: artifact('Keystore').abi } as const
const alice = await new Owner(gateway, `alice.${PARENT}`).register()
await alice.set(text('url', 'https://mononym.example'))
await untilProven(gateway)

const view = async <T>(functionName: string, args: unknown[] = []): Promise<T> =>
  (await chain.client.readContract({ ...keystore, functionName, args })) as T

/** The steps of the latest commit that has any. */
async function latestSteps(): Promise<Hex> {
  const logs = await chain.client.getLogs({ address: keystore.address, fromBlock: 0n })
  const commits = parseEventLogs({ abi: keystore.abi, eventName: 'Committed', logs })
  const all = commits.map((log) => (log as unknown as { args: { steps: Hex } }).args.steps)
  return all.filter((steps) => steps !== '0x').at(-1) as Hex
}

/** Commits one step as the service would, with any body and any root (docs/proofs.md, "Commit"). */
async function commit(body: Hex, root: Hex): Promise<void> {
  const [number, preRoot] = await view<[bigint, Hex, bigint, bigint]>('head')
  const asOf = (await chain.client.getBlock()).timestamp
  const step = concat(['0x00', toHex(asOf, { size: 5 }), toHex(size(body), { size: 3 }), body, root])
  const record = concat(['0x00', keccak256(body), toHex(asOf, { size: 8 }), root, '0x00'])
  const types = parseAbiParameters('uint256, address, uint64, bytes32, bytes32, uint64, bytes32')
  const commitHash = keccak256(
    encodeAbiParameters(types, [31337n, keystore.address, number + 1n, preRoot, root, asOf, keccak256(record)]),
  )
  const hash = keccak256(concat(['0x1900', await view<Hex>('verifier'), commitHash]))
  const approval = await sign({ hash, privateKey: proposer, to: 'hex' })
  const args = [preRoot, asOf, step, approval]
  const { client, account } = chain
  // The node's estimate leaves the verifier too little (EIP-150).
  const transaction = { ...keystore, account, functionName: 'commit', args, gas: 1_000_000n }
  const receipt = await client.waitForTransactionReceipt({ hash: await client.writeContract(transaction) })
  assert.equal(receipt.status, 'success')
}

test('an honest history is followed to its end', async () => {
  const report = JSON.parse(await gateway.command('audit', '--l1', chain.url, '--json'))
  assert.equal(report.ok, true)
  assert.equal(report.audited.operations, 4)
  assert.equal(report.audited.root, (await view<[bigint, Hex]>('head'))[1])
})

test('a doctored one is found out, with what proves it', async () => {
  await gateway.stop()
  const steps = await latestSteps()
  // An operation that was applied before, for a root of the thief's own.
  const length = Number(BigInt(slice(steps, 6, 9)))
  const body = slice(steps, 9, 9 + length)
  const forged = keccak256('0x01')
  const [number, before] = await view<[bigint, Hex]>('head')
  await commit(body, forged)
  assert.equal((await view<[bigint, Hex]>('head'))[1], forged, 'the contract does not recompute roots')

  const { code, output } = await gateway.attempt('audit', '--l1', chain.url, '--json')
  assert.equal(code, 1, output)
  const report = JSON.parse(output.slice(output.indexOf('{'), output.lastIndexOf('}') + 1))
  assert.equal(report.ok, false)
  const { fraud } = report
  assert.deepEqual([fraud.commit, fraud.step, fraud.rootBefore], [Number(number) + 1, 0, before])
  assert.equal(fraud.what, 'forbidden')
  assert.equal(fraud.body, body)
  assert.match(fraud.operation.operation.message.name, /mononym\.eth$/)
  assert.match(output, new RegExp(`error: commit ${Number(number) + 1}, step 0 \\(transaction ${fraud.transaction}`))
})

test('and the service that has the honest log neither builds on it nor proves under it', async () => {
  await gateway.restart({})
  const state = async () => (await gateway.get('/v1/keystore')).body.l1
  const deadline = Date.now() + 30_000
  while ((await state()).state !== 'differs' && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  const { state: found, detail, final } = await state()
  assert.equal(found, 'differs', detail)
  assert.equal(final, null)
})
