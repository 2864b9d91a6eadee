// What an account publishes for its mini-accounts to execute (docs/mini-accounts.md, "Calls").
import { type Address, type Hex, concat, encodeAbiParameters, keccak256, parseAbiParameters } from 'viem'
import { inAnHour } from './owner.ts'

const type = parseAbiParameters([
  'OutboxOperation operation',
  'struct OutboxOperation { uint256 chainId; address account; uint256 nonce; uint64 validFrom; uint64 deadline; Call[] calls; }',
  'struct Call { address target; uint256 value; bytes data; }',
])

export interface OutboxCall {
  target: Address
  value: bigint
  data: Hex
}

export interface OutboxOperation {
  chainId: bigint
  account: Address
  nonce: bigint
  validFrom: bigint
  deadline: bigint
  calls: OutboxCall[]
}

/** An outbox of two operations: each is the other's proof. */
export class Outbox {
  readonly root: Hex
  readonly #leaves: [Hex, Hex]

  constructor(first: OutboxOperation, second: OutboxOperation) {
    this.#leaves = [leaf(first), leaf(second)]
    this.root = keccak256(concat([...this.#leaves].sort()))
  }

  /** An operation that may be executed for an hour. */
  static operation(chainId: number, account: Address, nonce: bigint, calls: OutboxCall[]): OutboxOperation {
    return { chainId: BigInt(chainId), account, nonce, validFrom: 0n, deadline: BigInt(inAnHour()), calls }
  }

  /** The siblings of an operation. */
  proof(operation: OutboxOperation): Hex[] {
    return this.#leaves.filter((other) => other !== leaf(operation))
  }
}

/** Hashed twice: an inner node is no leaf. */
function leaf(operation: OutboxOperation): Hex {
  return keccak256(keccak256(encodeAbiParameters(type, [operation])))
}
