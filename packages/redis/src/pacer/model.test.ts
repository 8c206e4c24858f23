import type { LeaseEnd, Limit, PacedCost, Pacer, PacerAnswer } from '@polychat/core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { knownScopes } from '../__fixtures__/known-scopes.ts';
import { hasRedis, RedisServer } from '../__fixtures__/redis-server.ts';
import { SimulatedSite } from '../__fixtures__/simulated-site.ts';
import { warmUp } from '../__fixtures__/warm-up.ts';
import { createRedisPacer } from '../index.ts';

const a: Limit = { name: 'a', capacity: 3, windowMs: 1_000, kind: 'rate', countedBy: 'app', source: 'test' };
const b: Limit = { ...a, name: 'b', capacity: 10, windowMs: 2_500 };
const c: Limit = { ...a, name: 'c', capacity: 5, windowMs: 7_000, kind: 'quota' };
const limits: readonly Limit[] = [a, b, c];
const holdMs = 3_000;

const costOf = (limit: Limit, units: number): PacedCost => ({ limit, units, counter: limit.name });

const callArbitrary = fc.record({
  process: fc.nat(3),
  afterMs: fc.integer({ min: 0, max: 600 }),
  durationMs: fc.integer({ min: 0, max: holdMs }),
  /** Where between its start and its end the vendor sees it. */
  seenAt: fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })),
  units: fc.tuple(
    fc.integer({ min: 0, max: 3 }),
    fc.integer({ min: 0, max: 10 }),
    fc.integer({ min: 0, max: 2 }),
  ),
  end: fc.constantFrom<LeaseEnd>(
    { how: 'replied' },
    { how: 'replied' },
    { how: 'may_arrive', withinMs: 1_234 },
    { how: 'too_fast', counted: true },
    { how: 'too_fast', limits: ['b'], counted: true },
    { how: 'not_sent' },
  ),
  abortAfterMs: fc.option(fc.integer({ min: 1, max: 2_000 }), { freq: 6 }),
});

/** What happens around the calls. */
const troubleArbitrary = fc.record({
  afterCall: fc.nat(40),
  what: fc.oneof(
    // The server's clock is set. A step forward of less than 0.2 s is not noticed, and nothing is promised of it.
    fc.record({
      kind: fc.constant('clock' as const),
      byMs: fc.constantFrom(-60_000, -2_000, -150, 250, 900, 2_000, 3_600_000),
    }),
    fc.record({ kind: fc.constant('death' as const), process: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ kind: fc.constant('scripts forgotten' as const) }),
    fc.record({ kind: fc.constant('out of reach' as const), forMs: fc.integer({ min: 50, max: 2_500 }) }),
  ),
});

/** How long commands take on their way; the same for the same seed. */
function latencies(seed: number) {
  let state = seed;
  const random = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
  // Now and then one is held up.
  const way = () => Math.round(random() * 8) + (random() < 0.03 ? Math.round(random() * 700) : 0);
  return () => ({ there: way(), back: way() });
}

/** Asserts what the vendor sees: no window with more than its capacity, wherever it begins. */
function assertBelow(limit: Limit, uses: readonly { readonly at: number; readonly units: number }[]): void {
  for (const first of uses) {
    const inWindow = uses.filter(({ at }) => at >= first.at && at < first.at + limit.windowMs);
    const units = inWindow.reduce((sum, use) => sum + use.units, 0);
    if (units > limit.capacity) {
      const times = inWindow.map(({ at, units: each }) => `${each} at ${at}`).join(', ');
      throw new Error(`${units} of ${limit.capacity} in a window of "${limit.name}": ${times}`);
    }
  }
}

describe.runIf(hasRedis())('several processes over one server, as the vendor sees them', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await RedisServer.start();
    await warmUp(server);
  });
  afterAll(() => server.close());

  test('stay below every limit, and nothing leaks, with slow ways, deaths, clock steps and a server that comes and goes', async () => {
    const plans = fc.record({
      calls: fc.array(callArbitrary, { minLength: 1, maxLength: 40 }),
      troubles: fc.array(troubleArbitrary, { maxLength: 5 }),
      seed: fc.nat(1_000_000),
    });
    await fc.assert(
      fc.asyncProperty(plans, async ({ calls, troubles, seed }) => {
        const site = new SimulatedSite(server);
        await site.redis.flushall();
        const dead = new Set<number>();
        const pacers: Pacer[] = [0, 1, 2, 3].map((process) => {
          const connection = site.connect(latencies(seed + process));
          return createRedisPacer({
            connection: {
              // A process that has died hears nothing more.
              send: (command) => (dead.has(process) ? new Promise(() => {}) : connection.send(command)),
            },
            clock: site.clock,
            allowUnknownQuota: true,
          });
        });
        try {
          await knownScopes(site, ...pacers);
          const seen: { readonly at: number; readonly costs: readonly PacedCost[] }[] = [];
          let open = 0;
          for (const [index, call] of calls.entries()) {
            await site.advance(call.afterMs);
            for (const { what } of troubles.filter(({ afterCall }) => afterCall === index)) {
              if (what.kind === 'clock') site.serverSetBy += what.byMs;
              if (what.kind === 'death') dead.add(what.process);
              if (what.kind === 'scripts forgotten') await site.redis.script('FLUSH');
              if (what.kind === 'out of reach') {
                site.isReachable = false;
                site.clock.schedule(() => {
                  site.isReachable = true;
                }, what.forMs);
              }
            }
            const { process, durationMs, seenAt, end, abortAfterMs } = call;
            const costs = limits.flatMap((limit, at) => {
              const units = call.units[at] ?? 0;
              return units > 0 ? [costOf(limit, units)] : [];
            });
            const pacer = pacers[process];
            if (!pacer || costs.length === 0 || dead.has(process)) continue;
            const controller = new AbortController();
            if (abortAfterMs) site.clock.schedule(() => controller.abort(), abortAfterMs);
            open += 1;
            const onAnswer = (answer: PacerAnswer) => {
              open -= 1;
              if (answer === 'aborted' || dead.has(process)) return;
              if (!('settle' in answer)) throw new Error('refused without a longest wait');
              const latestMs = durationMs + (end.how === 'may_arrive' ? end.withinMs : 0);
              if (end.how !== 'not_sent')
                seen.push({ at: site.clock.monotonic() + seenAt * latestMs, costs });
              site.clock.schedule(() => {
                if (!dead.has(process)) answer.settle(end);
              }, durationMs);
            };
            const { signal } = controller;
            const request = { scope: 'app', costs, sendId: `send ${index}`, holdMs, signal };
            void Promise.resolve(pacer.acquire(request)).then(onAnswer);
          }
          // The quota is the longest to wait for: five units in seven seconds, and its day stands still while the server's
          // clock is behind.
          await site.advance(400_000);
          const waiting = calls.filter(({ process }) => dead.has(process)).length;
          expect(open).toBeLessThanOrEqual(waiting);
          // A quota goes by the largest time of the server's clock, so that a step forward ends its window early.
          const isSetForward = troubles.some(({ what }) => what.kind === 'clock' && what.byMs > 0);
          for (const limit of limits.filter(({ kind }) => kind === 'rate' || !isSetForward)) {
            const uses = seen.flatMap(({ at, costs }) =>
              costs.filter((cost) => cost.limit === limit).map(({ units }) => ({ at, units })),
            );
            assertBelow(limit, uses);
          }
          // After a step of the server's clock, who has not asked since cannot say how long ago that was: one call tells.
          await knownScopes(site, ...pacers.slice(0, 1));
          // Everything is free again, and the next call leaves no counter behind that nobody uses.
          const whole = limits
            .filter(({ kind }) => kind === 'rate')
            .map((limit) => costOf(limit, limit.capacity));
          const asking = Promise.resolve(
            pacers[0]?.acquire({ scope: 'app', costs: whole, sendId: 'last', holdMs, maxWaitMs: 1_500 }),
          );
          await site.advance(2_000);
          const last = await asking;
          if (last === undefined || last === 'aborted' || !('settle' in last))
            throw new Error('something leaked');
          last.settle({ how: 'not_sent' });
          await site.advance(3_000);
          const used = await site.redis.keys('polychat:{app}:used:*');
          expect(used.filter((key) => !key.endsWith(':c'))).toEqual([]);
          expect(await site.redis.zcard('polychat:{app}:waiting')).toBe(0);
        } finally {
          await site.close();
        }
      }),
      {
        numRuns: Number(process.env.MODEL_RUNS ?? 40),
        ...(process.env.MODEL_SEED
          ? { seed: Number(process.env.MODEL_SEED), path: process.env.MODEL_PATH }
          : {}),
      },
    );
  });
});
