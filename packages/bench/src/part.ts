/**
 * Runs one part of the benchmark in this process, and prints what it found or tells it to the process that started this
 * one. Each part has a process of its own, so that no part runs on what the runtime learned in another.
 *
 *   npm run bench:part -- engine [messages rounds inFlight]
 */
import { type PartReport, reportText } from './report.ts';
import { readSizes, type Sizes } from './sizes.ts';

/** Loaded one by one: the clients of one part would be in another's heap. */
const parts: Readonly<Record<string, (sizes: Sizes) => Promise<PartReport>>> = {
  send: async (sizes) => (await import('./parts/send.ts')).measureSend(sizes),
  engine: async (sizes) => (await import('./parts/engine.ts')).measureEngine(sizes),
  imports: async (sizes) => (await import('./parts/imports.ts')).measureImports(sizes),
  latency: async (sizes) => (await import('./parts/latency.ts')).measureLatency(sizes),
  bulk: async (sizes) => (await import('./parts/bulk.ts')).measureBulk(sizes),
  routing: async (sizes) => (await import('./parts/routing.ts')).measureRouting(sizes),
  waiting: async (sizes) => (await import('./parts/waiting.ts')).measureWaiting(sizes),
  check: async (sizes) => (await import('./parts/check.ts')).measureCheck(sizes),
  redis: async (sizes) => (await import('./parts/redis.ts')).measureRedis(sizes),
};

const [name = '', ...sizes] = process.argv.slice(2);
const part = parts[name];
if (!part) throw new Error(`no part ${name}; there are ${Object.keys(parts).join(', ')}`);
const report = await part(readSizes(sizes));
if (process.send) process.send(report);
else console.log(reportText(report));
