import { useEffect, useState } from 'preact/hooks'
import { type Wallet, watchWallets } from './wallet.ts'

/** The browser's wallets, as they announce themselves. */
export function useWallets(): Wallet[] {
  const [wallets, setWallets] = useState<Wallet[]>([])
  useEffect(
    () =>
      watchWallets((wallet) =>
        setWallets((known) => [...known.filter(({ uuid }) => uuid !== wallet.uuid), wallet]),
      ),
    [],
  )
  return wallets
}
