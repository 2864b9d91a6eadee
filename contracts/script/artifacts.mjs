#!/usr/bin/env node
// Writes artifacts/: one JSON for each contract that is deployed or stood in for, and
// deployment.json, where they stand. With --check it writes nothing and fails if anything differs
// from the source. Usage: node script/artifacts.mjs [--check]
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { deployment, PLACED } from './deployment.mjs'

// A file's contract has its name, unless another is named.
const CONTRACTS = [
  'src/resolver/SignedResolver.sol',
  'src/resolver/ProvenResolver.sol',
  'src/resolver/ChainList.sol',
  'src/resolver/EvmAddressRule.sol',
  'src/resolver/ZkStackAddressRule.sol',
  'src/resolver/TronAddressRule.sol',
  'src/resolver/SolanaAddressRule.sol',
  'src/resolver/CosmWasmAddressRule.sol',
  'src/resolver/IProofGateway.sol',
  'src/account/RootMessenger.sol',
  'src/account/RootOracle.sol',
  'src/account/MiniAccountBootstrap.sol',
  'src/account/MiniAccountFactory.sol',
  'src/account/P256Fallback.sol',
  'src/account/ReplayRules.sol',
  'src/account/MiniAccount.sol',
  'src/account/RootBroadcaster.sol',
  'src/keystore/Keystore.sol',
  'src/keystore/ProposerVerifier.sol',
  'test/VectorHarness.sol',
  'test/fixtures/CreateXStandIn.sol',
  'test/fixtures/UniversalResolverStandIn.sol',
  'test/fixtures/BridgeStandIns.sol:PortalStandIn',
  'test/fixtures/BridgeStandIns.sol:InboxStandIn',
  'test/fixtures/BridgeStandIns.sol:BridgehubStandIn',
]

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const folder = join(root, 'artifacts')

// From scratch and in a folder of its own: nothing left over from an earlier build can slip in.
function compile() {
  const out = join(root, 'cache', 'artifacts')
  rmSync(out, { recursive: true, force: true })
  const options = ['--force', '--out', out, '--cache-path', join(out, 'cache')]
  const sources = new Set(CONTRACTS.map((contract) => contract.split(':')[0]))
  execFileSync('forge', ['build', ...options, ...sources], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, FOUNDRY_PROFILE: 'default' },
  })
  return out
}

function artifact(out, contract) {
  const [path, named] = contract.split(':')
  const file = path.split('/').pop()
  const contractName = named ?? file.replace('.sol', '')
  const { abi, bytecode, deployedBytecode, metadata } = JSON.parse(
    readFileSync(join(out, file, `${contractName}.json`), 'utf8'),
  )
  const { optimizer, evmVersion, metadata: tail } = metadata.settings
  return {
    contractName,
    sourceName: path,
    abi,
    bytecode: bytecode.object,
    deployedBytecode: deployedBytecode.object,
    compiler: metadata.compiler.version,
    settings: { optimizer, evmVersion, metadata: tail },
  }
}

// The files of artifacts/ as they should be: name -> text.
function expected() {
  const out = compile()
  const artifacts = CONTRACTS.map((path) => artifact(out, path))
  const named = (name) => artifacts.find(({ contractName }) => contractName === name)
  const placed = deployment((name) => named(name).bytecode)
  const files = new Map(artifacts.map((a) => [`${a.contractName}.json`, a]))
  files.set('deployment.json', placed)
  return new Map([...files].map(([name, json]) => [name, JSON.stringify(json, null, 2) + '\n']))
}

// Each contract names the one before it by its address, which follows from that one's bytes: so the
// first that is wrong must be put right before the next can be known.
function requirePlaced(deployed) {
  const source = 'src/account/Placed.sol'
  const text = readFileSync(join(root, source), 'utf8')
  for (const [role, { constant }] of Object.entries(PLACED)) {
    if (!constant) continue
    const [, written] = new RegExp(`${constant}\\s*=\\s*(0x[0-9a-fA-F]{40})`).exec(text) ?? []
    if (written === deployed[role].address) continue
    throw new Error(`${source} says ${constant} = ${written}; write ${deployed[role].address} there`)
  }
}

function check(files) {
  const present = existsSync(folder) ? readdirSync(folder) : []
  const stale = [...files]
    .filter(([name, text]) => !present.includes(name) || readFileSync(join(folder, name), 'utf8') !== text)
    .map(([name]) => name)
  const strange = present.filter((name) => !files.has(name))
  if (stale.length + strange.length === 0) return
  throw new Error(
    `contracts/artifacts differs from the source: ${[...stale, ...strange].join(', ')}. ` +
      'Run `npm run artifacts` in contracts/ and commit the result.',
  )
}

function write(files) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  for (const [name, text] of files) writeFileSync(join(folder, name), text)
}

try {
  const files = expected()
  requirePlaced(JSON.parse(files.get('deployment.json')))
  process.argv.includes('--check') ? check(files) : write(files)
  console.log(`${files.size} artifacts are up to date`)
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
