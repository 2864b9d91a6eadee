#!/usr/bin/env node
// A stand-in for the native `solc`, so that Foundry compiles with the version pinned in
// package-lock.json. Foundry asks only for `--version` and `--standard-json`.
import { readFileSync } from 'node:fs'
import solc from 'solc'

const output = process.argv.includes('--version')
  ? `solc, the solidity compiler commandline interface\nVersion: ${solc.version()}\n`
  : solc.compile(readFileSync(0, 'utf8'))

// No process.exit() after this: it would cut piped output at 64 kB.
process.stdout.write(output)
