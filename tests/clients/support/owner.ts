// The owner of a name: signs operations in a wallet's way and posts them.
import { type HDNodeWallet, type Wallet as EthersWallet, Wallet } from 'ethers'
import { type Hex, type TypedDataDomain, concat, hashTypedData, zeroHash } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import type { Gateway, Response } from './gateway.ts'
import { type Key, id } from './keys.ts'
import { deployment } from './paths.ts'
import type { Record as NameRecord } from './records.ts'

const record = [
  { name: 'call', type: 'bytes' },
  { name: 'state', type: 'uint8' },
  { name: 'value', type: 'bytes' },
]

/** The EIP-712 types of operations, as a wallet gets them. */
const types = {
  Register: [
    { name: 'name', type: 'string' },
    { name: 'nonce', type: 'uint64' },
    { name: 'deadline', type: 'uint64' },
    { name: 'threshold', type: 'uint8' },
    { name: 'signers', type: 'bytes[]' },
    { name: 'guardianThreshold', type: 'uint8' },
    { name: 'guardiansHash', type: 'bytes32' },
    { name: 'recoveryDelay', type: 'uint32' },
    { name: 'implementation', type: 'address' },
    { name: 'records', type: 'Record[]' },
  ],
  SetRecords: [
    { name: 'name', type: 'string' },
    { name: 'nonce', type: 'uint64' },
    { name: 'deadline', type: 'uint64' },
    { name: 'records', type: 'Record[]' },
  ],
  SetSigners: [
    { name: 'name', type: 'string' },
    { name: 'nonce', type: 'uint64' },
    { name: 'deadline', type: 'uint64' },
    { name: 'threshold', type: 'uint8' },
    { name: 'signers', type: 'bytes[]' },
  ],
  SetOutbox: [
    { name: 'name', type: 'string' },
    { name: 'nonce', type: 'uint64' },
    { name: 'deadline', type: 'uint64' },
    { name: 'outboxRoot', type: 'bytes32' },
  ],
  Freeze: [
    { name: 'name', type: 'string' },
    { name: 'nonce', type: 'uint64' },
    { name: 'deadline', type: 'uint64' },
    { name: 'guardians', type: 'bytes32[]' },
    { name: 'guardiansSalt', type: 'bytes32' },
  ],
}

/** Something that signs typed data: a wallet library, or a key by itself. */
export interface Wallet712 {
  /** The key: `kind ‖ data`. */
  signer: Hex
  sign(domain: TypedDataDomain, primaryType: keyof typeof types, message: Message): Promise<Hex>
}

export type Message = Record<string, unknown>

/** A new key, signing by viem. */
export function viemWallet(): Wallet712 {
  const account = privateKeyToAccount(generatePrivateKey())
  return {
    signer: secp256k1(account.address),
    sign: (domain, primaryType, message) =>
      account.signTypedData({
        domain,
        types: { [primaryType]: types[primaryType], Record: record },
        primaryType,
        message,
      }),
  }
}

/** A new key, signing by ethers. */
export function ethersWallet(): Wallet712 {
  const wallet: EthersWallet | HDNodeWallet = Wallet.createRandom()
  return {
    signer: secp256k1(wallet.address),
    sign: async (domain, primaryType, message) => {
      const used = { [primaryType]: types[primaryType], Record: record }
      // ethers names the fields of a domain as viem does, but without viem's nulls.
      return (await wallet.signTypedData(domain as never, used, message)) as Hex
    },
  }
}

/** A key that signs the digest of typed data. */
export function keyWallet(key: Key): Wallet712 {
  return {
    signer: key.signer,
    sign: (domain, primaryType, message) => {
      const used = { [primaryType]: types[primaryType], Record: record }
      return key.sign(hashTypedData({ domain, types: used, primaryType, message }))
    },
  }
}

/** A name and the key that it belongs to. */
export class Owner {
  readonly name: string
  wallet: Wallet712
  readonly #gateway: Gateway

  constructor(gateway: Gateway, name: string, wallet: Wallet712 = viemWallet()) {
    this.#gateway = gateway
    this.name = name
    this.wallet = wallet
  }

  /** Registers the name with first records; fails unless the service takes it. */
  async register(...records: NameRecord[]): Promise<this> {
    const message = this.registration(records)
    expect(201, await this.#gateway.post('/v1/names', await this.signed('Register', message)))
    return this
  }

  /** Changes records; fails unless the service takes it. */
  async set(...records: NameRecord[]): Promise<void> {
    await this.#operate('SetRecords', { records })
  }

  /** Gives the name to another key, which signs too; fails unless the service takes it. */
  async rotate(wallet: Wallet712): Promise<void> {
    await this.#operate('SetSigners', { threshold: 1, signers: [wallet.signer] }, wallet)
    this.wallet = wallet
  }

  /** Publishes operations for the name's accounts; fails unless the service takes it. */
  async publish(outboxRoot: Hex): Promise<void> {
    await this.#operate('SetOutbox', { outboxRoot })
  }

  /** Freezes the name; fails unless the service takes it. */
  async freeze(): Promise<void> {
    await this.#operate('Freeze', { guardians: [], guardiansSalt: zeroHash })
  }

  /** The message of a registration of this name by this key alone. */
  registration(records: NameRecord[] = []): Message {
    return {
      name: this.name,
      nonce: 0,
      deadline: inAnHour(),
      threshold: 1,
      signers: [this.wallet.signer],
      guardianThreshold: 0,
      guardiansHash: zeroHash,
      recoveryDelay: 0,
      implementation: deployment.miniAccount.address,
      records,
    }
  }

  /** An operation with this key's signature, and those of other keys that must sign it, as it is posted. */
  async signed(primaryType: keyof typeof types, message: Message, ...others: Wallet712[]) {
    const domain = await this.#gateway.domain()
    const signatures = []
    // In the order of the signers' ids.
    for (const wallet of [this.wallet, ...others].sort((left, right) => (id(left) < id(right) ? -1 : 1))) {
      signatures.push({ signer: wallet.signer, signature: await wallet.sign(domain, primaryType, message) })
    }
    return { operation: { primaryType, message }, signatures }
  }

  /** The name's next operation, with changes beside name, nonce and deadline. */
  async #operate(primaryType: keyof typeof types, changes: Message, ...others: Wallet712[]): Promise<void> {
    const path = `/v1/names/${this.name}`
    const { body } = await this.#gateway.get(path)
    const message = { name: this.name, nonce: body.nonce, deadline: inAnHour(), ...changes }
    const operation = await this.signed(primaryType, message, ...others)
    expect(200, await this.#gateway.post(`${path}/operations`, operation))
  }
}

export const inAnHour = () => Math.floor(Date.now() / 1000) + 3600

/** Kind 1: an address. */
const secp256k1 = (address: string): Hex => concat(['0x01', address.toLowerCase() as Hex])

function expect(status: number, response: Response): void {
  if (response.status === status) return
  throw new Error(`expected ${status}, got ${response.status}: ${JSON.stringify(response.body)}`)
}
