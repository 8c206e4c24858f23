import type { Limit } from '@polychat/core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { knownScopes } from '../__fixtures__/known-scopes.ts';
import { hasRedis, RedisServer } from '../__fixtures__/redis-server.ts';
import { SimulatedSite } from '../__fixtures__/simulated-site.ts';
import { warmUp } from '../__fixtures__/warm-up.ts';
import { createRedisPacer } from '../index.ts';

const limit: Limit = {
  name: 'calls',
  capacity: 200,
  windowMs: 1_000,
  kind: 'rate',
  countedBy: 'app',
  source: 'test',
};
const costs = [{ limit, units: 1, counter: 'calls' }];

describe.runIf(hasRedis())('round trips of a pacer over Redis', () => {
  let server: RedisServer;
  let site: SimulatedSite;
  beforeAll(async () => {
    server = await RedisServer.start();
    await warmUp(server);
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    site = new SimulatedSite(server);
    await site.redis.flushall();
  });
  afterEach(() => site.close());

  test.each([
    { processes: 1, roundTrips: 15 },
    { processes: 4, roundTrips: 40 },
  ])(
    'of $processes at 200 calls a second are at most $roundTrips a second, since replies are told together',
    async ({ processes, roundTrips }) => {
      const pacers = Array.from({ length: processes }, () =>
        createRedisPacer({ connection: site.connect(), clock: site.clock }),
      );
      await knownScopes(site, ...pacers);
      let calls = 0;
      const wait = (milliseconds: number) =>
        new Promise<void>((resolve) => void site.clock.schedule(resolve, milliseconds));
      for (const [index, pacer] of pacers.entries()) {
        // Of different length, so that they do not end together by chance.
        for (let place = 0; place < 300 / processes; place += 1) {
          const loop = async (): Promise<void> => {
            const answer = await pacer.acquire({ scope: 'app', costs, sendId: `${index}`, holdMs: 5_000 });
            if (answer === 'aborted' || !('settle' in answer)) return;
            calls += 1;
            await wait(40 + (place % 20));
            answer.settle({ how: 'replied' });
            return loop();
          };
          void loop();
        }
      }
      await site.advance(2_000);
      const before = site.commands;
      calls = 0;
      await site.advance(5_000);
      expect(calls).toBeGreaterThan(900);
      expect((site.commands - before) / 5).toBeLessThanOrEqual(roundTrips);
      await Promise.all([site.advance(2_000), ...pacers.map((pacer) => pacer.close?.())]);
    },
  );
});
