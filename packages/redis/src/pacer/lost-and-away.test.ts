import type { Limit, PacedCost, Pacer, PacerAnswer, PacerRequest } from '@polychat/core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { knownScopes } from '../__fixtures__/known-scopes.ts';
import { hasRedis, RedisServer } from '../__fixtures__/redis-server.ts';
import { SimulatedSite } from '../__fixtures__/simulated-site.ts';
import { warmUp } from '../__fixtures__/warm-up.ts';
import { createRedisPacer, type RedisConnection, type RedisPacerOptions } from '../index.ts';

const calls: Limit = {
  name: 'calls',
  capacity: 20,
  windowMs: 1_000,
  kind: 'rate',
  countedBy: 'app',
  source: 'test',
};
const daily: Limit = { ...calls, name: 'daily', capacity: 2, windowMs: 86_400_000, kind: 'quota' };
const of = (limit: Limit, units = 1): PacedCost => ({ limit, units, counter: limit.name });

describe.runIf(hasRedis())('a pacer over Redis', () => {
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

  const pacerWith = (
    options: Partial<RedisPacerOptions> = {},
    connection: RedisConnection = site.connect(),
  ) => createRedisPacer({ connection, clock: site.clock, ...options });
  /** Asks, and notes the answer. */
  function ask(pacer: Pacer, costs: readonly PacedCost[], more: Partial<PacerRequest> = {}) {
    const asked: { answer?: PacerAnswer } = {};
    void Promise.resolve(
      pacer.acquire({ scope: 'app', costs, sendId: 'send', holdMs: 10_000, ...more }),
    ).then((answer) => {
      asked.answer = answer;
    });
    return asked;
  }
  const isLease = ({ answer }: { answer?: PacerAnswer }) => typeof answer === 'object' && 'settle' in answer;

  test('refuses what costs of a quota until a whole window of it was seen', async () => {
    const pacer = pacerWith();
    const first = ask(pacer, [of(daily)]);
    await site.advance(0);
    expect(first.answer).toEqual({ limit: daily, waitMs: expect.closeTo(86_400_000, -1) });
    await site.advance(86_400_000);
    const next = ask(pacer, [of(daily)]);
    await site.advance(0);
    expect(isLease(next)).toBe(true);
  });

  test('lets such calls go where it was told to, and counts them from then on', async () => {
    const pacer = pacerWith({ allowUnknownQuota: true });
    const asked = [1, 2, 3].map(() => ask(pacer, [of(daily)], { maxWaitMs: 1_000 }));
    await site.advance(0);
    expect(asked.map(isLease)).toEqual([true, true, false]);
    expect(asked[2]?.answer).toMatchObject({ limit: daily });
  });

  test('knows a quota still when rates are forgotten, and not when its counter is', async () => {
    const pacer = pacerWith();
    await knownScopes(site, pacer);
    await site.advance(86_400_000);
    await site.redis.del('polychat:{app}:state');
    const known = ask(pacer, [of(daily)]);
    await site.advance(0);
    expect(isLease(known)).toBe(true);
    await site.redis.flushall();
    const lost = ask(pacer, [of(daily)]);
    await site.advance(0);
    expect(lost.answer).toMatchObject({ limit: daily });
  });

  test('counts rates as full for one window after the state was lost, and tells what is under way', async () => {
    const pacer = pacerWith();
    await knownScopes(site, pacer);
    const before = Array.from({ length: 20 }, () => ask(pacer, [of(calls)]));
    await site.advance(0);
    expect(before.every(isLease)).toBe(true);
    await site.redis.flushall();
    const after = ask(pacer, [of(calls)]);
    // The twenty calls are under way for ten seconds at most, and the new state has learned of them.
    await site.advance(9_000);
    expect(after.answer).toBeUndefined();
    await site.advance(2_500);
    expect(isLease(after)).toBe(true);
  });

  test('uses a reserve while Redis is away, and holds it back while it is there', async () => {
    const pacer = pacerWith({ fallback: { share: 0.1, processes: 2 } });
    await knownScopes(site, pacer);
    const there = Array.from({ length: 20 }, () => ask(pacer, [of(calls)]));
    await site.advance(0);
    expect(there.filter(isLease)).toHaveLength(16);
    site.isReachable = false;
    await site.advance(500);
    const large = ask(pacer, [of(calls, 5)]);
    const quota = ask(pacer, [of(daily)]);
    await site.advance(2_000);
    // Two of twenty are this process's reserve.
    expect(there.filter(isLease)).toHaveLength(18);
    expect([large.answer, quota.answer]).toEqual([undefined, undefined]);
    const reserved = there.filter(isLease).slice(16);
    for (const { answer } of reserved)
      if (typeof answer === 'object' && 'settle' in answer) answer.settle({ how: 'replied' });
    await site.advance(1_100);
    expect(there.filter(isLease)).toHaveLength(20);
  });

  test('gives a lease back that comes after its caller has left', async () => {
    const connection = site.connect(() => ({ there: 20, back: 20 }));
    const pacer = pacerWith({}, connection);
    await knownScopes(site, pacer);
    const controller = new AbortController();
    const left = ask(pacer, [of(calls, 20)], { signal: controller.signal });
    await site.advance(30);
    controller.abort();
    await site.advance(0);
    expect(left.answer).toBe('aborted');
    const next = ask(pacer, [of(calls, 20)]);
    await site.advance(200);
    expect(isLease(next)).toBe(true);
  });

  test('costs for the calls of a dead process what they hold, and no longer', async () => {
    const [dead, living] = [pacerWith(), pacerWith()];
    await knownScopes(site, dead, living);
    const lost = ask(dead, [of(calls, 20)], { holdMs: 3_000 });
    await site.advance(0);
    expect(isLease(lost)).toBe(true);
    const next = ask(living, [of(calls, 20)]);
    await site.advance(3_999);
    expect(next.answer).toBeUndefined();
    await site.advance(502);
    expect(isLease(next)).toBe(true);
  });

  test('goes on when its clock was set back by an hour', async () => {
    const pacer = pacerWith();
    await knownScopes(site, pacer);
    const first = ask(pacer, [of(calls, 20)]);
    await site.advance(0);
    if (typeof first.answer === 'object' && 'settle' in first.answer) first.answer.settle({ how: 'replied' });
    await site.advance(50);
    site.serverSetBy = -3_600_000;
    const next = ask(pacer, [of(calls, 20)]);
    await site.advance(900);
    expect(next.answer).toBeUndefined();
    await site.advance(200);
    expect(isLease(next)).toBe(true);
  });

  test('ends all waits when it is closed, gives everything back, and takes no more', async () => {
    const [pacer, other] = [pacerWith(), pacerWith()];
    await knownScopes(site, pacer, other);
    const held = ask(pacer, [of(calls, 20)]);
    await site.advance(0);
    const waits = ask(pacer, [of(calls)]);
    await site.advance(10);
    if (typeof held.answer === 'object' && 'settle' in held.answer) held.answer.settle({ how: 'not_sent' });
    const closing = pacer.close?.();
    await site.advance(10);
    await closing;
    expect(waits.answer).toBe('aborted');
    expect(() => pacer.acquire({ scope: 'app', costs: [], sendId: 'x', holdMs: 1 })).toThrow('closed');
    const next = ask(other, [of(calls, 19)]);
    await site.advance(10);
    expect(isLease(next)).toBe(true);
    await other.close?.();
    expect(site.clock.pending).toBe(0);
  });
});

describe('options', () => {
  const connection: RedisConnection = { send: async () => [] };
  test.each([
    [{}, 'connection'],
    [{ connection, prefix: '' }, 'prefix'],
    [{ connection, answerWithinMs: -1 }, 'answerWithinMs'],
    [{ connection, fallback: { share: 0.5, processes: 2 } }, 'fallback'],
    [{ connection, fallback: { share: 0.1, processes: 1.5 } }, 'fallback.processes'],
    [{ connection, jitterMs: 1 }, 'jitterMs'],
  ])('%j are refused for %s', (options, field) => {
    expect(() => createRedisPacer(options as never)).toThrow(
      expect.objectContaining({ code: 'misconfigured', field }),
    );
  });
});
