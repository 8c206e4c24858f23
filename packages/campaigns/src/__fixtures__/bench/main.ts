/**
 * What durable sends take, on a store in a file, in one process, with the limits raised, against the emulator in another
 * process; and how long after a kill the next worker goes on.
 *
 *   npm run bench:campaigns [-- recipients [singles] [batch] [zim] [takeover]]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { canRun, type Pair } from '../crash-places.ts';
import { secondsToTakeover } from '../takeover-time.ts';
import type { Addresses, CaseOrder, CaseResult } from './addresses.ts';

const [given, ...wanted] = process.argv.slice(2);
const recipients = Number(given ?? 100_000);
const isWanted = (name: string) => wanted.length === 0 || wanted.includes(name);
const takeoverGoals = { embedded: 10, 'BullMQ over Redis': 25, 'BullMQ over PostgreSQL': 25 };
const goals = { singles: 2_000, batch: 20_000, zim: 10_000 };
const folder = mkdtempSync(join(tmpdir(), 'bench-campaigns-'));
const megabytes = (bytes: number) => `${(bytes / 1_048_576).toFixed(1)} MB`;

/** How long the disk takes to have something for good, in milliseconds: the least of a commit. */
function syncMs(): number {
  const file = openSync(join(folder, 'sync'), 'w');
  const startedAt = performance.now();
  for (let count = 0; count < 50; count += 1) {
    writeSync(file, 'x'.repeat(4_096));
    fdatasyncSync(file);
  }
  closeSync(file);
  return (performance.now() - startedAt) / 50;
}

async function run(order: CaseOrder): Promise<CaseResult> {
  const child = fork(join(import.meta.dirname, 'campaign-process.ts'), {
    execArgv: ['--expose-gc', ...process.execArgv],
  });
  child.send(order);
  const [result] = (await once(child, 'message')) as [CaseResult];
  return result;
}

const [load = 0] = loadavg();
console.log(
  `Node ${process.version}, ${availableParallelism()} cores, load ${load.toFixed(1)} at the start, a sync takes ${syncMs().toFixed(1)} ms; ${recipients} recipients`,
);
const emulator = fork(join(import.meta.dirname, 'emulator-process.ts'), [String(recipients)]);
const [addresses] = (await once(emulator, 'message')) as [Addresses];
try {
  for (const name of (['singles', 'batch', 'zim'] as const).filter(isWanted)) {
    const { seconds, accepted, commits, cpuMicrosecondsPerRecipient, ...bytes } = await run({
      ...addresses,
      name,
      recipients,
      folder,
    });
    if (accepted !== recipients) throw new Error(`${name}: ${accepted} of ${recipients} were accepted`);
    console.log(
      `${name.padEnd(8)} ${Math.round(recipients / seconds)} recipients/s (goal ${goals[name]}), ${cpuMicrosecondsPerRecipient.toFixed(1)} µs of CPU each, ${((commits / recipients) * 1_000).toFixed(2)} commits per 1,000; memory above the start: ${megabytes(bytes.rssGrowth)} at most, ${megabytes(bytes.inUseGrowth)} of it in use, ${megabytes(bytes.growthAtEnd)} at the end; file ${megabytes(bytes.fileBytes)}`,
    );
  }
  for (const [engine, goal] of Object.entries(isWanted('takeover') ? takeoverGoals : {})) {
    const pair = { store: 'sqlite', engine } as Pair;
    if (!canRun(pair)) continue;
    const seconds = await secondsToTakeover(pair);
    console.log(
      `kill -9 to the first call that was not begun, ${engine}: ${seconds.toFixed(1)} s (goal ${goal})`,
    );
  }
} finally {
  emulator.kill();
  rmSync(folder, { recursive: true });
}
