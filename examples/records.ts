// Records: what the name answers besides the addresses that follow from it.
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { approve, Mononym, signerOf } from './mononym.ts'
import { freshName, runIfCalled } from './run.ts'

export async function main(url: string) {
  const mononym = new Mononym(url)
  const account = privateKeyToAccount(generatePrivateKey())
  const name = freshName('bob')
  const register = await mononym.draft('Register', { name, signers: [signerOf(account.address)] })
  await mononym.send(register, [await approve(account, register)])

  // Several at once: all or none.
  const first = await mononym.draft('SetRecords', {
    name,
    records: [
      { profile: 'text', key: 'com.github', value: 'bob' },
      { profile: 'text', key: 'avatar', value: 'https://example.com/bob.png' },
      // As a Bitcoin wallet writes it; its binary form (ENSIP-9) as 0x-hex would do too.
      { profile: 'addr', key: '0', value: 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4' },
      { profile: 'contenthash', value: '0xe30101701220' + '00'.repeat(32) },
    ],
  })
  await mononym.send(first, [await approve(account, first)])

  const second = await mononym.draft('SetRecords', {
    name,
    records: [
      // Without a value a record is taken away; `none` answers nothing on purpose.
      { profile: 'text', key: 'avatar' },
      { profile: 'addr', key: '2147492101', state: 'none' },
    ],
  })
  await mononym.send(second, [await approve(account, second)])
  return mononym.name(name)
}

await runIfCalled(import.meta.url, main)
