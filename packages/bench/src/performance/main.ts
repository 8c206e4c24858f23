/**
 * One report of what Polychat costs, beside what it is compared with, in one run on one machine.
 *
 *   npm run bench:report [-- long] [-- write]
 *
 * `long` takes what needs long, too: all settings of the pacer over Redis, and campaigns of a million recipients.
 * `write` puts the report into docs/performance.md, else it is printed.
 */
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runPart } from '../run-part.ts';
import { machineSentence } from './machine.ts';
import { markdownPart } from './markdown.ts';
import { withReport } from './page.ts';

const root = join(import.meta.dirname, '../../../..');
const page = join(root, 'docs/performance.md');
const words = process.argv.slice(2);
const isLong = words.includes('long');
const isForPage = words.includes('write');

/** The parts, with the arguments that each needs for a figure that is worth something. */
const parts: readonly (readonly [name: string, args: string])[] = [
  ['send', '4000 6'],
  ['latency', '6000 4'],
  ['engine', '3000 4'],
  ['bulk', '10000 3'],
  ['redis', isLong ? '10000 7' : '10000 5 only=50ms'],
];
const campaigns = isLong ? '1000000' : '20000';

/** What a command prints. */
async function printedBy(command: string, args: readonly string[]): Promise<string> {
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  for await (const chunk of child.stdout) printed += chunk;
  return printed.trim();
}

const sections: string[] = [];
/** Printed as it comes, where it is not for the page: the whole takes minutes. */
function add(section: string): void {
  sections.push(section);
  if (!isForPage) console.log(`${section}\n`);
}

add(`${machineSentence()} Taken on ${new Date().toISOString().slice(0, 10)}.`);
for (const [name, args] of parts) {
  const report = await runPart(name, args.split(' '));
  add(markdownPart(report, `npm run bench:part -- ${name} ${args}`));
}
const printed = await printedBy('npm', ['run', '--silent', 'bench:campaigns', '--', campaigns]);
add(
  [
    '### Durable sends on SQLite, one process',
    `\`npm run bench:campaigns -- ${campaigns}\`, with the limits raised, intents included; and how long after a kill another process goes on:`,
    `\`\`\`\n${printed}\n\`\`\``,
  ].join('\n\n'),
);
if (isForPage) writeFileSync(page, withReport(readFileSync(page, 'utf8'), sections.join('\n\n')));
