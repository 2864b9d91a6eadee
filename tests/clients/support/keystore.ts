// The Keystore on the local Ethereum, with one proposer: the service's publisher.
import { type Address, type Hex, encodeDeployData, parseAbi, parseEther } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import type { Chain } from './chain.ts'
import type { Gateway } from './gateway.ts'
import { artifact, deployment } from './paths.ts'
import { until } from './process.ts'

const createxAbi = parseAbi(['function deployCreate3(bytes32 salt, bytes initCode) payable returns (address)'])

/** Seconds within which a forced operation must be served, and what it costs in wei: flat, and a byte. */
const FORCED = [86_400, 1_000_000_000_000n, 1_000_000_000n] as const

/** Oldest that a proven answer may be, in seconds. */
export const MAX_AGE = 21_600n

/** Places the Keystore for trying out, and pays its publisher. Returns the publisher's key. */
export async function placeKeystore(chain: Chain): Promise<Hex> {
  const publisher = generatePrivateKey()
  const { address } = privateKeyToAccount(publisher)
  await chain.client.setBalance({ address, value: parseEther('10') })
  const verifier = await chain.deploy('ProposerVerifier', [[address], 1, 0])
  const { abi, bytecode } = artifact('Keystore')
  const initCode = encodeDeployData({ abi, bytecode, args: [chain.account, verifier, ...FORCED] })
  const { salt, address: keystore } = deployment.trialKeystore
  await chain.send(deployment.createx, createxAbi, 'deployCreate3', [salt, initCode])
  if ((await chain.client.getCode({ address: keystore })) === undefined) {
    throw new Error(`CreateX did not put the Keystore at ${keystore}`)
  }
  return publisher
}

/** The chains whose derived addresses a proven answer may hold: those that the service lists as receivable. */
export async function deployChainList(chain: Chain, gateway: Gateway): Promise<Address> {
  const rule = await chain.deploy('EvmAddressRule', [])
  const { body } = await gateway.get('/v1/chains')
  const listed: { coinTypes: number[]; receivable: boolean }[] = body.chains
  const coinTypes = listed.filter(({ receivable }) => receivable).flatMap(({ coinTypes }) => coinTypes)
  const rows = coinTypes.map((coinType) => ({ coinType: BigInt(coinType), rule }))
  return chain.deploy('ChainList', [chain.account, 7n * 86_400n, rows])
}

/** Waits until the newest final commit has every operation of the log. */
export async function untilProven(gateway: Gateway): Promise<void> {
  const { body } = await gateway.get('/v1/keystore')
  const head: number = body.head
  await until(`operation ${head} is in a final commit`, async () => {
    const { body } = await gateway.get('/v1/keystore')
    const { final } = body.l1
    return (final !== null && final.sequence >= head) || undefined
  })
}
