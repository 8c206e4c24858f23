import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { measureRun } from '../redis/one-run.ts';
import { hasRedis } from '../redis/redis-server.ts';
import { runPacing } from './pacing-run.ts';
import { SimulatedRedis } from './simulated-redis.ts';

const isThere = hasRedis();
if (!isThere) {
  if (process.env.CI)
    throw new Error('No redis-server, and CI must not skip the comparison with real processes');
  process.stderr.write('\nNOTICE: the simulation is not compared with real processes: no redis-server.\n');
}

/** How often the two are compared at most. */
const attempts = 4;

describe.runIf(isThere)('processes that pace one app in simulated time', () => {
  let redis: SimulatedRedis;
  beforeAll(async () => {
    redis = await SimulatedRedis.start();
  });
  afterAll(() => redis.close());

  // Real processes, a real server and the emulator, in real time. On a busy machine timers come late, and processes that
  // wait ask more often: so what counts is whether they ever ask as often as the simulation says.
  test('make as many round trips to Redis as four real processes, within a third', async () => {
    const setting = { processes: 4, perSecond: 20, windows: 8 } as const;
    const ratios: number[] = [];
    const isClose = (ratio: number) => ratio > 2 / 3 && ratio < 4 / 3;
    while (ratios.length < attempts && !ratios.some(isClose)) {
      const real = await measureRun({ ...setting, latencyMs: 50 });
      expect(real.mostInWindow).toBeLessThanOrEqual(setting.perSecond);
      // Each message is a send of its own there.
      const simulated = await runPacing(redis, {
        ...setting,
        sends: 30,
        inFlight: 1,
        redisMs: 1,
        seconds: 10,
        vendorMs: real.roundTripMs,
        callMs: (1_000 * real.cores.senders) / real.perSecond,
      });
      ratios.push(real.commandsPerSecond / simulated.roundTripsPerSecond);
    }
    expect(ratios.filter(isClose), `real round trips for each simulated one: ${ratios}`).not.toEqual([]);
  });
});
