// ethers: 6.16 walks the registry; 6.17 asks the Universal Resolver for the resolver, then calls that.
import { getCoderByCoinType } from '@ensdomains/address-encoder'
import * as current from 'ethers'
import * as walking from 'ethers-6.16'
import { hexToBytes } from 'viem'
import { REGISTRY, UNIVERSAL_RESOLVER } from '../support/chain.ts'
import { BITCOIN, type EnsClient, type MakeClient, evmCoinType, evmText } from './client.ts'

export const ethers617: MakeClient = ({ url, chain }) => {
  const network = new current.Network(chain.name, chain.id)
  network.attachPlugin(new current.EnsPlugin(REGISTRY, chain.id, UNIVERSAL_RESOLVER))
  const provider = new current.JsonRpcProvider(url, network, { staticNetwork: network, cacheTimeout: -1 })
  provider.attachPlugin(new CurrentBitcoin())
  // It takes coin types as they are.
  return client(current.version, 'Universal Resolver', provider, evmCoinType)
}

export const ethers616: MakeClient = ({ url, chain }) => {
  const network = new walking.Network(chain.name, chain.id)
  network.attachPlugin(new walking.EnsPlugin(REGISTRY, chain.id))
  const provider = new walking.JsonRpcProvider(url, network, { staticNetwork: network, cacheTimeout: -1 })
  provider.attachPlugin(new WalkingBitcoin())
  // It takes chain ids and makes ENSIP-11 coin types of them itself.
  return client(walking.version, 'registry', provider, (chainId) => (chainId === 1 ? 60 : chainId))
}

/** Without a plugin ethers knows no other chains' addresses. */
class CurrentBitcoin extends current.MulticoinProviderPlugin {
  constructor() {
    super('mononym.tests.bitcoin')
  }

  override connect() {
    return this
  }

  override supportsCoinType(coinType: number) {
    return coinType === BITCOIN
  }

  override decodeAddress = decode
}

class WalkingBitcoin extends walking.MulticoinProviderPlugin {
  constructor() {
    super('mononym.tests.bitcoin')
  }

  override connect() {
    return this
  }

  override supportsCoinType(coinType: number) {
    return coinType === BITCOIN
  }

  override decodeAddress = decode
}

async function decode(coinType: number, data: current.BytesLike): Promise<string> {
  return getCoderByCoinType(coinType as 0).encode(hexToBytes(current.hexlify(data) as `0x${string}`))
}

function client(
  version: string,
  route: EnsClient['route'],
  provider: current.JsonRpcProvider | walking.JsonRpcProvider,
  coinType: (chainId: number) => number,
): EnsClient {
  const resolver = (name: string) => provider.getResolver(name)
  return {
    name: `ethers ${version}`,
    route,
    ethereum: async (name) => evmText(await provider.resolveName(name)),
    evm: async (name, chainId) => {
      const address = await (await resolver(name))?.getAddress(coinType(chainId))
      return evmText(address ?? null)
    },
    bitcoin: async (name) => (await resolver(name))?.getAddress(BITCOIN) ?? null,
    // ethers gives "" for a text that is not set.
    text: async (name, key) => (await (await resolver(name))?.getText(key)) || null,
    contenthash: async (name) => (await resolver(name))?.getContentHash() ?? null,
    close: async () => provider.destroy(),
  }
}
