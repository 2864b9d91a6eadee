#!/usr/bin/env node
// Writes out/standard-json/: Solidity's standard JSON input of each contract that is deployed, which
// explorers take to verify its source. Each is compiled first, and must give the artifact's bytes.
// Usage: node script/standard-json.mjs [Contract…]
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import solc from 'solc'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const out = join(root, 'out', 'standard-json')

// As in foundry.toml.
const REMAPPINGS = [
  ['@openzeppelin/contracts/', 'node_modules/@openzeppelin/contracts/'],
  ['solady/', 'node_modules/solady/src/'],
  ['@account-abstraction/', 'node_modules/@account-abstraction/'],
]
const IMPORT = /^\s*import\b[^;]*?["']([^"']+)["']\s*;/gms

function resolve(from, path) {
  if (path.startsWith('.')) return posix.normalize(posix.join(posix.dirname(from), path))
  const remapping = REMAPPINGS.find(([prefix]) => path.startsWith(prefix))
  return remapping ? path.replace(...remapping) : path
}

// A file and all that it imports.
function sourcesOf(path, found = {}) {
  if (path in found) return found
  const content = readFileSync(join(root, path), 'utf8')
  found[path] = { content }
  for (const [, imported] of content.matchAll(IMPORT)) sourcesOf(resolve(path, imported), found)
  return found
}

function inputOf({ sourceName, contractName, settings }) {
  const { optimizer, evmVersion, metadata } = settings
  return {
    language: 'Solidity',
    sources: sourcesOf(sourceName),
    settings: {
      remappings: REMAPPINGS.map((pair) => pair.join('=')),
      optimizer,
      evmVersion,
      metadata,
      outputSelection: { [sourceName]: { [contractName]: ['abi', 'evm.bytecode.object'] } },
    },
  }
}

function check({ sourceName, contractName, bytecode, compiler }, input) {
  if (!solc.version().startsWith(compiler)) throw new Error(`solc is ${solc.version()}, not ${compiler}`)
  const { errors = [], contracts } = JSON.parse(solc.compile(JSON.stringify(input)))
  const error = errors.find(({ severity }) => severity === 'error')
  if (error) throw new Error(error.formattedMessage)
  const compiled = `0x${contracts[sourceName][contractName].evm.bytecode.object}`
  if (compiled !== bytecode) throw new Error(`${contractName}: this input gives other code than the artifact`)
}

const wanted = process.argv.slice(2)
const artifacts = readdirSync(join(root, 'artifacts'))
  .filter((file) => file !== 'deployment.json')
  .map((file) => JSON.parse(readFileSync(join(root, 'artifacts', file), 'utf8')))
  .filter(({ sourceName, bytecode }) => sourceName.startsWith('src/') && bytecode !== '0x')
  .filter(({ contractName }) => wanted.length === 0 || wanted.includes(contractName))
mkdirSync(out, { recursive: true })
for (const artifact of artifacts) {
  const input = inputOf(artifact)
  check(artifact, input)
  writeFileSync(join(out, `${artifact.contractName}.json`), `${JSON.stringify(input, null, 2)}\n`)
}
if (artifacts.length === 0) throw new Error(`no contract is called ${wanted.join(', ')}`)
console.log(`${artifacts.length} standard JSON inputs, each checked, in out/standard-json`)
