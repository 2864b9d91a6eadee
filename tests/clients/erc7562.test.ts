// What bundlers of the public pool ask of a validation (ERC-7562), seen in the trace of a real bundle.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Address, encodeFunctionData, isAddressEqual, parseEther, zeroAddress } from 'viem'
import { generatePrivateKey } from 'viem/accounts'
import { entryPoint08Abi } from 'viem/account-abstraction'
import { accountAbi, deployAndSync, proofOf, stateOf } from './support/account.ts'
import type { Chain } from './support/chain.ts'
import { miniAccount } from './support/derive.ts'
import {
  ENTRY_POINT,
  type PackedUserOperation,
  handle,
  installEntryPoint,
  userOperation,
  userOperationOf,
} from './support/entry-point.ts'
import { untilProven } from './support/keystore.ts'
import { type Key, ethereum, webAuthn } from './support/keys.ts'
import { Owner, inAnHour, keyWallet } from './support/owner.ts'
import { deployment } from './support/paths.ts'
import { bringRoot, startRollup } from './support/rollup.ts'
import { type Step, addressAt, isCall, stepsOfCall, word } from './support/trace.ts'
import { locallyApproved, walletOf } from './support/wallet.ts'
import { PARENT, startWorld } from './world.ts'

const [world, rollup] = await Promise.all([startWorld(), startRollup()])
const { chain: l1, gateway } = world
after(() => Promise.all([world.stop(), rollup.stop()]))
await installEntryPoint(l1)

const SHOP: Address = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'
const PAYMENT = [{ to: SHOP, value: 5n }]

/** OP-011 and OP-080: what depends on block, transaction or balances, and what makes or ends contracts. */
const FORBIDDEN = new Set(
  (
    'ORIGIN GASPRICE BLOCKHASH COINBASE TIMESTAMP NUMBER PREVRANDAO DIFFICULTY GASLIMIT BASEFEE BLOBHASH BLOBBASEFEE ' +
    'BALANCE SELFBALANCE CREATE CREATE2 SELFDESTRUCT INVALID'
  ).split(' '),
)
/**
 * In the place of P-256 in Solidity: code that says yes. The real one has far too many instructions for a
 * trace; contracts/test/account/MiniAccount/erc7562.t.sol shows that none of them is forbidden.
 */
const YES = '0x600160005260206000f3'

/** RIP-7212, EIP-7951. */
const P256VERIFY = '0x0000000000000000000000000000000000000100'

/** `validateUserOp`. */
const VALIDATE = '0x19822f7c'
const STORAGE = new Set(['SLOAD', 'SSTORE', 'TLOAD', 'TSTORE'])
const READS_CODE = new Set(['EXTCODESIZE', 'EXTCODEHASH', 'EXTCODECOPY'])

/** An account of the name in place on a chain, with coins. */
async function living(chain: Chain, label: string, key: Key): Promise<string> {
  const { name } = await new Owner(gateway, `${label}.${PARENT}`, keyWallet(key)).register()
  await untilProven(gateway)
  if (chain === rollup) await bringRoot(l1, rollup)
  await chain.client.setBalance({ address: miniAccount(name), value: parseEther('1') })
  await deployAndSync(chain, gateway, name, await chain.stranger())
  return name
}

/** Checks every instruction of an operation's validation, and sends it; returns what it checked. */
async function validates(chain: Chain, name: string, operation: PackedUserOperation): Promise<Step[]> {
  const bundler = await chain.stranger()
  const data = encodeFunctionData({
    abi: entryPoint08Abi,
    functionName: 'handleOps',
    args: [[operation], bundler.address],
  })
  // The EntryPoint calls the account first to validate the operation, and then to execute it.
  const bundle = { from: bundler.address, to: ENTRY_POINT, data } as const
  const steps = await stepsOfCall(chain, bundle, operation.sender, { [deployment.p256Fallback.address]: YES })
  assert.ok(steps.slice(0, 200).some((step) => BigInt(word(step, 0)) === BigInt(VALIDATE)))
  const own = steps.filter(({ op, context }) => op === 'SLOAD' && isAddressEqual(context, operation.sender))
  assert.ok(steps.length > 1_000 && own.length > 2, `only ${steps.length} instructions`)
  await checkRules(chain, name, steps)
  await handle(chain, operation, bundler)
  return steps
}

/** Fails if one of a call's instructions is not allowed in the validation of a name's account, which has no stake. */
async function checkRules(chain: Chain, name: string, steps: Step[]): Promise<void> {
  const account = miniAccount(name)
  const { hasP256 } = await stateOf(chain, name)
  const codes = new Map<Address, boolean>()
  const hasCode = async (address: Address) => {
    const known = codes.get(address) ?? (await chain.client.getCode({ address })) !== undefined
    codes.set(address, known)
    return known
  }
  // What the EntryPoint does with the coins that it gets is its own affair.
  const judged = steps.filter(({ context }) => !isAddressEqual(context, ENTRY_POINT))
  for (const [index, step] of judged.entries()) {
    const { op, context } = step
    assert.ok(!FORBIDDEN.has(op), `${op} (OP-011, OP-080)`)
    if (op === 'GAS') assert.ok(isCall(judged[index + 1]?.op ?? ''), 'GAS without a call (OP-012)')
    if (STORAGE.has(op)) assert.ok(isAddressEqual(context, account), `storage of ${context} (STO-010)`)
    if (READS_CODE.has(op)) assert.ok(await hasCode(addressAt(step, 0)), `${op} without code (OP-041)`)
    if (isCall(op)) await checkCall(step, hasP256, hasCode)
  }
}

async function checkCall(step: Step, hasP256: boolean, hasCode: (address: Address) => Promise<boolean>) {
  const callee = addressAt(step, 1)
  const number = BigInt(callee)
  const precompile = (number >= 1n && number <= 0x11n) || (number === 0x100n && hasP256)
  assert.ok(precompile || (await hasCode(callee)), `a call to ${callee}, which has no code (OP-041)`)
  if (step.op !== 'CALL') return
  const value = BigInt(word(step, 2))
  // Its deposit is filled by a bare transfer (OP-052); nothing else is sent (OP-061), nothing else called there (OP-054).
  if (value !== 0n) assert.ok(isAddressEqual(callee, ENTRY_POINT), `coins for ${callee} (OP-061)`)
  if (isAddressEqual(callee, ENTRY_POINT)) assert.equal(BigInt(word(step, 4)), 0n, 'a call of the EntryPoint (OP-054)')
}

test("the signature of a wallet's key", async () => {
  const key = ethereum(generatePrivateKey())
  const name = await living(l1, 'secp256k1', key)
  await validates(l1, name, await userOperation(await walletOf(l1, gateway, name, key), PAYMENT))
})

test("a passkey's, with P256VERIFY and without", async () => {
  for (const chain of [l1, rollup]) {
    const key = webAuthn(generatePrivateKey(), 'mononym.example')
    const name = await living(chain, `passkey-${chain.chain.id}`, key)
    assert.equal((await stateOf(chain, name)).hasP256, chain === l1)
    const operation = await userOperation(await walletOf(chain, gateway, name, key), PAYMENT)
    const steps = await validates(chain, name, operation)
    const verifier = chain === l1 ? P256VERIFY : deployment.p256Fallback.address
    assert.ok(steps.some((step) => step.op === 'STATICCALL' && isAddressEqual(addressAt(step, 1), verifier)))
  }
})

test("a local key's", async () => {
  const [key, local] = [ethereum(generatePrivateKey()), ethereum(generatePrivateKey())]
  const name = await living(l1, 'local-key', key)
  const address = miniAccount(name)
  const allowances = [{ token: zeroAddress, amount: parseEther('0.5') }]
  const data = encodeFunctionData({
    abi: accountAbi,
    functionName: 'setLocalKey',
    args: [local.signer, inAnHour(), allowances],
  })
  const wallet = await walletOf(l1, gateway, name, key)
  await handle(l1, await userOperation(wallet, [{ to: address, data }]), await l1.stranger())

  const device = await walletOf(l1, gateway, name, local, (digest) => locallyApproved(local, digest))
  const calls = PAYMENT.map(({ to, value }) => ({ target: to, value, data: '0x' }))
  const callData = encodeFunctionData({ abi: accountAbi, functionName: 'executeLocal', args: [calls, []] })
  await validates(l1, name, await userOperationOf(device, callData))
})

test('taking a proof asks the oracle and the clock, which a validation may not', async () => {
  const name = await living(l1, 'synced', ethereum(generatePrivateKey()))
  const to = miniAccount(name)
  const data = encodeFunctionData({ abi: accountAbi, functionName: 'sync', args: [await proofOf(gateway, name)] })
  const entry = encodeFunctionData({ abi: accountAbi, functionName: 'node' })
  await assert.rejects(checkRules(l1, name, await stepsOfCall(l1, { from: to, to, data }, to)), /TIMESTAMP|storage of/)
  await checkRules(l1, name, await stepsOfCall(l1, { from: to, to, data: entry }, to))
})
