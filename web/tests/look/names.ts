// Names for the explorer to show, registered by real keys.
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'

/** Where requests go. */
export interface Api {
  post(path: string, body: unknown): Promise<any>
}

/** A record as `POST /v1/typed-data` takes it. */
export type RecordWish = Record<string, string>

export const text = (key: string, value: string): RecordWish => ({ profile: 'text', key, value })

/** Registers a name for a new key, with as many guardians; returns the key. */
export async function register(api: Api, name: string, records: RecordWish[] = []) {
  const account = privateKeyToAccount(generatePrivateKey())
  const signer = `0x01${account.address.slice(2).toLowerCase()}`
  const { typedData, operation } = await api.post('/v1/typed-data', { primaryType: 'Register', message: { name, signers: [signer], records } })
  const signature = await account.signTypedData(typedData)
  await api.post('/v1/names', { operation, signatures: [{ signer, signature }] })
  return { account, signer }
}

/** Changes records of a name by its key. */
export async function setRecords(api: Api, name: string, { account, signer }: Awaited<ReturnType<typeof register>>, records: RecordWish[]) {
  const { typedData, operation } = await api.post('/v1/typed-data', { primaryType: 'SetRecords', message: { name, records } })
  const signature = await account.signTypedData(typedData)
  await api.post(`/v1/names/${encodeURIComponent(name)}/operations`, { operation, signatures: [{ signer, signature }] })
}

/** What a well-kept name has. */
export const KEPT: RecordWish[] = [
  text('description', 'One name, every chain'),
  text('url', 'https://alice.example'),
  text('avatar', 'https://alice.example/me.png'),
  text('com.github', 'alice'),
  { profile: 'addr', key: '0', value: 'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq' },
  { profile: 'addr', key: '2147492101', value: '0x52908400098527886E0F7030069857D2E4169EE7' },
  { profile: 'contenthash', value: '0xe3010170122029f2d17be6139079dc48696d1f582a8530eb9805b561eda517e22a892c7e3f1f' },
]
