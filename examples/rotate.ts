// New keys: two of which two sign from now on. The name, and its address everywhere, stay.
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { approve, Mononym, Problem, signerOf } from './mononym.ts'
import { freshName, runIfCalled } from './run.ts'

export async function main(url: string) {
  const mononym = new Mononym(url)
  const [old, phone, laptop] = [0, 1, 2].map(() => privateKeyToAccount(generatePrivateKey())) as [any, any, any]
  const name = freshName('carol')
  const register = await mononym.draft('Register', { name, signers: [signerOf(old.address)] })
  await mononym.send(register, [await approve(old, register)])

  const rotate = await mononym.draft('SetSigners', {
    name,
    threshold: 2,
    signers: [signerOf(phone.address), signerOf(laptop.address)],
  })
  // The old threshold signs, and every new key: so no typo locks the account.
  const approvals = await Promise.all([old, phone, laptop].map((key) => approve(key, rotate)))
  await mononym.send(rotate, approvals)

  const change = await mononym.draft('SetRecords', { name, records: [{ profile: 'text', key: 'url', value: 'new' }] })
  const refused = await mononym.send(change, [await approve(old, change)]).catch((problem: Problem) => problem.slug)
  await mononym.send(change, [await approve(phone, change), await approve(laptop, change)])
  return { account: await mononym.name(name), oldKey: refused as string }
}

await runIfCalled(import.meta.url, main)
