// Clients in other languages: programs that answer one JSON question a line.
import { createInterface } from 'node:readline'
import type { Hex } from 'viem'
import { REGISTRY } from '../support/chain.ts'
import { paths } from '../support/paths.ts'
import { Child } from '../support/process.ts'
import { BITCOIN, type EnsClient, type MakeClient, bitcoinText, evmCoinType, evmText } from './client.ts'

/** web3.py 7: walks the registry. */
export const web3py: MakeClient = ({ url }) =>
  client('web3.py 7.14.1', 'registry', new Lines('web3.py', paths.python, [paths.web3py, url, REGISTRY]))

/** alloy-ens: asks the Universal Resolver, at its canonical address. */
export const alloy: MakeClient = ({ url }) =>
  client('alloy-ens 2.5.0', 'Universal Resolver', new Lines('alloy-ens', paths.alloyClient, [url]))

/** A program with questions going in and answers coming out, one at a time. */
class Lines {
  readonly #child: Child
  readonly #answers: AsyncIterator<string>
  readonly #name: string
  #turn: Promise<unknown> = Promise.resolve()

  constructor(name: string, file: string, args: string[]) {
    this.#name = name
    this.#child = new Child(name, file, args)
    if (!this.#child.process.stdout) throw new Error(`${name} has no output`)
    this.#answers = createInterface(this.#child.process.stdout)[Symbol.asyncIterator]()
  }

  ask(question: object): Promise<string | null> {
    const answer = this.#turn.then(() => this.#ask(question))
    this.#turn = answer.catch(() => {})
    return answer
  }

  stop(): Promise<void> {
    return this.#child.stop()
  }

  async #ask(question: object): Promise<string | null> {
    this.#child.process.stdin?.write(`${JSON.stringify(question)}\n`)
    const answer = await this.#answers.next()
    if (answer.done) throw new Error(`${this.#name} ended:\n${this.#child.output}`)
    const { value, error } = JSON.parse(answer.value)
    if (error !== undefined) throw new Error(`${this.#name}: ${error}`)
    return value
  }
}

function client(name: string, route: EnsClient['route'], lines: Lines): EnsClient {
  const ask = (kind: string, name: string, more = {}) => lines.ask({ kind, name, ...more })
  return {
    name,
    route,
    ethereum: async (name) => evmText(await ask('ethereum', name)),
    evm: async (name, chainId) => evmText(await ask('address', name, { coinType: evmCoinType(chainId) })),
    bitcoin: async (name) => bitcoinText((await ask('address', name, { coinType: BITCOIN })) as Hex | null),
    text: (name, key) => ask('text', name, { key }),
    contenthash: (name) => ask('contenthash', name),
    close: () => lines.stop(),
  }
}
