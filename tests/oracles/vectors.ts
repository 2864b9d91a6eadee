// Writes tests/vectors/families.json: the address of nodes on each chain family, as the family's own
// library has it.
//
//   npm --prefix tests/oracles ci && npm --prefix tests/oracles run vectors
//
// The file is an object of arrays, one for each family: `node` and the family's constants, and what
// follows from them: `address`, in the binary form that ENS answers; `text`, as the chain writes it
// (Tron, Solana, CosmWasm); `bump` (Solana). Tron's constants are without the prefix 41, a zkStack
// constructor is given `abi.encode(implementation, node, keystore)`.
//
// Bytes are 0x-prefixed hexadecimal; `bump` is a number. A rerun writes the same file. A vector that
// was published once never changes.
import { writeFileSync } from 'node:fs'
import { checkPublished, families } from './families.ts'
import { COUNT, FILE, SEED } from './file.ts'

checkPublished()
writeFileSync(FILE, `${JSON.stringify(families(SEED, COUNT), null, 2)}\n`)
