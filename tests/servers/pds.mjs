// Real servers of the AT Protocol on loopback, for tests: `node pds.mjs '{"role": "network", …}'`.
//
// Roles: network = PLC + PDS (no AppView) · plc · pds (needs plcUrl; dataDirectory and rotationKey make it come back as
// the same server) · appview = PLC + PDS + AppView (needs postgresUrl). Prints one line of JSON when it listens. Reads
// lines: "settle" waits until the AppView knows all that the PDS knows, and prints {"settled": true}. Ends with stdin.
import { createInterface } from 'node:readline'
import { createRequire } from 'node:module'

const require = createRequire(process.env.SERVERS + '/package.json')
const { TestBsky, TestPds, TestPlc, mockNetworkUtilities } = require('@atproto/dev-env')

const wish = JSON.parse(process.argv[2] ?? '{}')
const say = (what) => process.stdout.write(JSON.stringify(what) + '\n')
const plc = wish.role === 'pds' ? undefined : await TestPlc.create({})
const plcUrl = wish.plcUrl ?? plc.url
let pds, bsky

if (wish.role === 'appview') {
  bsky = await TestBsky.create({
    plcUrl,
    pdsPort: wish.port,
    repoProvider: `ws://localhost:${wish.port}`,
    dbPostgresUrl: wish.postgresUrl,
    dbPostgresSchema: 'appview',
  })
}
if (wish.role !== 'plc') {
  pds = await TestPds.create({
    didPlcUrl: plcUrl,
    port: wish.port,
    hostname: 'localhost',
    rateLimitsEnabled: wish.rateLimits ?? false,
    ...(wish.dataDirectory && {
      dataDirectory: wish.dataDirectory,
      blobstoreDiskLocation: wish.dataDirectory + '/blobs',
      plcRotationKeyK256PrivateKeyHex: wish.rotationKey,
    }),
    ...(bsky && { bskyAppViewUrl: bsky.url, bskyAppViewDid: bsky.ctx.cfg.serverDid }),
  })
  mockNetworkUtilities(pds, bsky)
}
say({ plc: plcUrl, pds: pds?.url ?? '' })

async function settle() {
  await pds.processAll()
  const last = await pds.ctx.sequencer.curr()
  for (;;) {
    await bsky.sub.processAll()
    const here = await bsky.sub.runner.getCursor()
    if (!last || (here && here >= last)) break
    await new Promise((done) => setTimeout(done, 10))
  }
  await bsky.sub.background.processAll()
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'settle') {
    await settle()
    say({ settled: true })
  }
}
process.exit(0)
