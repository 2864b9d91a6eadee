// A wallet brings its users along: names with an API key, up to 256 at once, all or none.
//
//   mononym token issue --parent wallet.eth --key registrar.key --label "Example Wallet" --quota 1000
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { approve, type Draft, Mononym, signerOf } from './mononym.ts'
import { freshName, runIfCalled } from './run.ts'

export async function main(url: string, parent = 'mononym.eth', apiKey = process.env.MONONYM_TOKEN) {
  const mononym = new Mononym(url, apiKey)
  const registrations = await Promise.all(
    ['frank', 'grace', 'heidi'].map(async (label) => {
      // Each user's own key, on the user's own device.
      const user = privateKeyToAccount(generatePrivateKey())
      const name = freshName(label, parent)
      const draft: Draft = await mononym.draft('Register', { name, signers: [signerOf(user.address)] })
      return { operation: draft.operation, signatures: [await approve(user, draft)] }
    }),
  )
  const { receipts } = await mononym.post('/v1/names/batch', { registrations })
  return receipts.map((receipt: any) => receipt.name) as string[]
}

await runIfCalled(import.meta.url, main)
