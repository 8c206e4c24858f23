/**
 * What Polychat costs: every row of the goals, each measured beside what it is compared with, in one run. Timings are
 * noisy, so what is compared takes turns; read the ratios, and the range beside each number.
 *
 *   npm run bench [-- messages rounds inFlight]
 */
import { availableParallelism, loadavg } from 'node:os';
import { figuresTable, type PartReport, reportText } from './report.ts';
import { runPart } from './run-part.ts';
import { readSizes } from './sizes.ts';

const parts = ['engine', 'send', 'imports', 'latency', 'bulk', 'routing', 'waiting', 'check', 'redis'];

const { messages, rounds } = readSizes(process.argv.slice(2));
const [load = 0] = loadavg();
console.log(
  `Node ${process.version}, ${availableParallelism()} cores, load ${load.toFixed(1)} at the start; ${messages} messages, ${rounds} rounds`,
);
const reports: PartReport[] = [];
for (const part of parts) {
  const report = await runPart(part, process.argv.slice(2));
  reports.push(report);
  console.log(`\n${reportText(report)}`);
}
const goals = reports.flatMap(({ figures }) => figures.filter(({ goal }) => goal !== undefined));
console.log(`\nThe goals\n\n${figuresTable(goals)}`);
