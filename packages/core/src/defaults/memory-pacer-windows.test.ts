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

  test('no window holds more than its capacity, everybody is served, in order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(callArbitrary, { minLength: 1, maxLength: 40 }), async (plan) => {
        const clock = new SimulatedClock();
        const pacer = createMemoryPacer(clock);
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
          void pacer.acquire(requestOf(costs, { signal: controller.signal })).then((answer) => {
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
});
