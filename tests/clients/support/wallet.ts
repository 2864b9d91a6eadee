// A name's account as a wallet made with viem has it: user operations and signatures.
import {
  type Hex,
  type TypedData,
  type TypedDataDefinition,
  concat,
  encodeAbiParameters,
  encodeFunctionData,
  parseAbiParameters,
  zeroHash,
} from 'viem'
import { entryPoint08Abi, getUserOperationHash, toSmartAccount } from 'viem/account-abstraction'
import { hashMessage, hashTypedData, wrapTypedDataSignature } from 'viem/experimental/erc7739'
import { accountAbi, factory, firstUse } from './account.ts'
import type { Chain } from './chain.ts'
import { miniAccount } from './derive.ts'
import { ENTRY_POINT } from './entry-point.ts'
import type { Gateway } from './gateway.ts'
import { type Key, id } from './keys.ts'

const threshold = parseAbiParameters([
  'bytes32[] ids, uint8 threshold, Approval[] approvals',
  'struct Approval { bytes signer; bytes signature; }',
])
const single = parseAbiParameters(['Approval approval', 'struct Approval { bytes signer; bytes signature; }'])

const THRESHOLD = '0x00'
const LOCAL_KEY = '0x01'

/** The signature of an account whose only signer is this key; `signer` if somebody else says to be it. */
export async function approved(key: Key, digest: Hex, { signer } = key): Promise<Hex> {
  const approvals = [{ signer, signature: await key.sign(digest) }]
  return concat([THRESHOLD, encodeAbiParameters(threshold, [[id({ signer })], 1, approvals])])
}

/** The signature of an account's local key. */
export async function locallyApproved(key: Key, digest: Hex): Promise<Hex> {
  const approval = { signer: key.signer, signature: await key.sign(digest) }
  return concat([LOCAL_KEY, encodeAbiParameters(single, [approval])])
}

export type Sign = (digest: Hex) => Promise<Hex>

/**
 * The account of a name that belongs to one key. Its signatures are good before it is deployed (ERC-6492).
 *
 * @param sign how it signs: by default as the account's only signer
 */
export function walletOf(chain: Chain, gateway: Gateway, name: string, key: Key, sign?: Sign) {
  const signed = sign ?? ((digest) => approved(key, digest))
  const address = miniAccount(name)
  const chainId = chain.chain.id
  const verifierDomain = { name: 'Mononym Account', version: '1', chainId, verifyingContract: address, salt: zeroHash } as const
  return toSmartAccount({
    client: chain.client,
    entryPoint: { abi: entryPoint08Abi, address: ENTRY_POINT, version: '0.8' },
    getAddress: async () => address,
    getFactoryArgs: async () => ({
      factory: factory.address,
      factoryData: encodeFunctionData({
        abi: factory.abi,
        functionName: 'deployAndSync',
        args: await firstUse(gateway, name),
      }),
    }),
    encodeCalls: async (calls) => {
      const made = calls.map(({ to, value = 0n, data = '0x' }) => ({ target: to, value, data }))
      return encodeFunctionData({ abi: accountAbi, functionName: 'execute', args: [made, []] })
    },
    getStubSignature: () => signed(`0x${'00'.repeat(32)}`),
    signMessage: ({ message }) => signed(hashMessage({ message, verifierDomain })),
    signTypedData: async (definition) => {
      const { domain, types, primaryType, message } = definition as TypedDataDefinition<TypedData, string>
      const typedData = { domain, types, primaryType, message }
      const signature = await signed(hashTypedData({ ...typedData, verifierDomain }))
      return wrapTypedDataSignature({ ...typedData, signature })
    },
    signUserOperation: (operation) => {
      const userOperation = { ...operation, sender: operation.sender ?? address }
      return signed(getUserOperationHash({ chainId, entryPointAddress: ENTRY_POINT, entryPointVersion: '0.8', userOperation }))
    },
  })
}
