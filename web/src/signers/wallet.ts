// Browser wallets: found by EIP-6963, spoken to by EIP-1193, signing EIP-712 typed data.
import { getAddress, type Hex, isAddress, numberToHex } from 'viem'
import { typedData } from '../operations/hash.ts'
import type { Approval, Domain, Operation } from '../operations/types.ts'
import { ofAddress } from './signer.ts'

/** EIP-1193. */
export interface Provider {
  request(call: { method: string; params?: unknown[] }): Promise<unknown>
}

/** A wallet that has announced itself. Its name is its own word. */
export interface Wallet {
  uuid: string
  name: string
  provider: Provider
}

/** Why a wallet did nothing, in words for its owner. */
export class WalletError extends Error {
  override name = 'WalletError'
}

const REJECTED = 4001
const UNKNOWN_CHAIN = 4902
const SIGNATURE_LENGTH = 2 + 2 * 65

/** Calls back with every wallet that announces itself, until the returned function is called. */
export function watchWallets(onWallet: (wallet: Wallet) => void): () => void {
  const listener = (event: Event) => {
    const { info, provider } = (event as CustomEvent).detail ?? {}
    if (typeof info?.uuid !== 'string' || typeof provider?.request !== 'function') return
    onWallet({ uuid: info.uuid, name: String(info.name).slice(0, 64), provider })
  }
  addEventListener('eip6963:announceProvider', listener)
  dispatchEvent(new Event('eip6963:requestProvider'))
  return () => removeEventListener('eip6963:announceProvider', listener)
}

/** Asks a wallet for its address, which its owner may refuse. */
export async function connect({ name, provider }: Wallet): Promise<Hex> {
  const accounts = await ask(name, provider, 'eth_requestAccounts', [])
  const address = Array.isArray(accounts) ? accounts[0] : undefined
  if (typeof address !== 'string' || !isAddress(address, { strict: false })) {
    throw new WalletError(`${name} gave no address.`)
  }
  return getAddress(address)
}

export async function signWithWallet(
  wallet: Wallet,
  address: Hex,
  operation: Operation,
  domain: Domain,
): Promise<Approval> {
  const { name, provider } = wallet
  await switchChain(wallet, domain.chainId)
  const data = JSON.stringify(typedData(operation, domain))
  const signature = await ask(name, provider, 'eth_signTypedData_v4', [address, data])
  if (typeof signature !== 'string' || signature.length !== SIGNATURE_LENGTH) {
    throw new WalletError(`${name} gave no signature of an Ethereum key. Contract wallets cannot sign for a name.`)
  }
  return { signer: ofAddress(address), signature: signature as Hex }
}

/** Wallets sign typed data only for the chain that they are on. */
async function switchChain({ name, provider }: Wallet, chainId: number): Promise<void> {
  const wanted = numberToHex(chainId)
  const present = await provider.request({ method: 'eth_chainId' }).catch(() => wanted)
  if (Number(present) === chainId) return
  await ask(name, provider, 'wallet_switchEthereumChain', [{ chainId: wanted }])
}

async function ask(name: string, provider: Provider, method: string, params: unknown[]): Promise<unknown> {
  try {
    return await provider.request({ method, params })
  } catch (error) {
    const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown }
    if (code === REJECTED) throw new WalletError(`You declined in ${name}. Nothing was signed; you can try again.`)
    if (code === UNKNOWN_CHAIN) {
      throw new WalletError(`${name} does not know the chain that names are signed for: add it there, then try again.`)
    }
    throw new WalletError(`${name} refused: ${String(message ?? error)}`)
  }
}
