import { defineConfig } from 'vite'

// `npm run dev` serves the sources and hands what only the gateway knows on to it.
const gateway = process.env.MONONYM_GATEWAY ?? 'http://127.0.0.1:8080'

export default defineConfig({
  build: {
    target: 'es2022',
    // The page's policy allows no inline scripts and no data: URLs for code.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    reportCompressedSize: false,
  },
  server: { proxy: { '/v1': gateway, '/openapi.json': gateway, '/docs': gateway } },
})
