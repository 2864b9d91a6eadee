// Where CreateX puts the contracts that must stand at the same address on every chain.
import { keccak_256 } from '@noble/hashes/sha3.js'
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'

// CreateX's canonical address (github.com/pcaversaccio/createx).
const CREATEX = '0xba5Ed099633D3B313e4D5F7bdc1305d3c28ba5Ed'

// keccak256 of the proxy's init code in CREATE3, as CreateX has it.
const CREATE3_PROXY_HASH = '0x21c35dbe1b344a2488cf3321d6ce542f8e9f305544ff09e4993a62319a497c1f'

const bytes = (hex) => hexToBytes(hex.slice(2))
const hex = (data) => `0x${bytesToHex(data)}`
const keccak = (...parts) => keccak_256(concatBytes(...parts))

// A salt that CreateX hashes once: it begins with neither the sender nor 20 zero bytes.
const salt = (text) => keccak(utf8ToBytes(text))

// EIP-1014.
const create2 = (deployer, guardedSalt, initCodeHash) =>
  keccak(Uint8Array.of(0xff), bytes(deployer), guardedSalt, initCodeHash).slice(12)

// The address of a contract made by CREATE3: the first contract (nonce 1) that the proxy makes.
const create3 = (deployer, guardedSalt) =>
  keccak(
    Uint8Array.of(0xd6, 0x94),
    create2(deployer, guardedSalt, bytes(CREATE3_PROXY_HASH)),
    Uint8Array.of(0x01),
  ).slice(12)

// ERC-55.
function checksum(address) {
  const digits = bytesToHex(address)
  const mask = bytesToHex(keccak(utf8ToBytes(digits)))
  return `0x${[...digits].map((c, i) => (parseInt(mask[i], 16) > 7 ? c.toUpperCase() : c)).join('')}`
}

function placed(text, initCode) {
  const initCodeHash = keccak(bytes(initCode))
  return {
    salt: hex(salt(text)),
    initCodeHash: hex(initCodeHash),
    address: checksum(create2(CREATEX, keccak(salt(text)), initCodeHash)),
  }
}

// The salt's text of each, in the order in which they name one another, and under what name
// src/account/Placed.sol has its address, if another names it.
export const PLACED = {
  messenger: { contract: 'RootMessenger', text: 'mononym.root-messenger.v1', constant: 'MESSENGER' },
  oracle: { contract: 'RootOracle', text: 'mononym.root-oracle.v1', constant: 'ORACLE' },
  bootstrap: { contract: 'MiniAccountBootstrap', text: 'mononym.bootstrap.v1', constant: 'BOOTSTRAP' },
  factory: { contract: 'MiniAccountFactory', text: 'mononym.factory.v1', constant: 'FACTORY' },
  p256Fallback: { contract: 'P256Fallback', text: 'mononym.p256-fallback.v1', constant: 'P256_FALLBACK' },
  replayRules: { contract: 'ReplayRules', text: 'mononym.replay-rules.v1', constant: 'REPLAY_RULES' },
  miniAccount: { contract: 'MiniAccount', text: 'mononym.mini-account.v1' },
  broadcaster: { contract: 'RootBroadcaster', text: 'mononym.root-broadcaster.v1' },
}

// The content of deployment.json. `initCodeOf` gives a contract's creation code.
export function deployment(initCodeOf) {
  const trial = 'mononym.keystore.trial.v1'
  const roles = Object.entries(PLACED).map(([role, { contract, text }]) => [
    role,
    placed(text, initCodeOf(contract)),
  ])
  return {
    createx: CREATEX,
    ...Object.fromEntries(roles),
    trialKeystore: {
      salt: hex(salt(trial)),
      address: checksum(create3(CREATEX, keccak(salt(trial)))),
    },
  }
}
