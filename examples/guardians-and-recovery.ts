// Guardians: friends who can give the account new keys when the old ones are lost.
import { randomBytes } from 'node:crypto'
import { encodeAbiParameters, type Hex, keccak256, toHex } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { approve, idOf, Mononym, Problem, signerOf } from './mononym.ts'
import { freshName, runIfCalled } from './run.ts'

/** What an account keeps of its guardians: nobody learns who they are before they act. */
export function guardiansHash(threshold: number, ids: Hex[], salt: Hex): Hex {
  const types = [{ type: 'uint8' }, { type: 'bytes32[]' }, { type: 'bytes32' }] as const
  return keccak256(encodeAbiParameters(types, [threshold, ids, salt]))
}

export async function main(url: string) {
  const mononym = new Mononym(url)
  const newKey = () => privateKeyToAccount(generatePrivateKey())
  const owner = newKey()
  const guardians = [newKey(), newKey(), newKey()]

  // Keep ids and salt where the guardians find them: a recovery needs both.
  const ids = guardians.map((guardian) => idOf(signerOf(guardian.address))).toSorted()
  const salt = toHex(randomBytes(32))

  const name = freshName('dave')
  const register = await mononym.draft('Register', {
    name,
    signers: [signerOf(owner.address)],
    guardianThreshold: 2,
    guardiansHash: guardiansHash(2, ids, salt),
    recoveryDelay: 3 * 86_400,
  })
  await mononym.send(register, [await approve(owner, register)])

  // The owner's key is lost. Two guardians and the new key start a recovery …
  const next = newKey()
  const start = await mononym.draft('StartRecovery', {
    name,
    threshold: 1,
    signers: [signerOf(next.address)],
    guardians: ids,
    guardiansSalt: salt,
  })
  const signing = [guardians[0]!, guardians[2]!, next]
  await mononym.send(start, await Promise.all(signing.map((key) => approve(key, start))))
  const { recovery } = await mononym.name(name)

  // … which anybody may finish after the delay: nobody signs that. It is too early now.
  const finish = await mononym.draft('FinishRecovery', { name })
  const early = await mononym.send(finish, []).catch((problem: Problem) => problem.slug)

  // Was it the guardians who cheat? Then the owner has these three days to cancel it.
  const cancel = await mononym.draft('CancelRecovery', { name })
  await mononym.send(cancel, [await approve(owner, cancel)])
  return { recovery, early: early as string, account: await mononym.name(name) }
}

await runIfCalled(import.meta.url, main)
