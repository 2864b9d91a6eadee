// Guardians, and what they do when keys are lost, in real browsers against the real service.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { TestWallet, type User } from './take/browser.ts'
import { open, Stage } from './take/stage.ts'

const DAY = 86_400

describe('guardians', () => {
  const stage = new Stage()

  /** Guardians chosen by way of the page; what is in the file that it saves. */
  async function guard(user: User, name: string, guardians: TestWallet[], sign: string): Promise<string> {
    await open(user, name, 'guardians')
    for (const guardian of guardians) {
      await user.fill(/^A guardian/, guardian.account.address)
      await user.press('Add')
      await user.page.getByRole('list', { name: 'New guardians' }).getByText(guardian.account.address).waitFor()
    }
    const file = await user.save('1. Save the guardians’ file')
    assert.equal(file.name, `${name}.guardians.json`)
    await user.press('2. Look over the new guardians')
    await user.press(sign)
    await user.accepted()
    return file.text
  }

  test('a guardian key for whoever has neither wallet nor name, and a guardian by the name that he has', async () => {
    const [wallet, friend] = [new TestWallet(), new TestWallet()]
    const [name, friendly] = [await stage.nameOf(wallet), await stage.nameOf(friend)]
    const guardian = await stage.somebody()
    await guardian.page.goto('/guardian')
    await guardian.press('Make a guardian key')
    const list = guardian.page.getByRole('list', { name: 'Guardian keys' })
    const key = /0x03[0-9a-f]{192}/.exec(await list.innerText())?.[0] ?? ''
    assert.notEqual(key, '')
    assert.deepEqual(await guardian.violations(), [])

    const owner = await stage.somebody(wallet)
    await open(owner, name, 'guardians')
    for (const text of [key, friendly]) {
      await owner.fill(/^A guardian/, text)
      await owner.press('Add')
    }
    await owner.sees(friend.account.address)
    await owner.fill(/^Days that/, '29')
    await owner.sees('A whole number from 1 to 28.')
    await owner.fill(/^Days that/, '28')
    await owner.page.getByLabel('Guardians that a recovery needs').selectOption('1 of 2')
    assert.equal(await owner.button('2. Look over the new guardians').isDisabled(), true, 'not before the file is kept')
    assert.deepEqual(await owner.violations(), [])
    const file = await owner.save('1. Save the guardians’ file')
    await owner.press('2. Look over the new guardians')
    await owner.press('Sign with Test Wallet')
    await owner.accepted()
    const { guardianThreshold, recoveryDelay } = await stage.gateway.account(name)
    assert.deepEqual([guardianThreshold, recoveryDelay], [1, 28 * DAY])

    // The guardian's passkey freezes it.
    await open(guardian, name, 'freeze')
    await guardian.give(/^The guardians’ file/, file.text)
    await guardian.press('Sign with a passkey')
    await guardian.accepted()
    assert.equal((await stage.gateway.account(name)).status, 'frozen')
  })

  test('guardians, a recovery that the owner cancels, and one that is finished after its delay', async () => {
    const [friend, other, stranger] = [new TestWallet(), new TestWallet(), new TestWallet()]
    const owner = await stage.somebody()
    const name = await stage.nameByPasskey(owner)
    const [lost] = (await stage.gateway.account(name)).signers
    const file = await guard(owner, name, [friend, other], 'Sign with a passkey')
    const kept = JSON.parse(file)
    const guarded = await stage.gateway.account(name)
    assert.equal(guarded.guardianThreshold, 2)
    assert.equal(guarded.guardiansHash, kept.guardiansHash)
    assert.equal(guarded.recoveryDelay, 3 * DAY)

    // One guardian prepares it, with a new passkey; the other signs a file, in a browser of his own.
    const helper = await stage.somebody(friend)
    const second = await stage.somebody(other)
    const start = async () => {
      await open(helper, name, 'recovery')
      await helper.give(/^The guardians’ file/, file)
      await helper.press('Make a new passkey')
      await helper.press('Look over the recovery')
      await helper.press('Sign with Test Wallet')
      await helper.sees('1 of 2 signatures of the guardians')
      await helper.press('Sign with a passkey')
      await helper.sees('1 of 1 signatures of the new keys')
      await helper.page.getByText('Others sign too, or on another device').click()
      const saved = await helper.save('Save the operation as a file')
      assert.equal(saved.name, `${name}.StartRecovery.json`)

      await second.page.goto('/sign')
      await second.give('The operation’s file', saved.text)
      await second.sees(`Start the recovery of ${name}`)
      await second.press('Sign with Test Wallet')
      await second.press('Send')
      await second.accepted()
    }
    await open(helper, name, 'recovery')
    await helper.give(/^The guardians’ file/, file.replace(kept.salt, `0x${'00'.repeat(32)}`))
    await helper.sees('This file was changed or damaged')
    assert.deepEqual(await helper.violations(), [])
    await start()
    assert.deepEqual(await second.violations(), [])
    assert.equal((await stage.gateway.account(name)).recovery.joined, false)

    // It is the owner's time to notice.
    await open(owner, name, 'recovery')
    await owner.sees('A recovery is under way')
    assert.deepEqual(await owner.violations(), [])
    assert.equal(await owner.button('Finish this recovery').isDisabled(), true)
    await owner.press('Cancel this recovery')
    await owner.press('Sign with a passkey')
    await owner.accepted()
    assert.equal((await stage.gateway.account(name)).recovery, undefined)
    assert.deepEqual((await stage.gateway.account(name)).signers, [lost])

    // Now the owner's key is really lost: anybody finishes it, with no signature.
    await start()
    const { recovery } = await stage.gateway.account(name)
    const anybody = await stage.somebody(stranger)
    await open(anybody, name, 'recovery')
    assert.equal(await anybody.button('Finish this recovery').isDisabled(), true)
    await stage.gateway.shiftClock(3 * DAY + 60)
    await anybody.page.clock.setSystemTime(Date.now() + (3 * DAY + 60) * 1000)
    await anybody.page.reload()
    await anybody.press('Finish this recovery')
    await anybody.sees('Nobody needs to sign this')
    await anybody.press('Send')
    await anybody.accepted()
    assert.deepEqual((await stage.gateway.account(name)).signers, recovery.signers)

    // The new key has the name.
    await open(helper, name, 'records')
    await helper.fill('Value', 'recovered')
    await helper.press('Add to the changes')
    await helper.press('Look over the changes')
    await helper.press('Sign with a passkey')
    await helper.accepted()
    assert.equal((await stage.textRecord(name, 'url')).value, 'recovered')
  })
})
