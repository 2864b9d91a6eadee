// What is signed: hashed as the keystore hashes it, read back as it was written, and never another thing.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { bytesToHex, type Hex } from 'viem'
import { checkDraft, Substituted, type Wish } from '../src/operations/check.ts'
import { readContenthash, writeContenthash } from '../src/operations/contenthash.ts'
import { describe as describeOperation } from '../src/operations/describe.ts'
import { readSigned, toText } from '../src/operations/file.ts'
import { choose, guardiansHash, readGuardianFile } from '../src/operations/guardians.ts'
import { digestOf } from '../src/operations/hash.ts'
import { read, spell } from '../src/operations/records.ts'
import { groupsOf, isComplete, withApproval } from '../src/operations/rules.ts'
import { type Approval, type Domain, OPERATIONS, type Operation } from '../src/operations/types.ts'
import { idOf, ofAddress, parseSigner } from '../src/signers/signer.ts'

const vectors = JSON.parse(readFileSync(new URL('../../tests/vectors/operations.json', import.meta.url), 'utf8'))
const DOMAIN: Domain = { chainId: 31_337, verifyingContract: '0xd4200a949c8974FE2C47Dc025cdEDE1bDBB67655' }
const KEY = ofAddress('0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266')
const OTHER = ofAddress('0x70997970C51812dc3A010C7d01b50e0d17dc79C8')

describe('operations', () => {
  test('every kind is hashed as the vectors say', () => {
    const seen = new Set<string>()
    for (const { primaryType, message, domain, digest, comment } of vectors.typedData) {
      if (!Object.hasOwn(OPERATIONS, primaryType)) continue
      seen.add(primaryType)
      assert.equal(digestOf({ primaryType, message }, domain), digest, comment)
    }
    assert.deepEqual([...seen].sort(), Object.keys(OPERATIONS).sort())
  })

  test('each member of an operation is said in words', async () => {
    for (const { primaryType, message } of vectors.typedData) {
      if (!Object.hasOwn(OPERATIONS, primaryType)) continue
      const { lines, summary } = await describeOperation({ primaryType, message })
      assert.ok(summary.includes(message.name))
      // Name, number, deadline; every further member adds something.
      assert.ok(lines.length >= 3, primaryType)
      assert.equal(lines.find(({ label }) => label === 'Name')?.text, message.name)
      if (message.records?.length) {
        assert.ok(lines.length >= 3 + message.records.length, primaryType)
      }
    }
  })

  test('guardians are hidden as the vectors say', () => {
    for (const { threshold, guardians, salt, hash } of vectors.guardiansHashes) {
      assert.equal(guardiansHash(threshold, guardians, salt), hash)
    }
  })

  test('a file of guardians is read back, and one that was changed is refused', () => {
    const file = choose('alice.mononym.eth', [KEY, OTHER], 2, 3)
    const text = JSON.stringify(file)
    assert.deepEqual(readGuardianFile(text, 'alice.mononym.eth'), file)
    assert.deepEqual(file.ids, [KEY, OTHER].map(idOf).sort())
    assert.throws(() => readGuardianFile(text, 'bob.mononym.eth'), /are the guardians of alice/)
    assert.throws(() => readGuardianFile(text.replace('"threshold":2', '"threshold":1'), 'alice.mononym.eth'), /changed or damaged/)
    for (const bad of ['', '[]', 'null', '{"name":1}']) assert.throws(() => readGuardianFile(bad, 'alice.mononym.eth'), /no file of guardians/)
  })

  test('records are read as they were written', async () => {
    const written = [
      { profile: 'text', key: 'url', value: 'https://example.com' },
      { profile: 'text', key: '', value: '' },
      { profile: 'addr', key: '0', value: 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4' },
      { profile: 'addr', key: '60', value: '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266' },
      { profile: 'addr', key: '501', value: '11111111111111111111111111111111' },
      { profile: 'contenthash', value: `bzz://${'ab'.repeat(32)}` },
    ] as const
    for (const wish of written) {
      const { call, state, value } = await spell(wish)
      assert.ok(value)
      assert.deepEqual(await read({ call, state, value }), { ...wish, state: 'set', isRead: true })
    }
    const none = await spell({ profile: 'addr', key: '60', nothing: true })
    assert.deepEqual([none.state, none.value], [2, '0x'])
    const unset = await spell({ profile: 'text', key: 'url' })
    assert.deepEqual([unset.state, unset.value], [0, '0x'])
    // This page does not know the coin: the value is the gateway's, and said to be.
    assert.equal((await spell({ profile: 'addr', key: '99999', value: 'abc' })).value, undefined)
  })

  test('a contenthash is an ipfs or bzz address, or hex', () => {
    const hash = writeContenthash('ipfs://QmRAQB6YaCyidP37UdDnjFY5vQuiBrcqdyoW1CuDgwxkD4')
    // ENSIP-7's own example.
    assert.equal(hash, '0xe3010170122029f2d17be6139079dc48696d1f582a8530eb9805b561eda517e22a892c7e3f1f')
    assert.equal(writeContenthash(readContenthash(hash) ?? ''), hash)
    assert.equal(readContenthash('0x1234'), undefined)
    for (const bad of ['', 'https://example.com', 'ipfs://', 'ipfs://Qm0', 'ipfs://b1', 'bzz://12', '0x1']) {
      assert.throws(() => writeContenthash(bad), /Written as/)
    }
  })
})

describe('drafts', () => {
  const message = { name: 'alice.mononym.eth', threshold: 2, signers: [KEY, OTHER] }
  const wish: Wish = { primaryType: 'SetSigners', message }
  const sorted = [KEY, OTHER].sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1))
  const good: Operation = { primaryType: 'SetSigners', message: { ...message, signers: sorted, nonce: 7, deadline: 1_900_000_000 } }
  const draftOf = (operation: Operation) => ({ operation, digest: digestOf(operation, DOMAIN) })

  test('what was asked for is taken, with what was left open', async () => {
    assert.deepEqual(await checkDraft(wish, draftOf(good), DOMAIN), { operation: good, unchecked: [] })
  })

  test('anything else is refused, whatever its digest', async () => {
    const changes: Partial<Operation['message']>[] = [
      { name: 'bob.mononym.eth' },
      { threshold: 1 },
      { signers: [KEY] },
      { signers: [...sorted].reverse() },
      { recoveryNonce: 1 },
    ]
    for (const change of changes) {
      const operation = { ...good, message: { ...good.message, ...change } }
      await assert.rejects(checkDraft(wish, draftOf(operation), DOMAIN), Substituted, JSON.stringify(change))
    }
    const retire: Operation = { primaryType: 'Retire', message: { name: message.name, nonce: 7, deadline: 1_900_000_000 } }
    await assert.rejects(checkDraft(wish, draftOf(retire), DOMAIN), Substituted)
    const elsewhere = { operation: good, digest: digestOf(good, { ...DOMAIN, chainId: 1 }) }
    await assert.rejects(checkDraft(wish, elsewhere, DOMAIN), /digest/)
  })

  test('records that were not asked for are refused, and so are others in their place', async () => {
    const asked: Wish = { primaryType: 'SetRecords', message: { name: message.name }, records: [{ profile: 'text', key: 'url', value: 'a' }] }
    const { call, state, value } = await spell({ profile: 'text', key: 'url', value: 'a' })
    const other = await spell({ profile: 'text', key: 'url', value: 'b' })
    const records = (...list: object[]) =>
      draftOf({ primaryType: 'SetRecords', message: { name: message.name, nonce: 1, deadline: 1, records: list as never } })
    const right = { call, state, value: value as Hex }
    await checkDraft(asked, records(right), DOMAIN)
    for (const list of [[], [right, right], [other], [{ ...right, state: 0, value: '0x' }]]) {
      await assert.rejects(checkDraft(asked, records(...list), DOMAIN), Substituted)
    }
  })
})

describe('who signs', () => {
  const keys = { threshold: 1, signers: [KEY], guardianThreshold: 2 }
  const approval = (signer: Hex) => ({ signer, signature: '0x' as Hex })
  const operation = (primaryType: Operation['primaryType'], message: object): Operation => ({
    primaryType,
    message: { name: 'a.mononym.eth', nonce: 0, deadline: 0, ...message },
  })

  test('new keys sign as well as the present ones', () => {
    const groups = groupsOf(operation('SetSigners', { signers: [KEY, OTHER], threshold: 1 }), keys)
    assert.equal(isComplete(groups, [approval(KEY)]), false)
    assert.equal(isComplete(groups, [approval(OTHER)]), false)
    assert.equal(isComplete(groups, [approval(KEY), approval(OTHER)]), true)
  })

  test('a recovery takes the guardians and the new keys, not the present ones', () => {
    const [first, second, next] = [1, 2, 3].map((byte) => ofAddress(bytesToHex(new Uint8Array(20).fill(byte)))) as [Hex, Hex, Hex]
    const groups = groupsOf(operation('StartRecovery', { signers: [next], guardians: [first, second].map(idOf) }), keys)
    assert.equal(isComplete(groups, [approval(first), approval(next)]), false)
    assert.equal(isComplete(groups, [approval(first), approval(second)]), false)
    assert.equal(isComplete(groups, [approval(first), approval(second), approval(next)]), true)
  })

  test('signatures stand in the order of their keys, each once', () => {
    const [low, high] = [KEY, OTHER].sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1)) as [Hex, Hex]
    const twice = [high, low, high].map(approval).reduce<Approval[]>(withApproval, [])
    assert.deepEqual(twice.map(({ signer }) => signer), [low, high])
  })

  test('keys are read as people write them', () => {
    assert.equal(parseSigner(' 0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266 '), KEY)
    assert.equal(parseSigner(KEY), KEY)
    for (const bad of ['', 'alice', '0x01', '0xF39Fd6e51aad88F6F4ce6aB8827279cffFb92266', `0x${'00'.repeat(20)}`, `0x04${'11'.repeat(20)}`]) {
      assert.throws(() => parseSigner(bad), Error, bad)
    }
  })
})

describe('files of operations', () => {
  const signed = {
    operation: { primaryType: 'Freeze', message: { name: 'a.mononym.eth', nonce: 1, deadline: 2, guardians: [], guardiansSalt: `0x${'00'.repeat(32)}` } },
    signatures: [{ signer: KEY, signature: '0x1234' }],
  } as const

  test('are read back, and refused when damaged', () => {
    assert.deepEqual(readSigned(toText(signed as never)), signed)
    const broken = (message: object) => JSON.stringify({ operation: { primaryType: 'Freeze', message }, signatures: [] })
    const { message } = signed.operation
    for (const text of [
      '',
      'null',
      '{"operation":{"primaryType":"constructor","message":{"name":"a"}}}',
      broken({ ...message, nonce: -1 }),
      broken({ ...message, nonce: '1' }),
      broken({ ...message, guardians: ['0x12'] }),
      broken({ ...message, extra: 1 }),
      JSON.stringify({ ...signed, signatures: [{ signer: 1 }] }),
      ' '.repeat((1 << 20) + 1),
    ]) {
      assert.throws(() => readSigned(text), /file/, text.slice(0, 80))
    }
  })
})
