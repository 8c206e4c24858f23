import { describe, expect, test } from 'vitest';
import { noFaults } from './__fixtures__/compare.ts';
import { runCrashes } from './__fixtures__/crash-schedule.ts';

/** `KILLS=200 SEED=7` kills more, or at other moments. */
const { KILLS = '20', SEED = '1' } = process.env;
const kills = Number(KILLS);

describe.each(['zim', 'tencentIm'] as const)(
  'workers that are killed and stopped at random moments, with clocks minutes apart, at %s',
  { timeout: 60_000 + kills * 20_000 },
  (vendor) => {
    test('nobody is lost, nobody gets it twice, and the outcomes are the truth', async () => {
      const { faults, ...report } = await runCrashes({
        vendor,
        seed: Number(SEED),
        kills,
        longestSleepMs: 2_000,
      });
      console.log(`${vendor}, seed ${SEED}: ${JSON.stringify(report)}`);
      expect(faults).toEqual(noFaults);
      expect(report.accepted).toBeGreaterThan(0);
    });
  },
);
