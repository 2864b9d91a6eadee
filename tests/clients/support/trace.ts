// Instruction by instruction through one call in a transaction, before it is sent (debug_traceCall).
import { type Address, type Hex, getAddress, isAddressEqual, pad, slice } from 'viem'
import type { Chain } from './chain.ts'

/** An instruction that was executed. */
export interface Step {
  op: string
  depth: number
  /** The top is the last. */
  stack: Hex[]
  /** Whose storage it would read. */
  context: Address
}

interface StructLog {
  op: string
  depth: number
  stack: Hex[]
}

/** Calls by their instruction, and whether the callee has storage of its own. */
const CALLS: Record<string, boolean> = { CALL: true, STATICCALL: true, DELEGATECALL: false, CALLCODE: false }
export const isCall = (op: string) => op in CALLS

/** The n-th word from the top of the stack. */
export const word = ({ stack }: { stack: Hex[] }, n: number): Hex => pad(stack[stack.length - 1 - n] ?? '0x', { size: 32 })
/** The same as an address. */
export const addressAt = (step: { stack: Hex[] }, n: number): Address => getAddress(slice(word(step, n), 12))

/** A transaction as it would be sent now. */
export interface Transaction {
  from: Address
  to: Address
  data: Hex
}

/**
 * All that happens in the first call of a contract from a transaction's target, down to the deepest, in order.
 *
 * @param codes what stands in for the code at some addresses
 */
export async function stepsOfCall(
  chain: Chain,
  transaction: Transaction,
  callee: Address,
  codes: Record<Address, Hex> = {},
): Promise<Step[]> {
  const stateOverrides = Object.fromEntries(Object.entries(codes).map(([address, code]) => [address, { code }]))
  const settings = { disableStorage: true, enableMemory: false, enableReturnData: false, stateOverrides }
  const { structLogs, failed } = (await chain.client.request({
    method: 'debug_traceCall',
    params: [transaction, 'latest', settings],
  } as never)) as { structLogs: StructLog[]; failed: boolean }
  if (failed) throw new Error('the transaction would fail')

  const { to: caller } = transaction
  const steps: Step[] = []
  const contexts = [caller]
  let previous: StructLog | undefined
  for (const { op, depth, stack } of structLogs) {
    if (previous !== undefined && depth > contexts.length) {
      const own = CALLS[previous.op]
      const parent = contexts[contexts.length - 1] ?? caller
      contexts.push(own === false ? parent : addressAt(previous, 1))
    }
    contexts.length = depth
    previous = { op, depth, stack }
    const context = contexts[depth - 1] ?? caller
    const inside = contexts.some((each) => isAddressEqual(each, callee))
    if (inside) steps.push({ op, depth, stack, context })
    else if (steps.length !== 0) return steps
  }
  return steps
}
