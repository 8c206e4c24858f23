import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CallRecord } from '../ports/journal.ts';
import { plainProblems } from '../testing/plain-adapter.ts';
import { jsonReply, recipientsOf, type ScriptStep, untilAborted } from '../testing/scripted-transport.ts';
import { hello, simulatedChat } from '../testing/simulated-chat.ts';
import { SimulatedClock } from '../testing/simulated-clock.ts';

type How = 'takes' | 'loses' | 'refuses' | 'takes in silence' | 'takes some';

/** A vendor that discards a copy for so long, and notes whom it delivered to more than once. */
function vendorDouble(plan: readonly How[], dedupWindowMs: number) {
  /** When each recipient first got each body. */
  const delivered = new Map<string, Map<string, number>>();
  const twice: string[] = [];
  let turn = 0;
  const take = (userId: string, body: string, now: number) => {
    const taken = delivered.get(userId) ?? new Map<string, number>();
    delivered.set(userId, taken);
    const first = taken.get(body);
    if (first !== undefined && now <= first + dedupWindowMs) return;
    if (taken.size > 0) twice.push(userId);
    taken.set(body, now);
  };
  const stepAt =
    (now: () => number): ScriptStep =>
    async (request, { signal }) => {
      const how = plan[turn % plan.length] ?? 'takes';
      turn += 1;
      const to = recipientsOf(request);
      const some = to.filter((_, index) => (index + turn) % 2 === 0);
      const taken = how === 'takes some' ? some : how.startsWith('takes') ? to : [];
      for (const userId of taken) take(userId, request.body ?? '', now());
      if (how === 'loses' || how === 'takes in silence') return untilAborted(signal);
      const failed = to.filter((userId) => !taken.includes(userId));
      return jsonReply({
        accepted: taken,
        failed: Object.fromEntries(failed.map((userId) => [userId, plainProblems.tooFast])),
      });
    };
  return { delivered, twice, stepAt };
}

/** The records that are to be resumed after a crash: the latest of each call that no other call replaces. */
function open(records: readonly CallRecord[]): readonly CallRecord[] {
  const latest = new Map(records.map((record) => [record.callId, record]));
  for (const { replaces } of records) if (replaces !== undefined) latest.delete(replaces);
  return [...latest.values()];
}

describe('a process that ends at any moment, and others that resume what it had begun', () => {
  const anyHow = fc.constantFrom<How>('takes', 'loses', 'refuses', 'takes in silence', 'takes some');
  const crash = fc.record({
    maxItems: fc.integer({ min: 1, max: 4 }),
    /** When the first process ends, and how long it takes until another begins. */
    endsAtMs: fc.constantFrom(0, 50, 999, 1_000, 1_300, 2_500),
    pauseMs: fc.constantFrom(0, 500, 3_000, 60_000),
    /**
     * By how much the other's wall clock differs. One that is late by less than the pause cannot be told from one that
     * is right: there the vendor's window must be longer than the clocks differ.
     */
    setByMs: fc.constantFrom(0, 0, 2_000, 3_600_000, -3_600_000),
    workers: fc.integer({ min: 1, max: 2 }),
  });

  test('deliver nobody two messages that the vendor would not know for one, and lie about nobody', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyHow, { minLength: 1, maxLength: 8 }),
        fc.constantFrom(0, 3_000, 100_000),
        crash,
        async (plan, dedupWindowMs, { maxItems, endsAtMs, pauseMs, setByMs, workers }) => {
          const vendor = vendorDouble(plan, dedupWindowMs);
          const records: CallRecord[] = [];
          const clock = new SimulatedClock();
          const start = clock.monotonic();
          let hasEnded = false;
          const never = new Promise<never>(() => {});
          const adapter = { maxItems, dedupWindowMs };
          const step = vendor.stepAt(() => clock.monotonic());
          const first = simulatedChat(
            [async (...given) => (hasEnded || typeof step !== 'function' ? never : step(...given))],
            adapter,
            { clock, timeoutMs: 1_000 },
          );
          const journal = {
            begin: async (begun: readonly CallRecord[]) => {
              if (hasEnded) return never;
              records.push(...(JSON.parse(JSON.stringify(begun)) as CallRecord[]));
            },
          };
          const sending = first.chat.sendDirect({ ...hello, to: ['a', 'b', 'c', 'd', 'e'] }, { journal });
          sending.catch(() => {});
          await clock.advance(endsAtMs);
          hasEnded = true;

          for (let worker = 0; worker < workers; worker += 1) {
            for (const record of open(records)) {
              const later = new SimulatedClock();
              later.stall(clock.monotonic() - start + pauseMs);
              later.set(setByMs);
              const { chat } = simulatedChat([vendor.stepAt(() => later.monotonic())], adapter, {
                clock: later,
                timeoutMs: 1_000,
              });
              // Until then it may be under way; by another clock nobody can tell.
              if (record.firstAttemptAt <= later.now()) {
                later.stall(Math.max(0, record.mayRunUntil - later.now()));
              }
              const outcomes = await later.finish(chat.resume(record));
              expect(outcomes.map(({ userId }) => userId)).toEqual(record.items.map(({ userId }) => userId));
              for (const { userId, status } of outcomes) {
                expect(status).not.toBe('failed');
                if (status === 'accepted') expect(vendor.delivered.has(userId)).toBe(true);
              }
            }
          }
          expect(vendor.twice).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });
});
