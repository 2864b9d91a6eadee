// What Alice's account lives through: funds before it stands, a payment, another key, another chain.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Chain } from '../tests/clients/support/chain.ts'
import { depositOf, handle, installEntryPoint, refusal, userOperation } from '../tests/clients/support/entry-point.ts'
import { newAddress } from '../tests/clients/support/forger.ts'
import { Gateway } from '../tests/clients/support/gateway.ts'
import { untilProven } from '../tests/clients/support/keystore.ts'
import { ethereum } from '../tests/clients/support/keys.ts'
import { bringRoot, startRollup } from '../tests/clients/support/rollup.ts'
import { type Hex, formatEther, generatePrivateKey, parseEther, privateKeyToAddress } from '../tests/clients/support/viem.ts'
import { walletOf } from '../tests/clients/support/wallet.ts'
import type { World } from '../tests/clients/world.ts'
import { type Steps, dim, green, table } from './show.ts'

/** The key that Alice changes to. */
export const NEXT_KEY_FILE = 'alice.next.key'
const RELAYER_KEY = generatePrivateKey()
const SHOP = newAddress()
const FUNDS = parseEther('1')
const PRICE = parseEther('0.25')

/** A name, its key file and the address that ENS answers. */
export interface Alice {
  name: string
  keyFile: string
  address: `0x${string}`
}

export class Life {
  readonly #world: World
  readonly #alice: Alice
  readonly #steps: Steps

  constructor(world: World, alice: Alice, steps: Steps) {
    this.#world = world
    this.#alice = alice
    this.#steps = steps
  }

  /** Somebody pays Alice before her account stands; a relayer puts it there, and she spends. */
  async begin(): Promise<void> {
    const { chain } = this.#world
    const { address } = this.#alice
    this.#steps.next("ERC-4337's EntryPoint, as it was published on every chain")
    await installEntryPoint(chain)
    await this.#fund(chain)
    this.#steps.next('a relayer, whose key has no say, deploys it with the proof of its key')
    await this.#sync(chain)
    if ((await chain.client.getCode({ address })) === undefined) throw new Error('no code stands there')
    this.#steps.next("a user operation, signed by Alice's key and sent by a bundler, spends them")
    await this.#pay(chain, this.#alice.keyFile)
  }

  /** Alice's key changes in the keystore, and so on the chain. */
  async rotate(): Promise<void> {
    const { chain, gateway } = this.#world
    const { name, keyFile } = this.#alice
    this.#steps.next(`mononym account rotate ${name} --key ${keyFile} --new-key ${NEXT_KEY_FILE}`)
    await gateway.run('account', 'rotate', name, '--key', keyFile, '--new-key', NEXT_KEY_FILE)
    await untilProven(gateway)
    this.#steps.next('the relayer brings the proof of that')
    await this.#sync(chain)
    await this.#refused(chain, keyFile)
    await this.#pay(chain, NEXT_KEY_FILE)
  }

  /** The same account on a second chain, which must still run when this returns. */
  async elsewhere(): Promise<Chain> {
    this.#steps.next('another chain, with the same contracts at the same addresses')
    const rollup = await startRollup()
    await this.#fund(rollup)
    this.#steps.next("the Keystore's root comes from L1, by the two messages that only a final root can send")
    const { number, root } = await bringRoot(this.#world.chain, rollup)
    console.log(table([['  ', `commit ${number}`, dim(root)]]))
    this.#steps.next('the relayer deploys it here, too')
    await this.#sync(rollup)
    await this.#refused(rollup, this.#alice.keyFile)
    await this.#pay(rollup, NEXT_KEY_FILE)
    return rollup
  }

  async #fund({ client, account }: Chain): Promise<void> {
    const { address } = this.#alice
    this.#steps.next(`${formatEther(FUNDS)} ETH for ${address}, where nothing stands yet`)
    if ((await client.getCode({ address })) !== undefined) throw new Error('there is code')
    const hash = await client.sendTransaction({ account, to: address, value: FUNDS })
    await client.waitForTransactionReceipt({ hash })
  }

  /** By the command line, as anybody would. */
  async #sync({ client, url }: Chain): Promise<void> {
    const { gateway } = this.#world
    await client.setBalance({ address: privateKeyToAddress(RELAYER_KEY), value: FUNDS })
    await gateway.run('account', 'sync', this.#alice.name, '--rpc', url, '--key', Gateway.keyFile(RELAYER_KEY))
  }

  async #pay(chain: Chain, keyFile: string): Promise<void> {
    const { client } = chain
    const { address } = this.#alice
    const before = await client.getBalance({ address: SHOP })
    await handle(chain, await this.#payment(chain, keyFile), await chain.stranger())
    const paid = (await client.getBalance({ address: SHOP })) - before
    if (paid !== PRICE) throw new Error(`the shop got ${formatEther(paid)} ETH`)
    const left = (await client.getBalance({ address })) + (await depositOf(chain, address))
    const what = `${formatEther(paid)} ETH paid, ${Number(formatEther(left)).toFixed(4)} ETH left after gas`
    console.log(table([['  ', keyFile.padEnd(NEXT_KEY_FILE.length), green(what)]]))
  }

  async #refused(chain: Chain, keyFile: string): Promise<void> {
    const reason = await refusal(chain, await this.#payment(chain, keyFile), await chain.stranger())
    if (reason !== 'AA24 signature error') throw new Error(`the EntryPoint says ${reason}`)
    console.log(table([['  ', keyFile.padEnd(NEXT_KEY_FILE.length), `${reason}: refused`]]))
  }

  async #payment(chain: Chain, keyFile: string) {
    const { gateway } = this.#world
    const key = ethereum(readFileSync(join(gateway.dataFolder, keyFile), 'utf8').trim() as Hex)
    const wallet = await walletOf(chain, gateway, this.#alice.name, key)
    return userOperation(wallet, [{ to: SHOP, value: PRICE }])
  }
}
