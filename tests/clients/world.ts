// Everything a lookup needs, on this machine: chain, registry, contracts and service.
import { type Address, type Hex, getContractAddress, isAddressEqual, parseAbi } from 'viem'
import { type Chain, installEns, placeContracts, setResolver, startChain } from './support/chain.ts'
import { Gateway } from './support/gateway.ts'
import { MAX_AGE, deployChainList, placeKeystore } from './support/keystore.ts'
import { deployment } from './support/paths.ts'

/** The name whose subnames are served. */
export const PARENT = 'mononym.eth'

/** A name whose resolver is ours, but that the service does not serve. */
export const STRANGER = 'stranger.eth'

/** Seconds that an answer may be valid: the default ttl and its grid, and a minute for clocks. */
const MAX_TTL = 300n + 60n + 60n

export const resolverAbi = parseAbi([
  'function setGateways(string[] gateways)',
  'function addSigner(address signer)',
  'function removeSigner(address signer)',
])

export interface World {
  chain: Chain
  gateway: Gateway
  /** Our `SignedResolver`, which is the parent's. */
  resolver: Address
  /** Our `ProvenResolver`. */
  provenResolver: Address
  /** The key of the Keystore's only proposer, which is the service's. */
  proposer: Hex
  stop(): Promise<void>
}

/** Builds the world. `progress` hears of each step before it is taken. */
export async function startWorld(progress: (step: string) => void = () => {}): Promise<World> {
  progress('starting a local Ethereum (anvil)')
  const chain = await startChain()

  progress("putting ENS's registry and a stand-in of its Universal Resolver at their addresses")
  await installEns(chain)

  progress('placing what mini-accounts need through CreateX')
  await placeContracts(chain)

  progress('placing the Keystore, whose only proposer is the service')
  const proposer = await placeKeystore(chain)

  // The service answers for these resolvers only, so their addresses must be known before they are
  // deployed. Before them come a rule and a list of chains.
  const nonce = BigInt(await chain.client.getTransactionCount({ address: chain.account }))
  const addressAfter = (deployments: bigint) =>
    getContractAddress({ from: chain.account, nonce: nonce + deployments })
  const [resolver, provenResolver] = [addressAfter(2n), addressAfter(3n)]

  progress('starting the service')
  const gateway = await Gateway.start({
    MONONYM_PARENTS: PARENT,
    MONONYM_RESOLVERS: `${resolver},${provenResolver}`,
    MONONYM_L1_CHAIN_ID: String(chain.chain.id),
    MONONYM_KEYSTORE: deployment.trialKeystore.address,
    MONONYM_L1_RPC: chain.url,
    MONONYM_L1_POLL_SECONDS: '1',
    MONONYM_PUBLISHER_KEY: Gateway.keyFile(proposer),
    MONONYM_PUBLISH_SECONDS: '1',
    MONONYM_MAX_ROOT_AGE: String(MAX_AGE),
  })

  const chains = await deployChainList(chain, gateway)
  progress('deploying the signed resolver, which trusts the key of that service')
  const signers = [await gateway.signer()]
  const deployed = await chain.deploy('SignedResolver', [chain.account, [gateway.url], signers, MAX_TTL])
  if (!isAddressEqual(deployed, resolver)) throw new Error(`the resolver is at ${deployed}, not at ${resolver}`)

  progress('deploying the proven resolver, which trusts the Keystore')
  const { address: keystore } = deployment.trialKeystore
  const args = [chain.account, [gateway.url], keystore, chains, MAX_AGE]
  const proven = await chain.deploy('ProvenResolver', args)
  if (!isAddressEqual(proven, provenResolver)) {
    throw new Error(`the proven resolver is at ${proven}, not at ${provenResolver}`)
  }

  progress(`making the signed one the resolver of ${PARENT} in the registry`)
  await setResolver(chain, PARENT, resolver)
  await setResolver(chain, STRANGER, resolver)

  const stop = async () => {
    await Promise.all([gateway.stop(), chain.stop()])
  }
  return { chain, gateway, resolver, provenResolver, proposer, stop }
}
