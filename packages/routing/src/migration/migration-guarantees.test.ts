import fc from 'fast-check';
import { expect, test } from 'vitest';
import { differencesOf, faultsOf } from '../testing/migration-faults.ts';
import { type Run, run, send, trouble } from '../testing/migration-runs.ts';
import type { RolloutUnit } from './rollout.ts';

/** How many runs: more with `MIGRATION_RUNS`. A run that fails prints its seed; `MIGRATION_SEED` takes it up again. */
const { MIGRATION_RUNS = '250', MIGRATION_SEED } = process.env;
const settings = {
  numRuns: Number(MIGRATION_RUNS),
  ...(MIGRATION_SEED === undefined ? {} : { seed: Number(MIGRATION_SEED) }),
};

test(`over ${MIGRATION_RUNS} random runs nobody is lost or sent to twice, the way sticks, and the report has what differs`, async () => {
  await fc.assert(
    fc.asyncProperty(run, async (one) => {
      expect(await faultsOf(one)).toEqual([]);
    }),
    settings,
  );
});

/** One authority alone: else one vendor's faults would come in another order to whom they come. */
const oneAuthority = fc
  .record({ ...base(), sends: fc.tuple(send.map(({ abortAfterMs: _abort, ...one }) => one)) })
  .map((one): Run => ({ ...one, maxWaiting: 1_000 }))
  .filter(({ sends: [first] }) => first?.stage !== 'live' || first.rollout === 0 || first.rollout === 1);

/** What all runs have. */
function base() {
  return {
    old: trouble,
    young: trouble,
    unit: fc.constantFrom<RolloutUnit>('conversation', 'user'),
    envelope: fc.constant(false),
  };
}

test(`over ${MIGRATION_RUNS} random runs the answer is the same, and comes as soon, as without the other side`, async () => {
  await fc.assert(
    fc.asyncProperty(oneAuthority, async (one) => {
      expect(await differencesOf(one)).toEqual([]);
    }),
    settings,
  );
});
