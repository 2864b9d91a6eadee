// viem: asks the Universal Resolver.
import { readFileSync } from 'node:fs'
import { type Hex, createPublicClient, http, namehash, parseAbi, toHex } from 'viem'
import { decodeFunctionResult, encodeFunctionData } from 'viem'
import { packetToBytes } from 'viem/ens'
import { UNIVERSAL_RESOLVER } from '../support/chain.ts'
import { profiles } from '../support/records.ts'
import { BITCOIN, type MakeClient, bitcoinText, evmCoinType, evmText } from './client.ts'

const universalResolver = parseAbi([
  'function resolve(bytes name, bytes data) view returns (bytes result, address resolver)',
])

const { version } = JSON.parse(readFileSync(new URL(import.meta.resolve('viem/package.json')), 'utf8'))

export const viem: MakeClient = ({ chain, url }) => {
  const client = createPublicClient({ chain, transport: http(url) })
  return {
    name: `viem ${version}`,
    route: 'Universal Resolver',
    ethereum: (name) => client.getEnsAddress({ name }),
    evm: async (name, chainId) =>
      evmText(await client.getEnsAddress({ name, coinType: BigInt(evmCoinType(chainId)) })),
    bitcoin: async (name) =>
      bitcoinText(await client.getEnsAddress({ name, coinType: BigInt(BITCOIN) })),
    text: (name, key) => client.getEnsText({ name, key }),
    // viem has no action for it.
    contenthash: async (name) => {
      const call = { abi: profiles, functionName: 'contenthash' } as const
      const [data] = await client.readContract({
        address: UNIVERSAL_RESOLVER,
        abi: universalResolver,
        functionName: 'resolve',
        args: [toHex(packetToBytes(name)), encodeFunctionData({ ...call, args: [namehash(name)] })],
      })
      const bytes: Hex = decodeFunctionResult({ ...call, data })
      return bytes === '0x' ? null : bytes
    },
    close: async () => {},
  }
}
