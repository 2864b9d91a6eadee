// The code that deploys a mini-account, written down once more from its definition: an ERC-1967
// proxy in the layout of Solady's LibClone, with 64 bytes of immutable arguments.
import { type Hex, concat, pad } from 'viem'

const RUNTIME =
  '0x363d3d373d3d363d7f360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc545af43d6000803e6038573d6000fd5b3d6000f3'

/** 160 bytes, by the first implementation, the node and the Keystore. */
export function proxyInitCode(implementation: Hex, node: Hex, keystore: Hex): Hex {
  return concat(['0x61007d3d8160233d3973', implementation, '0x60095155f3', RUNTIME, node, pad(keystore)])
}
