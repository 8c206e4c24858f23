import { describe, expect, test } from 'vitest';
import { noFaults } from './__fixtures__/compare.ts';
import { canRun, type Pair } from './__fixtures__/crash-places.ts';
import { runCrashes } from './__fixtures__/crash-schedule.ts';

/** At each of the two vendors. `KILLS=200 SEED=7` kills more, or at other moments. */
const { KILLS = '10', SEED = '1' } = process.env;
const kills = Number(KILLS);

/** The pairs with servers; `crashes.test.ts` has SQLite with the embedded engine. */
const pairs: readonly Pair[] = [
  { store: 'sqlite', engine: 'BullMQ over Redis' },
  { store: 'sqlite', engine: 'BullMQ over PostgreSQL' },
  { store: 'postgres', engine: 'embedded' },
  { store: 'postgres', engine: 'BullMQ over Redis' },
  { store: 'postgres', engine: 'BullMQ over PostgreSQL' },
];

for (const pair of pairs) {
  describe.runIf(canRun(pair))(
    `workers and servers that are killed: store ${pair.store}, engine ${pair.engine}`,
    {
      timeout: 300_000 + kills * 20_000,
    },
    () => {
      test.each(['zim', 'tencentIm'] as const)(
        'at %s: nobody is lost or gets it twice, and the outcomes are the truth',
        async (vendor) => {
          const { faults, ours, ...report } = await runCrashes({
            ...pair,
            vendor,
            window: vendor === 'zim' ? 'full' : 'short',
            seed: Number(SEED),
            kills,
            longestSleepMs: 2_000,
          });
          console.log(`${pair.store}, ${pair.engine}, ${vendor}, seed ${SEED}: ${JSON.stringify(report)}`);
          expect(faults).toEqual(noFaults);
          expect(ours, 'calls that could have been repeated').toEqual([]);
          expect(report.accepted).toBeGreaterThan(0);
          if (kills >= 20) expect(report.chunksKilledTwice).toBeGreaterThan(0);
        },
      );
    },
  );
}
