// `make demo`: one name, from its registration to an account that stands where ENS said.
import { clients } from '../tests/clients/ens/all.ts'
import type { EnsClient } from '../tests/clients/ens/client.ts'
import { askAddress, revertOf } from '../tests/clients/support/ask.ts'
import type { Chain } from '../tests/clients/support/chain.ts'
import { Forger, forgedRecord, newAddress, signedBy, signingKey } from '../tests/clients/support/forger.ts'
import { untilProven } from '../tests/clients/support/keystore.ts'
import { BITCOIN, IPFS } from '../tests/clients/support/samples.ts'
import { PARENT, type World, resolverAbi, startWorld } from '../tests/clients/world.ts'
import { Life, NEXT_KEY_FILE } from './account.ts'
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

  steps.begin('The same answer, proven: nobody has to trust the gateway')
  await prove(world, address)

  steps.begin('A gateway that lies, with the stolen key of ours')
  await steal(world)

  steps.begin(`${NAME} on every chain`)
  await showChains(world)

  const life = new Life(world, { name: NAME, keyFile: KEY_FILE, address }, steps)
  steps.begin("Alice's account")
  await life.begin()

  steps.begin('Alice changes her key')
  await life.rotate()

  steps.begin('The same account on another chain')
  const rollup = await life.elsewhere()
  console.log(`\n${green('✔')} ${bold(address)} is Alice's account on every chain, exactly where ENS said.`)

  if (process.env.KEEP === '1') showWorld(world, rollup)
  else await Promise.all([world.stop(), rollup.stop()])
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

/** The proven resolver's answer, and what it rests on. */
async function prove({ chain, gateway, resolver, provenResolver }: World, address: string): Promise<void> {
  steps.next('every operation is committed to the Keystore on L1')
  await untilProven(gateway)
  const { body } = await gateway.get('/v1/keystore')
  const { number, root } = body.l1.final
  console.log(table([['  ', `commit ${number}`, dim(root)]]))
  steps.next('the signed resolver believes a signature, the proven one a Merkle proof under that root')
  const rows = []
  for (const [what, resolver_] of [['signed', resolver], ['proven', provenResolver]] as const) {
    const answer = await askAddress(chain, resolver_, NAME)
    if (answer !== address) throw new Error(`the ${what} answer is ${answer}`)
    rows.push(['  ', what, green(answer)])
  }
  console.log(table(rows))
  steps.next('mononym audit --l1: the whole log, rebuilt from L1 alone')
  const audited = await gateway.command('audit', '--l1', chain.url)
  console.log(dim(audited.split('\n').filter((line) => line.includes('follows'))[0] ?? ''))
  for (const [what, trusted] of Object.entries(body.trust)) console.log(dim(`    ${what} answers trust ${trusted}`))
}

/** Puts a forger that has the gateway's signing key between both resolvers and the service. */
async function steal({ chain, gateway, resolver, provenResolver }: World): Promise<void> {
  const thief = newAddress()
  const forger = await Forger.start(gateway.url)
  const swapGateways = async (url: string) => {
    for (const one of [resolver, provenResolver]) await chain.send(one, resolverAbi, 'setGateways', [[url]])
  }
  steps.next(`it signs ${thief} as ${NAME}`)
  await swapGateways(forger.url)
  forger.lie = signedBy(signingKey(gateway), thief, resolver)
  const believed = await askAddress(chain, resolver, NAME)
  if (believed !== thief) throw new Error(`the signed resolver says ${believed}`)
  console.log(table([['  ', 'signed', `${believed}: believed, the money would be gone`]]))

  steps.next('it puts the same into the proof, where a key does not help')
  forger.lie = forgedRecord(thief)
  const refused = await askAddress(chain, provenResolver, NAME).catch((error) => revertOf(error)?.name)
  if (refused !== 'WrongRoot') throw new Error(`the proven resolver says ${refused}`)
  console.log(table([['  ', 'proven', green(`${refused}: refused by the contract`)]]))
  await swapGateways(gateway.url)
  forger.stop()
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

function showWorld({ gateway, chain, resolver, provenResolver }: World, rollup: Chain): void {
  console.log(`\n${bold('Everything goes on running until you press Ctrl-C:')}`)
  console.log(
    table([
      ['service', gateway.url],
      ['Ethereum', `${chain.url}, chain id ${chain.chain.id}`],
      ['another chain', `${rollup.url}, chain id ${rollup.chain.id}`],
      ['signed resolver', resolver],
      ['proven resolver', provenResolver],
      ["Alice's key", `${gateway.dataFolder}/${NEXT_KEY_FILE}`],
      ['try', `target/debug/mononym addresses ${NAME} --gateway ${gateway.url}`],
    ]),
  )
}

demo().catch(steps.fail)
