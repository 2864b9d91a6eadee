// CosmWasm chains, by CosmJS.
import { instantiate2Address } from '@cosmjs/cosmwasm-stargate'
import { fromBech32, toBech32 } from '@cosmjs/encoding'
import { type Hex, bytesToHex, hexToBytes } from 'viem'
import { must } from '../must.ts'

export interface CosmWasmConstants {
  checksum: Hex
  /** 20 or 32 bytes. */
  creator: Hex
  prefix: string
}

export function cosmwasm(node: Hex, { checksum, creator, prefix }: CosmWasmConstants) {
  const by = toBech32(prefix, hexToBytes(creator))
  const text = instantiate2Address(hexToBytes(checksum), by, hexToBytes(node), prefix)
  return { node, checksum, creator, prefix, address: bytesToHex(fromBech32(text).data), text }
}

/** Examples of wasmd (`goldenMasterPredictableContractAddr`), with creators of 20 and of 32 bytes. */
export function checkCosmWasm(): void {
  const checksum = hexToBytes('0x13a1fc994cc6d1c81b746ee0c0ff6f90043875e0bf1d9be6b7d779fc978dc2a5')
  const examples = [
    [
      'purple1nxvenxve42424242hwamhwamenxvenxvhxf2py',
      'purple1t6r960j945lfv8mhl4mage2rg97w63xeynwrupum2s2l7em4lprs9ce5hk',
    ],
    [
      'purple1nxvenxve42424242hwamhwamenxvenxvmhwamhwaamhwamhwlllsatsy6m',
      'purple1juj7jn6j3k9h35euyhealntquc2zmzlxp2ek76jmtypkl4g4vrdsfwmwxk',
    ],
  ] as const
  for (const [creator, address] of examples) {
    must(instantiate2Address(checksum, creator, hexToBytes('0x61'), 'purple'), address)
  }
}
