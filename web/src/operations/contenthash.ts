// Contenthashes as people write them (ENSIP-7): ipfs:// and bzz:// addresses; any other as hex.
import { base32nopad, base58 } from '@scure/base'
import { bytesToHex, concat, type Hex, hexToBytes, size, slice } from 'viem'

/** The codec ipfs-ns (0xe3) as a varint. */
const IPFS = '0xe301'
/** swarm-ns, then CID version 1, codec swarm-manifest, keccak-256 of 32 bytes. */
const SWARM = '0xe40101fa011b20'
/** What a CID of version 0 leaves away: version 1, codec dag-pb. */
const DAG_PB = '0x0170'
/** A SHA-256 multihash begins so. */
const SHA2_256 = '0x1220'

export function writeContenthash(text: string): Hex {
  const written = text.trim()
  if (/^0x([0-9a-fA-F]{2})+$/.test(written)) return written.toLowerCase() as Hex
  const swarm = /^bzz:\/\/([0-9a-fA-F]{64})$/.exec(written)
  if (swarm) return concat([SWARM, `0x${swarm[1]?.toLowerCase()}` as Hex])
  const ipfs = /^ipfs:\/\/([0-9a-zA-Z]+)\/?$/.exec(written)
  const cid = ipfs?.[1] && readCid(ipfs[1])
  if (cid) return concat([IPFS, cid])
  throw new Error('Written as ipfs://…, bzz://…, or as 0x and hexadecimal digits.')
}

/** Nothing if it is of another kind. */
export function readContenthash(bytes: Hex): string | undefined {
  if (bytes.startsWith(IPFS)) return `ipfs://b${base32nopad.encode(hexToBytes(slice(bytes, 2))).toLowerCase()}`
  if (bytes.startsWith(SWARM) && size(bytes) === size(SWARM) + 32) return `bzz://${bytes.slice(SWARM.length)}`
  return undefined
}

function readCid(text: string): Hex | undefined {
  try {
    if (text.startsWith('Qm')) {
      const hash = bytesToHex(base58.decode(text))
      return size(hash) === 34 && hash.startsWith(SHA2_256) ? concat([DAG_PB, hash]) : undefined
    }
    // Multibase b: base32 in small letters.
    if (!/^b[a-z2-7]+$/.test(text)) return undefined
    const cid = bytesToHex(base32nopad.decode(text.slice(1).toUpperCase()))
    return cid.startsWith('0x01') ? cid : undefined
  } catch {
    return undefined
  }
}
