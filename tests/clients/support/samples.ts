// Values of records in both their forms; ENS's own packages make the binary one.
import { getCoderByCoinName } from '@ensdomains/address-encoder'
import { encode } from '@ensdomains/content-hash'
import { type Hex, bytesToHex } from 'viem'

// BIP-173's first example, and a directory in IPFS.
const address = 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'
const cid = 'QmRAQB6YaCyidP37UdDnjFY5vQuiBrcqdyoW1CuDgwxkD4'

/** A Bitcoin address: as text, and as the scriptPubKey that the record holds. */
export const BITCOIN = { text: address, bytes: bytesToHex(getCoderByCoinName('btc').decode(address)) }

/** A contenthash: as a URI, and as the record holds it. */
export const IPFS = { uri: `ipfs://${cid}`, bytes: `0x${encode('ipfs', cid)}` as Hex }
