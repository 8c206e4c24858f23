import { execFileSync } from 'node:child_process';
import { ensureBuilt } from '../built.ts';
import { rotate } from '../measure.ts';
import type { Figure, PartReport } from '../report.ts';
import { startServer } from '../server.ts';
import type { Sizes } from '../sizes.ts';
import { estimate } from '../statistics.ts';

const goalMilliseconds = 80;
const nothing = 'an empty process';

/** What a fresh process runs, by name. It imports what `npm run build` made, as a user's process does. */
function programs(url: string): Readonly<Record<string, string>> {
  const send = `await createChat(zim({ appId: 1, serverSecret: '0123456789abcdef0123456789abcdef', baseUrl: '${url}' }))
    .sendDirect({ from: 'alice', to: 'bob', content: { type: 'text', text: 'Hello' } });`;
  return {
    [nothing]: '0',
    'importing core alone': "import '@polychat/core'",
    'importing core and Tencent IM': "import '@polychat/core'; import '@polychat/tencent-im'",
    'importing core and ZIM': "import '@polychat/core'; import '@polychat/zim'",
    'importing core and ZIM, and a first message': `import { createChat } from '@polychat/core'; import { zim } from '@polychat/zim'; ${send}`,
    'a first fetch': `await (await fetch('${url}', { method: 'POST', body: '{}' })).json()`,
  };
}

/** The CPU time of importing the packages in a fresh process, beyond that of a process that imports nothing. */
export async function measureImports({ rounds }: Sizes): Promise<PartReport> {
  ensureBuilt();
  const server = await startServer();
  const processes = rounds * 2 + 1;
  const cpu = new Map<string, number[]>();
  for (let run = 0; run < processes; run += 1) {
    const inThisRun = new Map(
      rotate(Object.entries(programs(server.url)), run).map(([name, program]) => [name, cpuOf(program)]),
    );
    const empty = inThisRun.get(nothing) ?? Number.NaN;
    for (const [name, milliseconds] of inThisRun) {
      cpu.set(name, [...(cpu.get(name) ?? []), name === nothing ? milliseconds : milliseconds - empty]);
    }
  }
  server.stop();
  const withGoal = ['importing core and Tencent IM', 'importing core and ZIM'];
  const figures = Object.keys(programs('')).map(
    (name): Figure => ({
      what: `${name}, CPU`,
      unit: 'ms',
      measured: estimate(cpu.get(name) ?? []),
      goal: withGoal.includes(name) ? { is: 'at most', value: goalMilliseconds } : undefined,
    }),
  );
  return {
    title: 'Importing the built packages in a fresh process',
    method: `${processes} processes of each kind; their CPU beyond that of the empty one in the same run`,
    figures,
  };
}

/** Milliseconds of CPU that a process uses from its start until it has run the program. */
function cpuOf(program: string): number {
  const report = 'process.getBuiltinModule("fs").writeSync(1, JSON.stringify(process.cpuUsage()))';
  // The empty process has no module either: what loads modules is a part of importing.
  const isModule = program !== '0';
  // Without what could change how a process starts.
  const { NODE_OPTIONS, NODE_COMPILE_CACHE, NODE_V8_COVERAGE, ...env } = process.env;
  const output = execFileSync(
    process.execPath,
    [...(isModule ? ['--input-type=module'] : []), '--eval', `${program}; ${report}; process.exit()`],
    { cwd: import.meta.dirname, env, encoding: 'utf8' },
  );
  const { user, system }: NodeJS.CpuUsage = JSON.parse(output);
  return (user + system) / 1000;
}
