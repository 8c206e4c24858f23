import { describePacer } from '@polychat/conformance/vitest';
import { afterAll, beforeAll, describe } from 'vitest';
import { knownScopes } from '../__fixtures__/known-scopes.ts';
import { hasRedis, RedisServer } from '../__fixtures__/redis-server.ts';
import { SimulatedSite } from '../__fixtures__/simulated-site.ts';
import { warmUp } from '../__fixtures__/warm-up.ts';
import { createRedisPacer } from '../index.ts';

describe.runIf(hasRedis())('a pacer at a server', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await RedisServer.start();
    await warmUp(server);
  });
  afterAll(() => server.close());

  describePacer({
    name: 'the pacer over Redis',
    async create() {
      const site = new SimulatedSite(server);
      await site.redis.flushall();
      const connect = () => createRedisPacer({ connection: site.connect(), clock: site.clock });
      const [pacer, other] = [connect(), connect()];
      await knownScopes(site, pacer, other);
      return {
        pacer,
        other,
        now: () => site.clock.monotonic(),
        advance: (milliseconds) => site.advance(milliseconds),
        slackMs: 2,
        disconnect: () => {
          site.isReachable = false;
        },
        close: () => site.close(),
      };
    },
  });
});
