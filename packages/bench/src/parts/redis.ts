import { measureRun, type RunOptions, type RunResult } from '../redis/one-run.ts';
import { windowMs } from '../redis/rates.ts';
import { hasRedis } from '../redis/redis-server.ts';
import type { Figure, PartReport } from '../report.ts';
import { type Sizes, within } from '../sizes.ts';
import { estimate } from '../statistics.ts';

/** The settings: all of them with 10,000 messages or more, two without. `only=20/s,250ms,4p` leaves one. */
function settings({ messages, rounds, only }: Sizes): readonly RunOptions[] {
  const windows = within(4, rounds, 30);
  const isShort = messages < 10_000;
  const runs: RunOptions[] = [];
  for (const perSecond of [20, 200] as const) {
    for (const latencyMs of isShort ? [50] : [5, 50, 250]) {
      for (const processes of isShort ? [4] : [1, 2, 4]) {
        const words = [`${perSecond}/s`, `${latencyMs}ms`, `${processes}p`];
        if (only.every((word) => words.includes(word)))
          runs.push({ processes, latencyMs, perSecond, windows });
      }
    }
  }
  return runs;
}

/** How much of the vendors' ceilings processes reach that share a pacer over Redis, and whether they ever pass them. */
export async function measureRedis(sizes: Sizes): Promise<PartReport> {
  const title = 'A pacer over Redis, shared by processes';
  if (!hasRedis()) return { title, method: 'Left out: there is no redis-server here', figures: [] };
  const rows: string[][] = [];
  const results: { readonly reached: number; readonly result: RunResult; readonly options: RunOptions }[] =
    [];
  for (const options of settings(sizes)) {
    const result = await measureRun(options);
    const ceiling = (options.perSecond * windowMs) / (windowMs + result.roundTripMs);
    const reached = result.perSecond / ceiling;
    results.push({ reached, result, options });
    rows.push([
      `${options.perSecond}/s, ${options.latencyMs} ms, ${options.processes}`,
      result.perSecond.toFixed(1),
      result.roundTripMs.toFixed(0),
      reached.toFixed(3),
      String(result.mostInWindow),
      String(result.tooFast),
      result.fairness.toFixed(2),
      result.commandsPerSecond.toFixed(0),
      result.redisMicroseconds.toFixed(0),
      `${result.cores.senders.toFixed(2)}, ${result.cores.emulator.toFixed(2)}`,
    ]);
  }
  const of = (what: string, values: readonly number[], goal?: Figure['goal']): Figure => ({
    what,
    unit: '',
    measured: estimate(values),
    goal,
  });
  return {
    title,
    method:
      'recipients/s at the emulator against limit × window / (window + round trip); round trips as measured; ' +
      'each process a chat, sendDirect to one recipient',
    comparison: [
      [
        'limit, latency, processes',
        'recipients/s',
        'round trip, ms',
        'reached',
        'most in a window',
        'too fast',
        'most/fewest of a process',
        'round trips/s to Redis',
        'µs of its CPU each',
        'cores: senders, emulator',
      ],
      ...rows,
    ],
    figures: [
      of('least of the ceiling that was reached', [Math.min(...results.map(({ reached }) => reached))], {
        is: 'at least',
        value: 0.95,
      }),
      of(
        'most calls above the limit in any window',
        [
          Math.max(
            ...results.map(({ result, options }) => Math.max(0, result.mostInWindow - options.perSecond)),
          ),
        ],
        { is: 'at most', value: 0 },
      ),
      of('too-fast replies', [results.reduce((sum, { result }) => sum + result.tooFast, 0)], {
        is: 'at most',
        value: 0,
      }),
    ],
  };
}
