// Which page the address bar names, and how links lead from page to page without loading anew.
import { useEffect, useState } from 'preact/hooks'
import { type Page, pages } from './pages.ts'

/** A place in this site: path and query, as the address bar shows them. */
export interface Place {
  path: string
  query: URLSearchParams
}

/** A page with the parts of the path that its pattern names. */
export interface Match {
  page: Page
  params: Record<string, string>
}

const MOVED = 'mononym:moved'

function here(): Place {
  return { path: location.pathname, query: new URLSearchParams(location.search) }
}

/** Goes to a path of this site. `replace` leaves no step back to where one is now. */
export function navigate(to: string, options: { replace?: boolean } = {}): void {
  if (options.replace === true) history.replaceState(null, '', to)
  else history.pushState(null, '', to)
  dispatchEvent(new Event(MOVED))
}

/** The page of a name, of an address: a part of the path may hold any text. */
export const nameHref = (name: string): string => `/name/${encodeURIComponent(name)}`
export const addressHref = (address: string): string => `/address/${encodeURIComponent(address)}`

/** Where the address bar is, now and whenever it moves. */
export function usePlace(): Place {
  const [place, setPlace] = useState(here)
  useEffect(() => {
    const moved = () => setPlace(here())
    addEventListener('popstate', moved)
    addEventListener(MOVED, moved)
    document.addEventListener('click', follow)
    return () => {
      removeEventListener('popstate', moved)
      removeEventListener(MOVED, moved)
      document.removeEventListener('click', follow)
    }
  }, [])
  return place
}

/** A plain click on a link that leads to one of our pages. */
function follow(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0) return
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  const link = event.target instanceof Element ? event.target.closest('a') : null
  if (link === null || link.target !== '' || link.hasAttribute('download')) return
  const url = new URL(link.href, location.href)
  if (url.origin !== location.origin || match(url.pathname) === undefined) return
  // A link within the page scrolls, as links do.
  if (url.pathname === location.pathname && url.search === location.search && url.hash !== '') return
  event.preventDefault()
  navigate(url.pathname + url.search)
}

/** The page of a path, if there is one. */
export function match(path: string): Match | undefined {
  const segments = split(path)
  for (const page of pages) {
    const params = fit(split(page.path), segments)
    if (params !== undefined) return { page, params }
  }
  return undefined
}

function split(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '')
}

function fit(pattern: string[], segments: string[]): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined
  const params: Record<string, string> = {}
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? ''
    if (part.startsWith(':')) params[part.slice(1)] = decode(segment)
    else if (part !== segment) return undefined
  }
  return params
}

/** A segment as it was meant; one that is no proper encoding stands for itself. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
