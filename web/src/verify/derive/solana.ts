// Solana: program-derived addresses.
import { ed25519 } from '@noble/curves/ed25519'
import { sha256 } from '@noble/hashes/sha2'
import { base58 } from '@scure/base'
import { type Hex, hexToBytes } from 'viem'
import { type Computed, type Inputs, InputError, text } from './family.ts'

const SEED = 'mini-account'
const MARKER = 'ProgramDerivedAddress'

export function solana(node: Hex, inputs: Inputs): Computed {
  const program = programOf(inputs)
  const encoder = new TextEncoder()
  // The first address off the curve: nobody can hold a key to it.
  for (let bump = 255; bump > 0; bump--) {
    const parts = [encoder.encode(SEED), hexToBytes(node), Uint8Array.of(bump), program, encoder.encode(MARKER)]
    const hash = parts.reduce((hasher, part) => hasher.update(part), sha256.create()).digest()
    if (isOnCurve(hash)) continue
    return {
      address: base58.encode(hash),
      steps: [
        { label: 'Program', value: text(inputs, 'program') },
        { label: 'Seeds', value: `"${SEED}", ${node}`, formula: 'the node behind a word' },
        { label: 'Bump', value: String(bump), formula: 'the highest that leads off the curve' },
      ],
      formula: 'sha256(seeds ‖ bump ‖ program ‖ "ProgramDerivedAddress") in base58',
    }
  }
  throw new InputError('program', 'leads to no address')
}

function programOf(inputs: Inputs): Uint8Array {
  let program: Uint8Array | undefined
  try {
    program = base58.decode(text(inputs, 'program'))
  } catch {
    // Said below.
  }
  if (program?.length !== 32) throw new InputError('program', 'is not 32 bytes in base58')
  return program
}

/** As Solana decides it: by its rules a y beyond the prime counts as its remainder. */
function isOnCurve(bytes: Uint8Array): boolean {
  try {
    const { fromHex } = ed25519.ExtendedPoint as unknown as { fromHex(bytes: Uint8Array, zip215: boolean): unknown }
    fromHex.call(ed25519.ExtendedPoint, bytes, true)
    return true
  } catch {
    return false
  }
}
