// @namestone/ezccip with the server that it brings, in the format of the reference resolver.
import { serve } from '@namestone/ezccip/serve'
import { KEY, port, records } from './records.mjs'

function profile(record) {
  return {
    text: (key) => record.texts[key],
    addr: (coin) => record.addresses[coin],
    contenthash: () => record.contenthash,
  }
}

function find(name) {
  const record = records.get(name)
  return record && profile(record)
}

await serve(find, { port, protocol: 'ens', signingKey: KEY, log: false })
