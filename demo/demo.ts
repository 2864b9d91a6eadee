// `make demo`: one name, from its registration to an account that stands where ENS said.
import { clients } from '../tests/clients/ens/all.ts'
import type { EnsClient } from '../tests/clients/ens/client.ts'
import { deployAccount } from '../tests/clients/support/account.ts'
import { BITCOIN, IPFS } from '../tests/clients/support/samples.ts'
import { PARENT, type World, startWorld } from '../tests/clients/world.ts'
import { Steps, bold, dim, green, table } from './show.ts'

const NAME = `alice.${PARENT}`
const KEY_FILE = 'alice.key'
const TEXT = ['description', 'One name, every chain'] as const

/** A row of `GET /v1/names/{name}/addresses`. */
interface ChainRow {
  chain: string
  chainId: number
  address: string | null
}

const steps = new Steps()

async function demo(): Promise<void> {
  steps.begin('A world of its own')
  const world = await startWorld(steps.next)

  steps.begin(`${NAME}, with a key made on the spot`)
  await register(world)

  steps.begin(`${clients.length} ENS clients, none of them written here`)
  const address = await resolve(world)

  steps.begin(`${NAME} on every chain`)
  await showChains(world)

  steps.begin("Alice's account")
  await deploy(world, address)
  console.log(`\n${green('✔')} ${bold(address)} is Alice's account, exactly where ENS said.`)

  if (process.env.KEEP === '1') showWorld(world)
  else await world.stop()
}

/** Registers the name by the command line, as a person would. */
async function register({ gateway }: World): Promise<void> {
  steps.next(`mononym register ${NAME} --key ${KEY_FILE}`)
  await gateway.run('register', NAME, '--key', KEY_FILE)
  steps.next(`mononym account set ${NAME}: a text, a contenthash and a Bitcoin address`)
  const records = ['--text', TEXT.join('='), '--contenthash', IPFS.bytes, '--addr', `0=${BITCOIN.bytes}`]
  await gateway.run('account', 'set', NAME, '--key', KEY_FILE, ...records)
}

/** Asks every client; they must agree. Returns the address. */
async function resolve({ chain }: World): Promise<`0x${string}`> {
  const answers = []
  for (const make of clients) {
    const client = make(chain)
    steps.next(`${client.name}, by the ${client.route}`)
    answers.push(await askAll(client))
    await client.close()
  }
  steps.next('they all say')
  const [first, ...others] = answers
  if (first === undefined) throw new Error('there are no clients')
  for (const other of others) {
    if (JSON.stringify(other) !== JSON.stringify(first)) {
      throw new Error(`one says ${Object.values(first).join(', ')}, another ${Object.values(other).join(', ')}`)
    }
  }
  console.log(table(Object.entries(first).map(([what, answer]) => ['  ', what, green(answer)])))
  return first.Ethereum
}

async function askAll(client: EnsClient) {
  const found = <T>(what: string, answer: T | null): T => {
    if (answer === null) throw new Error(`${client.name} found no ${what}`)
    return answer
  }
  const contenthash = found('contenthash', await client.contenthash(NAME))
  // ethers makes a URI of it, the others give the bytes.
  if (contenthash !== IPFS.bytes && contenthash !== IPFS.uri) {
    throw new Error(`${client.name} found another contenthash: ${contenthash}`)
  }
  return {
    Ethereum: found('address on Ethereum', await client.ethereum(NAME)),
    Base: found('address on Base', await client.evm(NAME, 8453)),
    Bitcoin: found('Bitcoin address', await client.bitcoin(NAME)),
    [TEXT[0]]: found('text', await client.text(NAME, TEXT[0])),
    contenthash: IPFS.uri,
  }
}

/** The addresses on the chains where the owner's keys can reach the account. */
async function showChains({ gateway }: World): Promise<void> {
  steps.next(`${gateway.url}/v1/names/${NAME}/addresses`)
  const { body } = await gateway.get(`/v1/names/${NAME}/addresses`)
  const chains: ChainRow[] = body.chains
  const answered = chains.filter(({ address }) => address !== null)
  console.log(table(answered.map(({ chain, chainId, address }) => ['  ', chain, dim(`${chainId}`), `${address}`])))
  const others = chains.length - answered.length
  console.log(dim(`    ENS answers nothing for ${others} more chains, where the account could not be reached.`))
  console.log(dim(`    Addresses for ${body.stage}: they change until the contracts are released.`))
}

/** Deploys the account and looks where it stands. */
async function deploy({ chain }: World, address: `0x${string}`): Promise<void> {
  steps.next(`nothing stands at ${address} yet`)
  const before = await chain.client.getCode({ address })
  if (before !== undefined) throw new Error(`there is code: ${before}`)

  steps.next('anybody may deploy the account, and somebody does')
  const deployed = await deployAccount(chain, NAME)
  if (deployed !== address) throw new Error(`the factory put it at ${deployed}`)

  steps.next('now there is code at that address')
  if ((await chain.client.getCode({ address })) === undefined) throw new Error('there is none')
}

function showWorld({ gateway, chain, resolver }: World): void {
  console.log(`\n${bold('Everything goes on running until you press Ctrl-C:')}`)
  console.log(
    table([
      ['service', gateway.url],
      ['Ethereum', `${chain.url}, chain id ${chain.chain.id}`],
      ['resolver', resolver],
      ["Alice's key", `${gateway.dataFolder}/${KEY_FILE}`],
      ['try', `target/debug/mononym addresses ${NAME} --gateway ${gateway.url}`],
    ]),
  )
}

demo().catch(steps.fail)
