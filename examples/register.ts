// A name for a new user: three requests, one signature.
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { approve, Mononym, signerOf } from './mononym.ts'
import { freshName, runIfCalled } from './run.ts'

export async function main(url: string) {
  const mononym = new Mononym(url)
  const account = privateKeyToAccount(generatePrivateKey())
  const name = freshName('alice')

  const { available } = await mononym.get(`/v1/names/${name}/availability`)
  if (!available) throw new Error(`${name} cannot be had`)

  const draft = await mononym.draft('Register', {
    name,
    signers: [signerOf(account.address)],
    records: [{ profile: 'text', key: 'url', value: 'https://example.com' }],
  })
  await mononym.send(draft, [await approve(account, draft)])

  // From now on the name has an address on every chain: computed, not yet deployed.
  const { chains } = await mononym.get(`/v1/names/${name}/addresses`)
  const ethereum = chains.find((chain: any) => chain.chainId === 1)
  return { name, address: ethereum.address as string }
}

await runIfCalled(import.meta.url, main)
