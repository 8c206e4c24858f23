import { execFileSync } from 'node:child_process';
import { ensureBuilt } from '../built.ts';
import { rotate } from '../measure.ts';
import type { Figure, PartReport } from '../report.ts';
import type { Sizes } from '../sizes.ts';
import { estimate } from '../statistics.ts';

const goalMilliseconds = 80;

/** What a fresh process runs. It imports what `npm run build` made, as a user's process does. */
const programs: Readonly<Record<string, string>> = {
  nothing: '0',
  'core alone': "import '@polychat/core'",
  'core and Tencent IM': "import '@polychat/core'; import '@polychat/tencent-im'",
  'core and ZIM': "import '@polychat/core'; import '@polychat/zim'",
};

/** The CPU time of importing the packages in a fresh process, beyond that of a process that imports nothing. */
export async function measureImports({ rounds }: Sizes): Promise<PartReport> {
  ensureBuilt();
  const processes = rounds * 3;
  const cpu = new Map<string, number[]>();
  for (let run = 0; run <= processes; run += 1) {
    const inThisRun = new Map(
      rotate(Object.entries(programs), run).map(([name, program]) => [name, cpuOf(program)]),
    );
    // The first run fills the disk's cache.
    if (run === 0) continue;
    const empty = inThisRun.get('nothing') ?? Number.NaN;
    for (const [name, milliseconds] of inThisRun) {
      cpu.set(name, [...(cpu.get(name) ?? []), name === 'nothing' ? milliseconds : milliseconds - empty]);
    }
  }
  const figures = Object.keys(programs).map(
    (name): Figure => ({
      what: name === 'nothing' ? 'an empty process, CPU' : `importing ${name}, CPU`,
      unit: 'ms',
      measured: estimate(cpu.get(name) ?? []),
      goal: name.includes(' and ') ? { is: 'at most', value: goalMilliseconds } : undefined,
    }),
  );
  return {
    title: 'Importing the built packages in a fresh process',
    method: `${processes} processes of each kind; CPU beyond that of an empty process`,
    figures,
  };
}

/** Milliseconds of CPU that a process uses from its start until it has run the program. */
function cpuOf(program: string): number {
  const report = 'process.getBuiltinModule("fs").writeSync(1, JSON.stringify(process.cpuUsage()))';
  const isModule = program.includes('import');
  // Without what could change how a process starts.
  const { NODE_OPTIONS, NODE_COMPILE_CACHE, NODE_V8_COVERAGE, ...env } = process.env;
  const output = execFileSync(
    process.execPath,
    [...(isModule ? ['--input-type=module'] : []), '--eval', `${program}; ${report}`],
    { cwd: import.meta.dirname, env, encoding: 'utf8' },
  );
  const { user, system }: NodeJS.CpuUsage = JSON.parse(output);
  return (user + system) / 1000;
}
