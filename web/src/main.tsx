import { render } from 'preact'
import { App } from './app.tsx'
import { startTheme } from './theme.ts'
import './styles/fonts.css'
import './styles/tokens.css'
import './styles/base.css'
import './styles/components.css'
import './styles/frame.css'
import './styles/pages.css'

startTheme()
const root = document.getElementById('page')
if (root !== null) render(<App />, root)
