// The address of a name's mini-account, computed from the published rule alone.
import { type Address, concat, getCreate2Address, namehash, pad } from 'viem'
import { deployment } from './paths.ts'

/** CREATE2 by the factory, the node as salt, the init code of an ERC-1967 proxy (Solady's layout). */
export function miniAccount(name: string): Address {
  const node = namehash(name)
  const runtime =
    '0x363d3d373d3d363d7f360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc545af43d6000803e6038573d6000fd5b3d6000f3'
  return getCreate2Address({
    from: deployment.factory.address,
    salt: node,
    bytecode: concat([
      '0x61007d3d8160233d3973',
      deployment.bootstrap.address,
      '0x60095155f3',
      runtime,
      node,
      pad(deployment.trialKeystore.address),
    ]),
  })
}
