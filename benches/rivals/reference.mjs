// @chainlink/ccip-read-server with what the reference gateway of ENS does behind it: find the record,
// sign (0x1900, target, expiry, hash of the call, hash of the result) with ethers' SigningKey.
import ccipRead from '@chainlink/ccip-read-server'
import { ethers } from 'ethers-5'
import { KEY, port, records } from './records.mjs'

const TTL = 300
const { SigningKey, defaultAbiCoder, hexConcat, keccak256, namehash, solidityKeccak256 } = ethers.utils

const profiles = new ethers.utils.Interface([
  'function addr(bytes32 node) view returns (address)',
  'function addr(bytes32 node, uint256 coinType) view returns (bytes)',
  'function text(bytes32 node, string key) view returns (string)',
  'function contenthash(bytes32 node) view returns (bytes)',
])
const answers = {
  'addr(bytes32)': (record) => record.addresses[60] ?? ethers.constants.AddressZero,
  'addr(bytes32,uint256)': (record, coin) => record.addresses[coin] ?? '0x',
  'text(bytes32,string)': (record, key) => record.texts[key] ?? '',
  'contenthash(bytes32)': (record) => record.contenthash,
}
const nothing = { texts: {}, addresses: {}, contenthash: '0x' }

const key = new SigningKey(KEY)
const server = new ccipRead.Server()
server.add(
  ['function resolve(bytes name, bytes data) view returns (bytes result, uint64 expires, bytes signature)'],
  [{ type: 'resolve', func: resolve }],
)
server.makeApp('/').listen(port)

function resolve([dnsName, data], { to, data: call }) {
  const result = answer(nameOf(dnsName), data)
  const expires = Math.floor(Date.now() / 1000) + TTL
  const digest = solidityKeccak256(
    ['bytes', 'address', 'uint64', 'bytes32', 'bytes32'],
    ['0x1900', to, expires, keccak256(call), keccak256(result)],
  )
  const { r, s, v } = key.signDigest(digest)
  return [result, expires, hexConcat([r, s, [v]])]
}

function answer(name, data) {
  const { signature, args } = profiles.parseTransaction({ data })
  if (args[0] !== namehash(name)) throw new Error('the name does not match the node')
  const value = answers[signature](records.get(name) ?? nothing, ...args.slice(1))
  return defaultAbiCoder.encode(profiles.getFunction(signature).outputs, [value])
}

function nameOf(dnsName) {
  const bytes = Buffer.from(dnsName.slice(2), 'hex')
  const labels = []
  for (let at = 0; bytes[at] > 0; at += bytes[at] + 1) {
    labels.push(bytes.toString('utf8', at + 1, at + 1 + bytes[at]))
  }
  return labels.join('.')
}
