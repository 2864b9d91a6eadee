// The owner of a name: signs operations in a wallet's way and posts them.
import { type HDNodeWallet, type Wallet as EthersWallet, Wallet } from 'ethers'
import { type Address, type Hex, type TypedDataDomain, zeroAddress, zeroHash } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import type { Gateway, Response } from './gateway.ts'
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
  Freeze: [
    { name: 'name', type: 'string' },
    { name: 'nonce', type: 'uint64' },
    { name: 'deadline', type: 'uint64' },
    { name: 'guardians', type: 'bytes32[]' },
    { name: 'guardiansSalt', type: 'bytes32' },
  ],
}

/** Something that signs typed data: a wallet library. */
export interface Wallet712 {
  address: Address
  sign(domain: TypedDataDomain, primaryType: keyof typeof types, message: Message): Promise<Hex>
}

export type Message = Record<string, unknown>

/** A new key, signing by viem. */
export function viemWallet(): Wallet712 {
  const account = privateKeyToAccount(generatePrivateKey())
  return {
    address: account.address,
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
    address: wallet.address as Address,
    sign: async (domain, primaryType, message) => {
      const used = { [primaryType]: types[primaryType], Record: record }
      // ethers names the fields of a domain as viem does, but without viem's nulls.
      return (await wallet.signTypedData(domain as never, used, message)) as Hex
    },
  }
}

/** A name and the key that it belongs to. */
export class Owner {
  readonly name: string
  readonly wallet: Wallet712
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
    const { body } = await this.#gateway.get(`/v1/names/${this.name}`)
    const message = { name: this.name, nonce: body.nonce, deadline: inAnHour(), records }
    const operation = await this.signed('SetRecords', message)
    expect(200, await this.#gateway.post(`/v1/names/${this.name}/operations`, operation))
  }

  /** Freezes the name; fails unless the service takes it. */
  async freeze(): Promise<void> {
    const { body } = await this.#gateway.get(`/v1/names/${this.name}`)
    const none = { guardians: [], guardiansSalt: zeroHash }
    const message = { name: this.name, nonce: body.nonce, deadline: inAnHour(), ...none }
    const operation = await this.signed('Freeze', message)
    expect(200, await this.#gateway.post(`/v1/names/${this.name}/operations`, operation))
  }

  /** The message of a registration of this name by this key alone. */
  registration(records: NameRecord[] = []): Message {
    return {
      name: this.name,
      nonce: 0,
      deadline: inAnHour(),
      threshold: 1,
      signers: [this.#signer],
      guardianThreshold: 0,
      guardiansHash: zeroHash,
      recoveryDelay: 0,
      implementation: zeroAddress,
      records,
    }
  }

  /** An operation with this key's signature, as it is posted. */
  async signed(primaryType: keyof typeof types, message: Message) {
    const signature = await this.wallet.sign(await this.#gateway.domain(), primaryType, message)
    return { operation: { primaryType, message }, signatures: [{ signer: this.#signer, signature }] }
  }

  /** Kind 1: a secp256k1 address. */
  get #signer(): Hex {
    return `0x01${this.wallet.address.slice(2).toLowerCase()}`
  }
}

export const inAnHour = () => Math.floor(Date.now() / 1000) + 3600

function expect(status: number, response: Response): void {
  if (response.status === status) return
  throw new Error(`expected ${status}, got ${response.status}: ${JSON.stringify(response.body)}`)
}
