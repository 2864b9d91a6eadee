// Random records and calls of every profile, the same for the same seed.
import { type Hex, encodeAbiParameters, encodeFunctionData, parseAbi, toHex, zeroHash } from 'viem'
import type { Record as NameRecord } from './records.ts'

const abi = parseAbi([
  'function addr(bytes32 node, uint256 coinType) view returns (bytes)',
  'function text(bytes32 node, string key) view returns (string)',
  'function contenthash(bytes32 node) view returns (bytes)',
  'function name(bytes32 node) view returns (string)',
  'function pubkey(bytes32 node) view returns (bytes32 x, bytes32 y)',
  'function ABI(bytes32 node, uint256 contentTypes) view returns (uint256, bytes)',
  'function interfaceImplementer(bytes32 node, bytes4 interfaceId) view returns (address)',
  'function dnsRecord(bytes32 node, bytes32 name, uint16 resource) view returns (bytes)',
  'function zonehash(bytes32 node) view returns (bytes)',
  'function data(bytes32 node, string key) view returns (bytes)',
  'function hasAddr(bytes32 node, uint256 coinType) view returns (bool)',
  'function multicall(bytes[] calls) view returns (bytes[])',
])
const addrOnly = parseAbi(['function addr(bytes32 node) view returns (address)'])
const addrOfChain = parseAbi(['function addr(bytes32 node, bytes chain) view returns (bytes)'])

/** Ethereum, Bitcoin, the default, listed and receivable, listed and not, EVM and not listed, Solana, none. */
const COINS = [60, 0, 0x80000000, 0x80002105, 0x8000000a, 0x80000089, 0x80000000 + 987_654, 501, 7_777_777]
const KEYS = ['url', 'email', 'description', 'com.github', 'schlüssel', '🔑', 'a[b][0]', '']
const CONTENT_TYPES = [1n, 2n, 4n, 8n]
const INTERFACES: Hex[] = ['0x01ffc9a7', '0x9061b923']
/** An unknown function with and without an argument. */
const UNKNOWN: Hex[] = [`0xdeadbeef${'00'.repeat(32)}`, `0xdeadbeef${'00'.repeat(32)}${'07'.repeat(32)}`, '0xcafebabe']

export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** From 0 to below `end` (mulberry32). */
  below(end: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % end
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)] as T
  }

  bytes(length: number): Hex {
    return toHex(Uint8Array.from({ length }, () => 1 + this.below(255)))
  }

  /** Records, each once, with a value or set to nothing. */
  records(count: number): NameRecord[] {
    const records = new Map<Hex, NameRecord>()
    for (let i = 0; i < count; i++) {
      const [call, value] = this.#stored()
      const state = this.below(5) === 0 ? 2 : 1
      records.set(call, { call, state, value: state === 1 ? value : '0x' })
    }
    return [...records.values()]
  }

  /** A call that a client may make. */
  call(depth = 2): Hex {
    const kind = this.below(20)
    if (kind === 0 && depth > 0) {
      const calls = Array.from({ length: this.below(5) }, () => this.call(depth - 1))
      return encodeFunctionData({ abi, functionName: 'multicall', args: [calls] })
    }
    if (kind < 3) return encodeFunctionData({ abi: addrOnly, functionName: 'addr', args: [this.#node()] })
    if (kind < 5) {
      const args = [this.#node(), BigInt(this.pick(COINS))] as const
      return encodeFunctionData({ abi, functionName: 'hasAddr', args })
    }
    if (kind === 5) {
      const args = [this.#node(), BigInt(this.below(32))] as const
      return encodeFunctionData({ abi, functionName: 'ABI', args })
    }
    const [call] = this.#stored()
    return call.length < 74 ? call : (`${call.slice(0, 10)}${this.#node().slice(2)}${call.slice(74)}` as Hex)
  }

  /** The node of a call counts for nothing. */
  #node(): Hex {
    return this.below(3) === 0 ? zeroHash : this.bytes(32)
  }

  /** A record's call, and a value that it takes. */
  #stored(): [Hex, Hex] {
    const bytes = (value: Hex) => encodeAbiParameters([{ type: 'bytes' }], [value])
    const string = (value: string) => encodeAbiParameters([{ type: 'string' }], [value])
    const some = () => this.bytes(1 + this.below(70))
    switch (this.below(14)) {
      case 0:
      case 1:
      case 2: {
        const coin = this.pick(COINS)
        const isEvm = coin === 60 || coin >= 0x80000000
        const call = encodeFunctionData({ abi, functionName: 'addr', args: [zeroHash, BigInt(coin)] })
        // Bitcoin takes a script, Solana a key.
        const script = `0x0014${this.bytes(20).slice(2)}` as const
        return [call, bytes(coin === 0 ? script : this.bytes(isEvm ? 20 : 32))]
      }
      case 3:
      case 4:
      case 5: {
        const call = encodeFunctionData({ abi, functionName: 'text', args: [zeroHash, this.pick(KEYS)] })
        return [call, string(this.pick(['', 'short', 'ü'.repeat(40), '🔑']))]
      }
      case 6:
        return [encodeFunctionData({ abi, functionName: 'contenthash', args: [zeroHash] }), bytes(some())]
      case 7:
        return [encodeFunctionData({ abi, functionName: 'name', args: [zeroHash] }), string('somebody.eth')]
      case 8: {
        const call = encodeFunctionData({ abi, functionName: 'pubkey', args: [zeroHash] })
        return [call, `${this.bytes(32)}${this.bytes(32).slice(2)}`]
      }
      case 9: {
        const type = this.pick(CONTENT_TYPES)
        const call = encodeFunctionData({ abi, functionName: 'ABI', args: [zeroHash, type] })
        return [call, encodeAbiParameters([{ type: 'uint256' }, { type: 'bytes' }], [type, some()])]
      }
      case 10: {
        const args = [zeroHash, this.pick(INTERFACES)] as const
        const call = encodeFunctionData({ abi, functionName: 'interfaceImplementer', args })
        return [call, encodeAbiParameters([{ type: 'address' }], [this.bytes(20)])]
      }
      case 11: {
        const args = [zeroHash, toHex(this.below(2), { size: 32 }), 16] as const
        return [encodeFunctionData({ abi, functionName: 'dnsRecord', args }), bytes(some())]
      }
      case 12: {
        const call = encodeFunctionData({ abi, functionName: 'data', args: [zeroHash, this.pick(KEYS)] })
        return [call, bytes(some())]
      }
      default:
        switch (this.below(3)) {
          case 0:
            return [encodeFunctionData({ abi, functionName: 'zonehash', args: [zeroHash] }), bytes(some())]
          case 1: {
            const call = encodeFunctionData({ abi: addrOfChain, functionName: 'addr', args: [zeroHash, '0x00010000'] })
            return [call, bytes(some())]
          }
          default:
            return [this.pick(UNKNOWN), this.bytes(32 * (1 + this.below(3)))]
        }
    }
  }
}
