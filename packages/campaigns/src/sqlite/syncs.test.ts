import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

/** The program that shows what a process asks of the system. */
const tracer = 'strace';

/** A kill proves nothing about the disk, so the calls of the system are looked at: Linux, and a machine that has strace. */
function hasStrace(): boolean {
  if (spawnSync(tracer, ['-e', 'trace=fdatasync', 'true']).status === 0) return true;
  if (process.env.CI)
    throw new Error('No strace that works, and CI must not skip the test that counts syncs');
  process.stderr.write(
    '\nNOTICE: the test that counts the syncs of a SQLite store is skipped, as there is no strace, or it may not trace.\n' +
      'Install it (Debian: strace).\n\n',
  );
  return false;
}

/** What came after one line of the program and before the next. */
interface Interval {
  /** The line that ends it. */
  readonly line: string;
  /** How often the log was synced. */
  readonly syncs: number;
}

function intervalsOf(trace: string): readonly Interval[] {
  const intervals: Interval[] = [];
  let syncs = 0;
  for (const call of trace.split('\n')) {
    if (/ f(data)?sync\(\d+<[^>]*-wal>/.test(call)) syncs += 1;
    const line = / write\(1<[^>]*>, "(.*)\\n"/.exec(call)?.[1];
    if (line === undefined) continue;
    intervals.push({ line, syncs });
    syncs = 0;
  }
  return intervals;
}

describe.runIf(hasStrace())('what the system is asked for', () => {
  test('each step of a SQLite store syncs the log once before it resolves, and reading syncs nothing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'campaigns-'));
    try {
      const output = join(folder, 'trace');
      const program = join(import.meta.dirname, '../__fixtures__/synced-steps.ts');
      const { status, stderr } = spawnSync(tracer, [
        ...['-f', '-y', '-s', '200', '-e', 'trace=fsync,fdatasync,write', '-o', output],
        ...[process.execPath, '--conditions=@polychat/source', '--disable-warning=ExperimentalWarning'],
        ...[program, join(folder, 'campaigns.sqlite')],
      ]);
      expect(status, stderr.toString()).toBe(0);
      const [opened, ...rest] = intervalsOf(await readFile(output, 'utf8'));
      expect(opened?.line.replaceAll('\\"', '"')).toContain('"journalMode":"wal","synchronous":2');
      const steps = rest.filter(({ line }) => line.startsWith('step '));
      console.log(
        `${steps.length} steps, ${steps.reduce((sum, { syncs }) => sum + syncs, 0)} syncs of the log`,
      );
      expect(steps).toHaveLength(34);
      for (const { line, syncs } of steps) expect(syncs, line).toBe(1);
      expect(rest.at(-1)).toEqual({ line: 'read', syncs: 0 });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
