import type { ComponentType } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { Failure, Loading, Missing } from './components/states.tsx'
import { Header, Footer } from './frame.tsx'
import type { Page, PageProps } from './pages.ts'
import { match, usePlace } from './router.ts'

export function App() {
  const { path, query } = usePlace()
  const found = match(path)
  const main = useRef<HTMLElement>(null)
  const first = useRef(true)

  // A new page starts at its top, and a screen reader starts reading there.
  useEffect(() => {
    if (!first.current) {
      scrollTo(0, 0)
      main.current?.focus({ preventScroll: true })
    }
    first.current = false
  }, [path])

  return (
    <>
      <a class="skip" href="#main">Skip to the content</a>
      <Header />
      <main id="main" tabIndex={-1} ref={main}>
        {found === undefined ? (
          <Missing title="There is no such page">
            <p>Look for a name instead: <a href="/">the start page</a> has a search.</p>
          </Missing>
        ) : (
          <Loaded key={path} page={found.page} params={found.params} query={query} />
        )}
      </main>
      <Footer />
    </>
  )
}

type State = { page: ComponentType<PageProps> } | { error: unknown } | undefined

function Loaded({ page, ...props }: PageProps & { page: Page }) {
  const [state, setState] = useState<State>()
  useEffect(() => {
    page.load().then(
      (module) => setState({ page: module.default }),
      (error: unknown) => setState({ error }),
    )
  }, [page])
  if (state === undefined) return <Loading what="the page" />
  if ('error' in state) return <Failure error={state.error} what="This page" />
  const Body = state.page
  return <Body {...props} />
}
