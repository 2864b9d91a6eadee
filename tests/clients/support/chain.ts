// A local Ethereum: anvil, with what ENS and Mononym expect at fixed addresses.
import {
  type Abi,
  type Account,
  type Address,
  type Hex,
  type LocalAccount,
  createTestClient,
  defineChain,
  encodeAbiParameters,
  http,
  isAddressEqual,
  keccak256,
  labelhash,
  namehash,
  padHex,
  parseAbi,
  parseEther,
  publicActions,
  walletActions,
  zeroHash,
} from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { artifact, deployment, ensRegistryArtifact, paths } from './paths.ts'
import { Child } from './process.ts'

/** The ENS registry's address on Ethereum, where clients look for it. */
export const REGISTRY = '0x00000000000C2E074eC69A0dFb2997BA6C7d2e1e'

/** The Universal Resolver's canonical address (ENSIP-23). */
export const UNIVERSAL_RESOLVER = '0xeEeEEEeE14D718C2B47D9923Deab1335E144EeEe'

const registryAbi = parseAbi([
  'function setSubnodeOwner(bytes32 node, bytes32 label, address owner)',
  'function setResolver(bytes32 node, address resolver)',
])
const createxAbi = parseAbi(['function deployCreate2(bytes32 salt, bytes initCode) payable returns (address)'])

export type Chain = Awaited<ReturnType<typeof startChain>>

/** A chain: its id, and which rules of Ethereum it has; anvil's newest unless said. */
interface Settings {
  id?: number
  hardfork?: string
}

/** Starts anvil on a free port. Its first account signs every transaction that names no other sender. */
export async function startChain({ id = 31337, hardfork }: Settings = {}) {
  // Blocks come with each transaction and every two seconds: an answer's expiry is compared with
  // the newest block's time, which must not stand still.
  const args = ['--port', '0', '--mixed-mining', '--block-time', '2', '--accounts', '1', '--chain-id', String(id)]
  if (hardfork !== undefined) args.push('--hardfork', hardfork)
  const child = new Child('anvil', paths.anvil, args)
  const url = await child.until('listening', () => {
    const address = /Listening on (\S+)/.exec(child.output)?.[1]
    return address === undefined ? undefined : `http://${address}`
  })
  const chain = defineChain({
    id,
    name: 'anvil',
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [url] } },
    contracts: {
      ensRegistry: { address: REGISTRY },
      ensUniversalResolver: { address: UNIVERSAL_RESOLVER },
    },
  })
  const client = createTestClient({
    mode: 'anvil',
    chain,
    cacheTime: 0,
    pollingInterval: 20,
    transport: http(url),
  })
    .extend(publicActions)
    .extend(walletActions)
  const [account] = await client.getAddresses()
  if (account === undefined) throw new Error('anvil has no account')

  const mined = async (hash: Hex) => {
    const receipt = await client.waitForTransactionReceipt({ hash })
    if (receipt.status !== 'success') throw new Error(`transaction ${hash} failed`)
    return receipt
  }

  /** Sends a transaction to a contract and waits until it is mined. */
  const send = async (
    address: Address,
    abi: Abi,
    functionName: string,
    args: unknown[],
    from: Account | Address = account,
  ) => {
    const { request } = await client.simulateContract({ account: from, address, abi, functionName, args })
    return mined(await client.writeContract(request))
  }

  /** A new key of somebody with coins. */
  const stranger = async (): Promise<LocalAccount> => {
    const somebody = privateKeyToAccount(generatePrivateKey())
    await client.setBalance({ address: somebody.address, value: parseEther('10') })
    return somebody
  }

  /** Deploys a contract; returns its address. */
  const deploy = async (name: string, args: unknown[]): Promise<Address> => {
    const { abi, bytecode } = artifact(name)
    const { contractAddress } = await mined(await client.deployContract({ account, abi, bytecode, args }))
    if (!contractAddress) throw new Error(`${name} was not deployed`)
    return contractAddress
  }

  return { url, chain, client, account, stranger, send, deploy, stop: () => child.stop() }
}

/** Puts the real registry and the stand-in of the Universal Resolver where clients expect them. */
export async function installEns({ client, account }: Chain): Promise<void> {
  await client.setCode({ address: REGISTRY, bytecode: ensRegistryArtifact().deployedBytecode })
  // The registry's constructor makes its sender the root's owner: the first field of `records[0]`.
  const slot = keccak256(encodeAbiParameters([{ type: 'bytes32' }, { type: 'uint256' }], [zeroHash, 0n]))
  await client.setStorageAt({ address: REGISTRY, index: slot, value: padHex(account, { size: 32 }) })
  await client.setCode({
    address: UNIVERSAL_RESOLVER,
    bytecode: artifact('UniversalResolverStandIn').deployedBytecode,
  })
}

/** Places what every account needs through CreateX, and checks that it is where it must be. */
export async function placeContracts({ client, send }: Chain): Promise<void> {
  await client.setCode({
    address: deployment.createx,
    bytecode: artifact('CreateXStandIn').deployedBytecode,
  })
  const contracts = [
    ['RootMessenger', deployment.messenger],
    ['RootOracle', deployment.oracle],
    ['MiniAccountBootstrap', deployment.bootstrap],
    ['MiniAccountFactory', deployment.factory],
    ['P256Fallback', deployment.p256Fallback],
    ['ReplayRules', deployment.replayRules],
    ['MiniAccount', deployment.miniAccount],
  ] as const
  for (const [name, { salt, address }] of contracts) {
    const { bytecode, deployedBytecode } = artifact(name)
    await send(deployment.createx, createxAbi, 'deployCreate2', [salt, bytecode])
    if ((await client.getCode({ address })) !== deployedBytecode) {
      throw new Error(`CreateX did not put ${name} at ${address}`)
    }
  }
}

/** Registers a second-level name under .eth and sets its resolver, as the name's owner would. */
export async function setResolver({ client, account, send }: Chain, name: string, resolver: Address): Promise<void> {
  const [label, parent] = name.split('.')
  if (label === undefined || parent !== 'eth') throw new Error(`${name} is not directly below .eth`)
  await send(REGISTRY, registryAbi, 'setSubnodeOwner', [zeroHash, labelhash('eth'), account])
  await send(REGISTRY, registryAbi, 'setSubnodeOwner', [namehash('eth'), labelhash(label), account])
  await send(REGISTRY, registryAbi, 'setResolver', [namehash(name), resolver])
  const found = await client.getEnsResolver({ name })
  if (!isAddressEqual(found, resolver)) throw new Error(`${name} has the resolver ${found}, not ${resolver}`)
}
