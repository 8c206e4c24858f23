import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasRedis } from '../redis/redis-server.ts';
import { measureLoss } from './measure-pacing.ts';
import { appKinds } from './measured-costs.ts';
import { runPacing } from './pacing-run.ts';
import { SimulatedRedis } from './simulated-redis.ts';

const isThere = hasRedis();
if (!isThere) {
  if (process.env.CI) throw new Error('No redis-server, and CI must not skip the tests of the simulation');
  process.stderr.write('\nNOTICE: the simulation of the pacer is not tested, as there is no redis-server.\n');
}

describe.runIf(isThere)('processes that pace one app in simulated time', () => {
  let redis: SimulatedRedis;
  beforeAll(async () => {
    redis = await SimulatedRedis.start();
  });
  afterAll(() => redis.close());
  const options = { sends: 1, inFlight: 32, vendorMs: 50, callMs: 0.5, redisMs: 1, seconds: 10 };

  test.each([
    { processes: 1, perSecond: 20 },
    { processes: 4, perSecond: 20 },
    { processes: 1, perSecond: 200 },
    { processes: 4, perSecond: 200 },
    { processes: 16, perSecond: 200 },
  ])('reach the ceiling and never pass it: $processes at $perSecond calls a second', async (setting) => {
    const figures = await runPacing(redis, { ...options, ...setting });
    expect(figures.reached).toBeGreaterThan(0.97);
    expect(figures.reached).toBeLessThan(1.02);
    expect(figures.mostInWindow).toBeLessThanOrEqual(setting.perSecond);
  });

  test('get equal parts, also when they are many', async () => {
    const figures = await runPacing(redis, { ...options, processes: 16, perSecond: 200 });
    expect(figures.mostToFewest).toBeLessThan(1.2);
  });

  test('lose no more by a death than what the dead one held, for a call’s time and one window', async () => {
    const lost = await measureLoss(redis, appKinds.zim, { inFlight: 32, redisMs: 1, seconds: 0 }, 3);
    expect(lost).toBeLessThanOrEqual((2 * 20 * 11.5) / 1.05);
  });
});
