// ZK Stack chains that run EraVM code, by zksync-ethers.
import { type Hex, encodeAbiParameters, parseAbiParameters } from 'viem'
import { utils } from 'zksync-ethers'
import { must } from '../must.ts'

export interface ZkStackConstants {
  keystore: Hex
  factory: Hex
  implementation: Hex
  bytecodeHash: Hex
}

const inputTypes = parseAbiParameters('address implementation, bytes32 node, address keystore')

export function zkStack(node: Hex, { keystore, factory, implementation, bytecodeHash }: ZkStackConstants) {
  const input = encodeAbiParameters(inputTypes, [implementation, node, keystore])
  const address = create2(factory, bytecodeHash, node, input)
  return { node, keystore, factory, implementation, bytecodeHash, address }
}

function create2(sender: Hex, bytecodeHash: Hex, salt: Hex, input: Hex): Hex {
  return utils.create2Address(sender, bytecodeHash, salt, input).toLowerCase() as Hex
}

/** The example of zksync-ethers' own tests, whose salt is one byte. */
export function checkZkStack(): void {
  const hash = '0x010001cb6a6e8d5f6829522f19fa9568660e0a9cd53b2e8be4deb0a679452e41'
  must(
    create2('0x36615cf349d7f6344891b1e7ca7c72883f5dc049', hash, '0x01', '0x01'),
    '0x29bac3e5e8ffe7415f97c956bfa106d70316ad50',
  )
}
