import type { Limit, PacedCost, Pacer, PacerAnswer } from '@polychat/core';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { knownScopes } from '../__fixtures__/known-scopes.ts';
import { hasRedis, RedisServer } from '../__fixtures__/redis-server.ts';
import { SimulatedSite } from '../__fixtures__/simulated-site.ts';
import { warmUp } from '../__fixtures__/warm-up.ts';
import { createRedisPacer, ioredis } from '../index.ts';

const calls: Limit = {
  name: 'calls',
  capacity: 1,
  windowMs: 1_000,
  kind: 'rate',
  countedBy: 'app',
  source: 'test',
};
const daily: Limit = { ...calls, name: 'daily', capacity: 2, windowMs: 86_400_000, kind: 'quota' };
const of = (limit: Limit): PacedCost => ({ limit, units: 1, counter: limit.name });

describe.runIf(hasRedis())('leases of a pacer over Redis', () => {
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

  /** Asks, and notes the answer and when it came. */
  function ask(pacer: Pacer) {
    const asked: { answer?: PacerAnswer; at?: number } = {};
    const request = { scope: 'app', costs: [of(calls)], sendId: 'send', holdMs: 10_000 };
    void Promise.resolve(pacer.acquire(request)).then((answer) => {
      asked.answer = answer;
      asked.at = site.clock.monotonic();
    });
    return asked;
  }
  const settle = ({ answer }: { answer?: PacerAnswer }) => {
    if (typeof answer !== 'object' || !('settle' in answer)) throw new Error('no lease');
    answer.settle({ how: 'replied' });
  };
  /** The leases that the server counts. */
  const counted = async () =>
    (await site.redis.zrangebyscore('polychat:{app}:used:calls', 0, '+inf')).map((member) =>
      member.slice(member.indexOf(':') + 1),
    );

  test('are handed out at most 250 ms ahead, and used at their moment', async () => {
    const pacer = createRedisPacer({ connection: site.connect(), clock: site.clock });
    await knownScopes(site, pacer);
    const first = ask(pacer);
    await site.advance(0);
    settle(first);
    const repliedAt = site.clock.monotonic();
    const next = ask(pacer);
    let handedOutAt: number | undefined;
    while (next.answer === undefined) {
      await site.advance(5);
      if (handedOutAt === undefined && (await counted()).length === 2) handedOutAt = site.clock.monotonic();
    }
    const moment = repliedAt + calls.windowMs;
    expect(next.at).toBeGreaterThanOrEqual(moment);
    expect(next.at).toBeLessThan(moment + 5);
    expect(moment - (handedOutAt ?? 0)).toBeLessThanOrEqual(250);
    expect(moment - (handedOutAt ?? 0)).toBeGreaterThan(50);
  });

  test('that nobody could use in time, since the process was stopped, are given back', async () => {
    const pacer = createRedisPacer({ connection: site.connect(), clock: site.clock });
    await knownScopes(site, pacer);
    const first = ask(pacer);
    await site.advance(0);
    settle(first);
    const next = ask(pacer);
    while ((await counted()).length < 2) await site.advance(5);
    const inHand = await counted();
    site.clock.stall(2_000);
    await site.advance(50);
    // It left with a lease that was given after that, and the other is not counted any more.
    expect(next.answer).toMatchObject({ settle: expect.any(Function) });
    const now = await counted();
    expect(now).toHaveLength(1);
    expect(inHand).not.toContain(now[0]);
  });
});

describe.runIf(hasRedis())('a quota of a pacer over Redis', () => {
  test('is known after the server was killed, where it writes its data down', async () => {
    const server = await RedisServer.start('--appendonly yes');
    const client = new Redis(server.url);
    client.on('error', () => {});
    const pacer = createRedisPacer({ connection: ioredis(client), allowUnknownQuota: true });
    const request = { scope: 'app', costs: [of(daily)], sendId: 'send', holdMs: 1_000, maxWaitMs: 5_000 };
    expect(await pacer.acquire(request)).toHaveProperty('settle');
    await server.kill();
    await server.start();
    expect(await pacer.acquire(request)).toHaveProperty('settle');
    expect(await pacer.acquire(request)).toMatchObject({ limit: daily });
    await pacer.close?.();
    client.disconnect();
    await server.close();
  });
});
