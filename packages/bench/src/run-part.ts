import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { PartReport } from './report.ts';

/** Runs a part in a process of its own, with the arguments of `readSizes`. Rejects where it finds nothing out. */
export function runPart(part: string, args: readonly string[]): Promise<PartReport> {
  return new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, 'part.ts'), [part, ...args], {
      execArgv: ['--expose-gc', ...process.execArgv],
    });
    child.once('message', (report: PartReport) => resolve(report));
    child.once('exit', (code) => reject(new Error(`the part ${part} ended with ${code}`)));
  });
}
