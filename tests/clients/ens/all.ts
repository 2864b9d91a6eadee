// Every client that the tests and the demonstration use.
import type { MakeClient } from './client.ts'
import { ethers616, ethers617 } from './ethers.ts'
import { alloy, web3py } from './lines.ts'
import { viem } from './viem.ts'

export const clients: MakeClient[] = [ethers616, web3py, ethers617, viem, alloy]
