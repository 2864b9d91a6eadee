// What an account publishes for its mini-accounts to execute (docs/mini-accounts.md, "Calls").
import { StandardMerkleTree } from '@openzeppelin/merkle-tree'
import type { Address, Hex } from 'viem'
import { inAnHour } from './owner.ts'

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

/** An operation that may be executed for an hour. */
export function outboxOperation(chainId: number, account: Address, nonce: bigint, calls: OutboxCall[]): OutboxOperation {
  return { chainId: BigInt(chainId), account, nonce, validFrom: 0n, deadline: BigInt(inAnHour()), calls }
}

/** An account's outbox. */
export class Outbox {
  readonly #tree: StandardMerkleTree<[ReturnType<typeof tuple>]>

  constructor(...operations: OutboxOperation[]) {
    const type = '(uint256,address,uint256,uint64,uint64,(address,uint256,bytes)[])'
    this.#tree = StandardMerkleTree.of(
      operations.map((operation): [ReturnType<typeof tuple>] => [tuple(operation)]),
      [type],
    )
  }

  get root(): Hex {
    return this.#tree.root as Hex
  }

  /** The siblings of an operation, bottom-up. */
  proof(operation: OutboxOperation): Hex[] {
    return this.#tree.getProof([tuple(operation)]) as Hex[]
  }
}

const tuple = ({ chainId, account, nonce, validFrom, deadline, calls }: OutboxOperation) =>
  [chainId, account, nonce, validFrom, deadline, calls.map(({ target, value, data }) => [target, value, data])] as const
