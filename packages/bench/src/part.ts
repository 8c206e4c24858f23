/**
 * Runs one part of the benchmark in this process, and prints what it found or tells it to the process that started this
 * one. Each part has a process of its own, so that no part runs on what the runtime learned in another.
 *
 *   npm run bench:part -- engine [messages rounds inFlight]
 */
import { measureBulk } from './parts/bulk.ts';
import { measureCheck } from './parts/check.ts';
import { measureEngine } from './parts/engine.ts';
import { measureImports } from './parts/imports.ts';
import { measureLatency } from './parts/latency.ts';
import { measureSend } from './parts/send.ts';
import { type PartReport, reportTable } from './report.ts';
import { readSizes, type Sizes } from './sizes.ts';

const parts: Readonly<Record<string, (sizes: Sizes) => Promise<PartReport>>> = {
  send: measureSend,
  engine: measureEngine,
  imports: measureImports,
  latency: measureLatency,
  bulk: measureBulk,
  check: measureCheck,
};

const [name = '', ...sizes] = process.argv.slice(2);
const part = parts[name];
if (!part) throw new Error(`no part ${name}; there are ${Object.keys(parts).join(', ')}`);
const report = await part(readSizes(sizes));
if (process.send) process.send(report);
else console.log(`${report.title}\n${report.method}\n\n${reportTable(report.figures)}`);
