// Light or dark: the system's choice, unless the reader made one.

export type Theme = 'system' | 'light' | 'dark'

const KEY = 'mononym.theme'

/** What the reader chose. A browser that keeps nothing keeps the system's choice. */
export function chosenTheme(): Theme {
  const kept = read()
  return kept === 'light' || kept === 'dark' ? kept : 'system'
}

export function chooseTheme(theme: Theme): void {
  try {
    if (theme === 'system') localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, theme)
  } catch {
    // Storage is forbidden here: the choice holds until the page is left.
  }
  show(theme)
}

/** Shows the choice; to be called before anything is drawn. */
export function startTheme(): void {
  show(chosenTheme())
}

function show(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}

function read(): string | null {
  try {
    return localStorage.getItem(KEY)
  } catch {
    return null
  }
}
