// The built page, and the service behind it on the same origin: as a reverse proxy would serve both.
import { createReadStream, existsSync, statSync } from 'node:fs'
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'

const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/** As strict as the page must bear: nothing inline, nothing from elsewhere. */
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'"

export class PageServer {
  readonly #folder: string
  readonly #server = createServer((incoming, answer) => this.#serve(incoming, answer))
  gateway = ''

  constructor(folder: string) {
    if (!existsSync(join(folder, 'index.html'))) throw new Error(`${folder} has no page: npm run build`)
    this.#folder = folder
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  start(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(0, 'localhost', resolve))
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections()
    return new Promise((resolve) => this.#server.close(() => resolve()))
  }

  #serve(incoming: IncomingMessage, answer: ServerResponse): void {
    const path = new URL(incoming.url ?? '/', 'http://localhost').pathname
    if (path.startsWith('/v1/')) return this.#pass(incoming, answer)
    const wanted = join(this.#folder, normalize(path))
    const file = existsSync(wanted) && statSync(wanted).isFile() ? wanted : join(this.#folder, 'index.html')
    answer.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream')
    answer.setHeader('content-security-policy', POLICY)
    createReadStream(file).pipe(answer)
  }

  #pass(incoming: IncomingMessage, answer: ServerResponse): void {
    const { method, headers, url } = incoming
    const passed = request(`${this.gateway}${url}`, { method, headers }, (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers)
      reply.pipe(answer)
    })
    passed.on('error', () => answer.destroy())
    incoming.pipe(passed)
  }
}
