// What the demonstration takes of viem, which is installed here and not there.
export { type Hex, formatEther, parseEther } from 'viem'
export { generatePrivateKey, privateKeyToAddress } from 'viem/accounts'
