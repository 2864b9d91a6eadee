// What stands around every page.
import { useState } from 'preact/hooks'
import { type Theme, chosenTheme, chooseTheme } from './theme.ts'

export function Header() {
  return (
    <header class="frame">
      <a class="brand" href="/" aria-label="Mononym, start page">
        <svg viewBox="0 0 32 32" aria-hidden="true">
          <rect width="32" height="32" rx="9" />
          <path d="M8 22V13a4 4 0 0 1 8 0v9m0-9a4 4 0 0 1 8 0v9" />
        </svg>
        Mononym
      </a>
      <nav aria-label="Pages">
        <a href="/register">Register</a>
        <a href="/docs">API</a>
        <ThemeSwitch />
      </nav>
    </header>
  )
}

const NEXT: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' }
const SAID: Record<Theme, string> = { system: 'as the system', light: 'light', dark: 'dark' }

function ThemeSwitch() {
  const [theme, setTheme] = useState(chosenTheme)
  const next = () => {
    chooseTheme(NEXT[theme])
    setTheme(NEXT[theme])
  }
  return (
    <button type="button" class="icon-button" onClick={next} aria-label={`Colours: ${SAID[theme]}. Change`} title={`Colours: ${SAID[theme]}`}>
      <svg viewBox="0 0 20 20" aria-hidden="true">
        {theme === 'light' && <path d="M10 6.2a3.8 3.8 0 1 1 0 7.6 3.8 3.8 0 0 1 0-7.6M10 1.5v2M10 16.5v2M1.5 10h2M16.5 10h2M4 4l1.4 1.4M14.6 14.6 16 16M4 16l1.4-1.4M14.6 5.4 16 4" />}
        {theme === 'dark' && <path d="M16.5 12.3A7 7 0 0 1 7.7 3.5a7 7 0 1 0 8.8 8.8Z" />}
        {theme === 'system' && <path class="half" d="M10 3a7 7 0 1 0 0 14Z" />}
        {theme === 'system' && <path d="M10 3a7 7 0 0 1 0 14" />}
      </svg>
    </button>
  )
}

export function Footer() {
  return (
    <footer class="frame">
      <p>Served by this gateway alone: this page loads nothing from elsewhere, and checks what it shows in your browser.</p>
    </footer>
  )
}
