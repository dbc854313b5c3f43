// Runs a whole Bluesky network (directory, account server, AppView) on free loopback ports until SIGTERM, with two
// accounts: brand.test and customer.test. Writes what a test needs to know to LISTENER_READY_FILE.
// Environment: LISTENER_INSTALL (folder with node_modules), DB_POSTGRES_URL, REDIS_HOST,
// LISTENER_RATE_LIMITS=1 switches the account server's own limits on.
import { writeFileSync, renameSync } from 'node:fs'
import { createRequire } from 'node:module'
import net from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

keepOnLoopback()
const install = createRequire(join(process.env.LISTENER_INSTALL, 'index.js'))
const { TestNetwork } = await import(pathToFileURL(install.resolve('@atproto/dev-env')).href)
const network = await TestNetwork.create({
  pds: process.env.LISTENER_RATE_LIMITS === '1' ? { rateLimitsEnabled: true } : {},
  dbPostgresSchema: 'listener',
})
const accounts = {}
for (const name of ['brand', 'customer']) accounts[name] = await createAccount(name)
publish({ pid: process.pid, pds: network.pds.url, appview: network.bsky.url, accounts })
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, stop)

async function createAccount(name) {
  const password = `${name}-password`
  const answer = await fetch(`${network.pds.url}/xrpc/com.atproto.server.createAccount`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ handle: `${name}.test`, email: `${name}@example.test`, password }),
  })
  if (!answer.ok) throw new Error(`account ${name}: ${answer.status} ${await answer.text()}`)
  const { did, handle } = await answer.json()
  return { did, handle, password }
}

// The file appears whole or not at all: a reader may look at any moment.
function publish(ready) {
  const file = process.env.LISTENER_READY_FILE
  writeFileSync(`${file}.new`, JSON.stringify(ready, null, 2))
  renameSync(`${file}.new`, file)
}

async function stop() {
  const enough = new Promise((resolve) => setTimeout(resolve, 5000))
  await Promise.race([network.close(), enough]).catch(() => {})
  process.exit(0)
}

// The servers ask for a port only and would listen on every interface of the machine.
function keepOnLoopback() {
  const listen = net.Server.prototype.listen
  net.Server.prototype.listen = function (first, ...rest) {
    if (first !== null && typeof first === 'object') {
      const wantsPort = first.port !== undefined && first.path === undefined
      return listen.call(this, wantsPort ? { ...first, host: '127.0.0.1' } : first, ...rest)
    }
    if (typeof first === 'string' && !/^\d+$/.test(first)) return listen.call(this, first, ...rest)
    const callback = rest.find((x) => typeof x === 'function')
    const options = { port: typeof first === 'function' ? 0 : Number(first ?? 0), host: '127.0.0.1' }
    return listen.call(this, options, ...[typeof first === 'function' ? first : callback].filter(Boolean))
  }
}
