// What each family's own library makes of nodes: tests/vectors/families.json.
import { type Hex, concat, hexToNumber, numberToHex } from 'viem'
import { checkCosmWasm, cosmwasm } from './families/cosmwasm.ts'
import { checkEvm, evm } from './families/evm.ts'
import { checkSolana, solana } from './families/solana.ts'
import { checkStarknet, starknet } from './families/starknet.ts'
import { checkTron, tron } from './families/tron.ts'
import { checkZkStack, zkStack } from './families/zkStack.ts'
import { EDGE_NODES, NAMED, randomNodes } from './nodes.ts'
import { bytes } from './random.ts'

export type Families = ReturnType<typeof families>

/** Solana's loader of upgradeable programs, whose address everybody knows. */
const LOADER = '0x02a8f6914e88a1b0e210153ef763ae2b00c2b93d16c124d2c0537a1004800000'
const PREFIXES = ['cosmos', 'osmo', 'juno', 'neutron', 'inj']

/** Throws if a library does not say what was published. */
export function checkPublished(): void {
  checkEvm()
  checkZkStack()
  checkTron()
  checkStarknet()
  checkSolana()
  checkCosmWasm()
}

/** Constants of every family that follow from a word. */
export function constants(word: string) {
  // A felt is below 2^251 and a little.
  const classHash = concat(['0x00', bytes(31, 'class', word)])
  return {
    keystore: bytes(20, 'keystore', word),
    factory: bytes(20, 'factory', word),
    implementation: bytes(20, 'implementation', word),
    bytecodeHash: bytecodeHash(word),
    classHash,
    program: bytes(32, 'program', word),
    checksum: bytes(32, 'checksum', word),
    creator: bytes(hexToNumber(bytes(1, 'short', word)) % 2 === 0 ? 20 : 32, 'creator', word),
    prefix: PREFIXES[hexToNumber(bytes(1, 'prefix', word)) % PREFIXES.length] as string,
  }
}

/** A hash as Era makes one: 0x01, 0x00, the length in words, which is odd, and 28 bytes of SHA-256. */
function bytecodeHash(word: string): Hex {
  const words = hexToNumber(bytes(2, 'words', word)) | 1
  return concat(['0x0100', numberToHex(words, { size: 2 }), bytes(28, 'code', word)])
}

/** Constants that are easy to read. */
const READABLE = {
  keystore: `0x${'33'.repeat(20)}`,
  factory: `0x${'22'.repeat(20)}`,
  implementation: `0x${'11'.repeat(20)}`,
  bytecodeHash: `0x01000005${'44'.repeat(28)}`,
  classHash: `0x05${'55'.repeat(31)}`,
  program: LOADER,
  checksum: `0x${'66'.repeat(32)}`,
  creator: `0x${'77'.repeat(20)}`,
  prefix: 'cosmos',
} as const

/** The named nodes and the edges under constants easy to read, then random ones under random ones. */
export function families(seed: string, count: number) {
  const inputs = [
    ...[...NAMED, ...EDGE_NODES].map((node) => [node, READABLE] as const),
    ...randomNodes(seed, count).map((node, index) => [node, constants(`${seed} ${index}`)] as const),
  ]
  const all = <T>(derive: (node: Hex, of: ReturnType<typeof constants>) => T) =>
    inputs.map(([node, of]) => derive(node, of))
  return {
    evm: all(evm),
    zkStack: all(zkStack),
    tron: all(tron),
    starknet: all(starknet),
    solana: [...all(solana), ...lowBumps(seed)],
    cosmwasm: all(cosmwasm),
  }
}

/** Solana's rule tries bumps from 255 down: the nodes, of a thousand, for which it tries the most. */
function lowBumps(seed: string) {
  return randomNodes(`${seed}, low bumps`, 1000)
    .map((node) => solana(node, READABLE))
    .sort((a, b) => a.bump - b.bump)
    .slice(0, 4)
}
