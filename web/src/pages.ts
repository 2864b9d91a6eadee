import type { ComponentType } from 'preact'

/** What a page is shown with. */
export interface PageProps {
  /** The parts of the path that its pattern names, decoded. */
  params: Record<string, string>
  /** What stands behind the question mark. */
  query: URLSearchParams
}

/** A page: its path, where `:part` stands for one segment, and how to load it. */
export interface Page {
  path: string
  load: () => Promise<{ default: ComponentType<PageProps> }>
}

/** Every page. Each is loaded when it is first shown, so that none weighs on another. */
export const pages: Page[] = [
  { path: '/', load: () => import('./pages/home.tsx') },
  { path: '/name/:name', load: () => import('./pages/name/index.tsx') },
  { path: '/address/:address', load: () => import('./pages/address.tsx') },
  { path: '/register', load: () => import('./pages/register/index.tsx') },
  { path: '/manage/:name', load: () => import('./pages/manage/index.tsx') },
  { path: '/sign', load: () => import('./pages/manage/sign.tsx') },
  { path: '/guardian', load: () => import('./pages/manage/guardian.tsx') },
]
