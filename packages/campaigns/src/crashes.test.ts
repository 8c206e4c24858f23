import { describe, expect, test } from 'vitest';
import { noFaults } from './__fixtures__/compare.ts';
import { runCrashes } from './__fixtures__/crash-schedule.ts';

/** `KILLS=200 SEED=7` kills more, or at other moments. */
const { KILLS = '20', SEED = '1' } = process.env;
const kills = Number(KILLS);

/** ZIM discards no copy, so there is no window that could pass. */
const cases = [
  ['zim', 'full'],
  ['tencentIm', 'full'],
  ['tencentIm', 'short'],
] as const;

describe('workers that are killed and stopped at random moments, with clocks minutes apart', {
  timeout: 120_000 + kills * 20_000,
}, () => {
  test.each(cases)(
    'at %s, with a %s window: nobody is lost or gets it twice, and the outcomes are the truth',
    async (vendor, window) => {
      const { faults, ...report } = await runCrashes({
        store: 'sqlite',
        engine: 'embedded',
        vendor,
        window,
        seed: Number(SEED),
        kills,
        longestSleepMs: 2_000,
      });
      console.log(`${vendor}, ${window} window, seed ${SEED}: ${JSON.stringify(report)}`);
      expect(faults).toEqual(noFaults);
      expect(report.accepted).toBeGreaterThan(0);
      // Where the vendor still remembers, a crash leaves nobody unconfirmed; a call that goes wrong three times does.
      const ended = Object.keys(report.unclear).filter((reason) => reason.includes('process ended'));
      if (vendor === 'tencentIm' && window === 'full') expect(ended).toEqual([]);
    },
  );
});
