import { describe, expect, test } from 'vitest';
import { canRun, type Pair } from './__fixtures__/crash-places.ts';
import { secondsToTakeover } from './__fixtures__/takeover-time.ts';

const pairs: readonly (Pair & { readonly mostSeconds: number })[] = [
  { store: 'sqlite', engine: 'embedded', mostSeconds: 10 },
  { store: 'postgres', engine: 'embedded', mostSeconds: 10 },
  { store: 'sqlite', engine: 'BullMQ over Redis', mostSeconds: 25 },
  { store: 'sqlite', engine: 'BullMQ over PostgreSQL', mostSeconds: 25 },
];

describe('with the default times, from a kill to the first call that was not begun', () => {
  for (const { mostSeconds, ...pair } of pairs) {
    test.runIf(canRun(pair))(
      `store ${pair.store}, engine ${pair.engine}: at most ${mostSeconds} s`,
      async () => {
        const seconds = await secondsToTakeover(pair);
        console.log(`store ${pair.store}, engine ${pair.engine}: ${seconds.toFixed(1)} s`);
        expect(seconds).toBeLessThanOrEqual(mostSeconds);
      },
    );
  }
});
