/**
 * What the emulator bears: a second process sends raw requests over keep-alive sockets, first with nobody looking,
 * then with a reader on the event stream, then (where there is Chromium) with the inbox page open. The ways take
 * turns, so that all of them see the same noise. Besides requests per second it prints the emulator's own CPU time
 * per request, which other programs on the machine disturb less.
 *
 *   npm run bench:emulator [-- requests rounds connections]
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createEmulator } from '@polychat/emulator';
import { median } from '../statistics.ts';
import type { LoadOrder, LoadResult } from './load.ts';
import { chromiumPath, nobody, openPage, openStream, type Watcher } from './watchers.ts';

const [requests = 20_000, rounds = 5, connections = 32] = process.argv.slice(2).map(Number);
const goal = 3000;

const users = Array.from({ length: 1000 }, (_, index) => `user${index}`);
const plenty = 1e9;
const emulator = await createEmulator({
  zim: { users: ['ana', ...users], rates: { calls: plenty } },
  tencentIm: { users: ['ana', ...users], limits: { callsPerSecond: plenty } },
});

const watchers: Record<string, () => Promise<Watcher>> = {
  'nobody looks': nobody,
  'event stream read': () => openStream(emulator.url),
};
if (chromiumPath === undefined) console.log('No Chromium here: the page is left out.');
else watchers['page open'] = () => openPage(emulator.url);

const load = fork(fileURLToPath(new URL('load.ts', import.meta.url)), { serialization: 'advanced' });
const run = (order: LoadOrder): Promise<LoadResult> =>
  new Promise((resolve, reject) => {
    load.once('exit', () => reject(new Error('the load process ended')));
    load.once('message', (result: LoadResult) => {
      load.removeAllListeners('exit');
      resolve(result);
    });
    load.send(order);
  });

interface Measured {
  readonly perSecond: number[];
  readonly cpuMicroseconds: number[];
}
const results = new Map<string, Measured>();

async function measure(name: string, vendor: LoadOrder['vendor'], count: number): Promise<void> {
  const before = process.cpuUsage();
  const { seconds, failed } = await run({ vendor, count, connections, users, ...addresses });
  const { user, system } = process.cpuUsage(before);
  if (failed > 0) throw new Error(`${failed} requests of ${vendor} were refused`);
  const measured = results.get(name) ?? { perSecond: [], cpuMicroseconds: [] };
  measured.perSecond.push(count / seconds);
  measured.cpuMicroseconds.push((user + system) / count);
  results.set(name, measured);
}

const addresses = {
  port: emulator.port,
  zim: { appId: emulator.zim.appId, serverSecret: emulator.zim.serverSecret },
  tencentIm: { sdkAppId: emulator.tencentIm.sdkAppId, secretKey: emulator.tencentIm.secretKey },
};
const commands = { zim: 'ZIM SendPeerMessage', tencentIm: 'Tencent sendmsg' } as const;

for (const vendor of ['zim', 'tencentIm'] as const) await measure('warm-up', vendor, requests);
results.clear();
for (let round = 0; round < rounds; round += 1) {
  for (const [way, open] of Object.entries(watchers)) {
    const watcher = await open();
    for (const vendor of ['zim', 'tencentIm'] as const) {
      await measure(`${commands[vendor].padEnd(20)} ${way}`, vendor, requests);
    }
    await watcher.close();
  }
}
load.kill();
await emulator.close();

console.log(`${requests} requests over ${connections} connections, median of ${rounds} rounds\n`);
console.log(`${''.padEnd(40)} requests/s   CPU µs per request`);
for (const [name, { perSecond, cpuMicroseconds }] of results) {
  const rate = Math.round(median(perSecond));
  console.log(
    `${name.padEnd(40)} ${String(rate).padStart(10)} ${median(cpuMicroseconds).toFixed(0).padStart(20)}` +
      (rate < goal ? `   below the goal of ${goal}` : ''),
  );
}
