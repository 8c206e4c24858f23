import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LeaseEnd, Limit, PacedCost } from '../ports/pacer.ts';
import { calls, of, requestOf } from '../testing/pacing.ts';
import { SimulatedClock } from '../testing/simulated-clock.ts';
import { createMemoryPacer } from './memory-pacer.ts';

describe('as the vendor sees it', () => {
  const limits: readonly Limit[] = [
    { ...calls, name: 'a', capacity: 3, windowMs: 1_000, kind: 'rate' },
    { ...calls, name: 'b', capacity: 10, windowMs: 2_500, kind: 'rate' },
    { ...calls, name: 'c', capacity: 5, windowMs: 7_000, kind: 'quota' },
  ];
  const callArbitrary = fc.record({
    afterMs: fc.integer({ min: 0, max: 900 }),
    durationMs: fc.integer({ min: 0, max: 3_000 }),
    /** Where between its start and its end the vendor sees it. */
    seenAt: fc.double({ min: 0, max: 1, noNaN: true }),
    units: fc.tuple(
      fc.integer({ min: 0, max: 3 }),
      fc.integer({ min: 0, max: 10 }),
      fc.integer({ min: 0, max: 5 }),
    ),
    end: fc.constantFrom<LeaseEnd>(
      { how: 'replied' },
      { how: 'replied' },
      { how: 'may_arrive', withinMs: 1_234 },
      { how: 'too_fast', counted: true },
      { how: 'too_fast', limits: ['b'], counted: true },
      { how: 'not_sent' },
    ),
    /** By how much the wall clock is set meanwhile. */
    setByMs: fc.constantFrom(0, 0, 0, 3_600_000, -3_600_000),
    abortAfterMs: fc.option(fc.integer({ min: 1, max: 2_000 }), { freq: 6 }),
  });

  test('no window holds more than its capacity, and sends of one call are all served in order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(callArbitrary, { minLength: 1, maxLength: 40 }), async (plan) => {
        const clock = new SimulatedClock();
        const pacer = createMemoryPacer({ clock });
        const seen: { at: number; costs: readonly PacedCost[] }[] = [];
        const order: { index: number; limit: string }[] = [];
        let open = plan.length;
        for (const [index, call] of plan.entries()) {
          await clock.advance(call.afterMs);
          clock.set(call.setByMs);
          const costs = limits.flatMap((limit, i) => {
            const units = call.units[i] ?? 0;
            return units > 0 ? [of(limit, units)] : [];
          });
          const controller = new AbortController();
          if (call.abortAfterMs) clock.schedule(() => controller.abort(), call.abortAfterMs);
          const request = requestOf(costs, { signal: controller.signal, sendId: `send-${index}` });
          void Promise.resolve(pacer.acquire(request)).then((answer) => {
            open -= 1;
            if (answer === 'aborted') return;
            if (!('settle' in answer)) throw new Error('refused without a longest wait');
            for (const { limit } of costs) order.push({ index, limit: limit.name });
            const { end, durationMs } = call;
            const latestMs = durationMs + (end.how === 'may_arrive' ? end.withinMs : 0);
            if (end.how !== 'not_sent') seen.push({ at: clock.monotonic() + call.seenAt * latestMs, costs });
            clock.schedule(() => answer.settle(end), durationMs);
          });
        }
        await clock.advance(40 * 7_000 * 3);
        expect(open).toBe(0);
        for (const limit of limits) {
          const turns = order.filter((entry) => entry.limit === limit.name).map(({ index }) => index);
          expect(turns).toEqual(turns.toSorted((a, b) => a - b));
          const uses = seen
            .flatMap(({ at, costs }) =>
              costs.filter((cost) => cost.limit === limit).map(({ units }) => ({ at, units })),
            )
            .toSorted((a, b) => a.at - b.at);
          for (const first of uses) {
            const inWindow = uses.filter(({ at }) => at >= first.at && at < first.at + limit.windowMs);
            const units = inWindow.reduce((sum, use) => sum + use.units, 0);
            expect(units).toBeLessThanOrEqual(limit.capacity);
          }
        }
        expect(clock.pending).toBe(0);
      }),
      { numRuns: 200 },
    );
  });

  test('with a true bound on the jitter no window holds more than its capacity, however slow the replies are', async () => {
    const jitterMs = 80;
    const calling = fc.record({
      afterMs: fc.integer({ min: 0, max: 60 }),
      /** The way there, beside the part that all calls have in common. */
      jitter: fc.integer({ min: 0, max: jitterMs }),
      replyMs: fc.integer({ min: 0, max: 4_000 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(calling, { minLength: 1, maxLength: 60 }), async (plan) => {
        const clock = new SimulatedClock();
        const pacer = createMemoryPacer({ clock, jitterMs });
        const limit = { ...calls, capacity: 5 };
        const seen: number[] = [];
        for (const { afterMs, jitter, replyMs } of plan) {
          await clock.advance(afterMs);
          void Promise.resolve(pacer.acquire(requestOf([of(limit)]))).then((answer) => {
            if (answer === 'aborted' || !('settle' in answer)) throw new Error('refused');
            seen.push(clock.monotonic() + 200 + jitter);
            clock.schedule(() => answer.settle({ how: 'replied' }), 200 + jitter + replyMs);
          });
        }
        await clock.advance(60_000);
        expect(seen).toHaveLength(plan.length);
        for (const first of seen) {
          expect(seen.filter((at) => at >= first && at < first + limit.windowMs).length).toBeLessThanOrEqual(
            5,
          );
        }
      }),
      { numRuns: 100 },
    );
  });

  test('over a slow network the ceiling is reached with a bound on the jitter, and missed without', async () => {
    const perSecond = async (jitterMs: number | undefined) => {
      const clock = new SimulatedClock();
      const pacer = createMemoryPacer({ clock, jitterMs });
      const limit = { ...calls, capacity: 20 };
      let went = 0;
      for (let call = 0; call < 1_000; call += 1) {
        void Promise.resolve(pacer.acquire(requestOf([of(limit)]))).then((answer) => {
          if (answer === 'aborted' || !('settle' in answer)) return;
          went += 1;
          clock.schedule(() => answer.settle({ how: 'replied' }), 240);
        });
      }
      await clock.advance(20_000);
      return went / 20;
    };
    expect(await perSecond(undefined)).toBeLessThan(18);
    expect(await perSecond(10)).toBeGreaterThan(19.5);
  });
});

describe('sends beside each other', () => {
  test('a bulk send has at most one call ahead of anybody else', async () => {
    const clock = new SimulatedClock();
    const pacer = createMemoryPacer({ clock });
    const limit = { ...calls, capacity: 1 };
    const order: string[] = [];
    const ask = (sendId: string, maxWaitMs?: number) =>
      Promise.resolve(pacer.acquire(requestOf([of(limit)], { sendId, maxWaitMs }))).then((answer) => {
        if (answer === 'aborted' || !('settle' in answer)) {
          order.push(`${sendId} refused`);
          return;
        }
        order.push(sendId);
        answer.settle({ how: 'replied' });
      });
    for (let call = 0; call < 32; call += 1) void ask('bulk');
    await clock.advance(500);
    // The estimate of the wait counts turns, too: three seconds are enough for each of these.
    for (const sendId of ['a', 'b']) void ask(sendId, 3_000);
    await clock.advance(4_000);
    expect(order).toEqual(['bulk', 'bulk', 'a', 'b', 'bulk']);
  });

  test('twenty short sends beside a bulk send are all served within their wait', async () => {
    const clock = new SimulatedClock();
    const pacer = createMemoryPacer({ clock });
    const limit = { ...calls, capacity: 20 };
    let served = 0;
    const ask = (sendId: string, maxWaitMs?: number) =>
      Promise.resolve(pacer.acquire(requestOf([of(limit)], { sendId, maxWaitMs }))).then((answer) => {
        if (answer === 'aborted' || !('settle' in answer)) return;
        if (sendId !== 'bulk') served += 1;
        else void ask('bulk');
        answer.settle({ how: 'replied' });
      });
    for (let call = 0; call < 32; call += 1) void ask('bulk');
    await clock.advance(3_300);
    for (let send = 0; send < 20; send += 1) void ask(`short ${send}`, 3_000);
    await clock.advance(3_000);
    expect(served).toBe(20);
  });
});
