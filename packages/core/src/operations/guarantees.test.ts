import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createProblem } from '../model/problem.ts';
import type { Journal } from '../ports/journal.ts';
import { turns } from '../testing/outcomes.ts';
import { plainProblems } from '../testing/plain-adapter.ts';
import {
  acceptAll,
  jsonReply,
  recipientsOf,
  type ScriptStep,
  untilAborted,
} from '../testing/scripted-transport.ts';
import { hello, simulatedChat } from '../testing/simulated-chat.ts';

describe('nobody is lost', () => {
  const problems = fc.constantFrom(
    plainProblems.tooFast,
    plainProblems.refused,
    plainProblems.internal,
    createProblem({ code: 'unauthenticated', effect: 'rejected', transient: false, message: 'expired' }),
  );
  const userId = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'bad-1', 'bad-2', '', '__proto__', 'ghost');
  const step: fc.Arbitrary<ScriptStep> = fc.oneof(
    fc.constant<ScriptStep>('silence'),
    fc.constant(acceptAll),
    fc.constant<ScriptStep>({ fault: 'not_sent', reason: 'network' }),
    fc.constant<ScriptStep>({ fault: 'unknown', reason: 'network' }),
    fc.constant<ScriptStep>({ fault: 'unknown', reason: 'redirect' }),
    fc.constant<ScriptStep>(() => Promise.reject(new Error('transport'))),
    fc.constant<ScriptStep>(() => new Promise(() => {})),
    fc.constant<ScriptStep>({ status: 200, headers: {}, text: 'not json' }),
    fc.json().map((text): ScriptStep => ({ status: 200, headers: {}, text })),
    fc
      .record(
        {
          problem: problems,
          accepted: fc.array(userId),
          failed: fc.dictionary(userId, problems),
          refused: fc.constantFrom('signature', 'session'),
        },
        { requiredKeys: [] },
      )
      .map(jsonReply),
  );
  const settings = fc.record({
    maxItems: fc.integer({ min: 1, max: 4 }),
    dedupWindowMs: fc.constantFrom(0, 5_000, 100_000, Number.POSITIVE_INFINITY),
    unlistedMeans: fc.constantFrom('accepted' as const, 'unconfirmed' as const),
    maxInFlight: fc.integer({ min: 1, max: 3 }),
    retryUnknown: fc.boolean(),
    abortAfterMs: fc.option(fc.integer({ min: 0, max: 20_000 }), { nil: undefined }),
    leaveAfter: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
    journal: fc.option(
      fc.constantFrom<Journal>(
        { begin: () => {} },
        { begin: () => Promise.reject(new Error('disk full')) },
        { begin: () => new Promise(() => {}) },
      ),
      { nil: undefined, freq: 2 },
    ),
    isAsync: fc.boolean(),
    throwsAtTheEnd: fc.boolean(),
  });
  const recipients = fc.array(
    fc.oneof({ weight: 9, arbitrary: userId }, { weight: 1, arbitrary: fc.constant(7 as unknown as string) }),
    { maxLength: 12 },
  );

  test('sendDirect: every recipient is in exactly one list, and nothing but a ChatError is thrown', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 6 }),
        settings,
        fc.array(userId, { minLength: 1, maxLength: 12 }),
        async (script, { maxInFlight, retryUnknown, abortAfterMs, journal, ...adapter }, to) => {
          const { chat, clock } = simulatedChat(script, adapter, { maxInFlight, timeoutMs: 3_000 });
          const controller = new AbortController();
          if (abortAfterMs === 0) controller.abort();
          else if (abortAfterMs) clock.schedule(() => controller.abort(), abortAfterMs);
          const start = clock.monotonic();
          const options = { retryUnknown, journal, signal: controller.signal };
          const { accepted, failed, unconfirmed } = await clock.finish(
            chat.sendDirect({ ...hello, to }, options).catch((error) => {
              expect(error).toMatchObject({ name: 'ChatError' });
              return error.receipt;
            }),
          );
          const named = [...accepted, ...failed, ...unconfirmed].map((entry) => entry.userId);
          expect(named.toSorted()).toEqual([...new Set(to)].toSorted());
          expect(clock.monotonic() - start).toBeLessThanOrEqual(30_000);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('sendBulk: every id that was pulled is counted, whoever ends the send', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 6 }),
        settings,
        recipients,
        async (script, setting, to) => {
          const { maxInFlight, retryUnknown, abortAfterMs, journal, ...more } = setting;
          const { leaveAfter, isAsync, throwsAtTheEnd, ...adapter } = more;
          const { chat, clock } = simulatedChat(script, adapter, { maxInFlight, timeoutMs: 3_000 });
          const controller = new AbortController();
          if (abortAfterMs !== undefined) clock.schedule(() => controller.abort(), abortAfterMs);
          let pulled = 0;
          const fault = new Error('source');
          const items = function* () {
            for (const id of to) {
              pulled += 1;
              yield id;
            }
            if (throwsAtTheEnd) throw fault;
          };
          const source = isAsync
            ? (async function* () {
                for (const id of items()) {
                  await turns();
                  yield id;
                }
              })()
            : items();
          const bulk = chat.sendBulk(hello, source, { retryUnknown, journal, signal: controller.signal });
          const indexes: number[] = [];
          const reading = (async () => {
            let batches = 0;
            for await (const batch of bulk) {
              indexes.push(...batch.map(({ index }) => index));
              batches += 1;
              if (batches === leaveAfter) break;
            }
          })();
          const thrown = await clock.finish(
            reading.then(
              () => undefined,
              (error: unknown) => error,
            ),
          );
          expect([undefined, fault]).toContain(thrown);
          const summary = await clock.finish(bulk.summary());
          // One that was pulled when the send was cancelled may never have reached the engine.
          expect(pulled - summary.pulled).toBeGreaterThanOrEqual(0);
          expect(pulled - summary.pulled).toBeLessThanOrEqual(isAsync ? 1 : 0);
          expect(summary.duplicates + summary.accepted + summary.failed + summary.unconfirmed).toBe(
            summary.pulled,
          );
          expect(new Set(indexes).size).toBe(indexes.length);
          if (summary.completed) expect(summary.pulled).toBe(to.length);
          if (leaveAfter === undefined) expect(indexes.length).toBe(summary.pulled - summary.duplicates);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('never twice', () => {
  type How = 'takes' | 'loses' | 'refuses' | 'takes in silence' | 'takes some' | 'takes some in silence';
  const anyHow = fc.constantFrom<How>(
    'takes',
    'loses',
    'refuses',
    'takes in silence',
    'takes some',
    'takes some in silence',
  );

  /** What happens to the process while an attempt is signed. */
  const calm = { standsMs: 0, setByMs: 0 };
  const disturbance = fc.oneof(
    { weight: 3, arbitrary: fc.constant(calm) },
    fc.record({
      standsMs: fc.constantFrom(0, 500, 999, 1_001, 5_000),
      setByMs: fc.constantFrom(0, 900, -900, 3_600_000, -3_600_000),
    }),
  );

  test('nobody is delivered two messages that the vendor would not know for one', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyHow, { minLength: 1, maxLength: 8 }),
        fc.constantFrom(0, 3_000, 100_000),
        fc.integer({ min: 1, max: 4 }),
        fc.array(disturbance, { minLength: 1, maxLength: 8 }),
        async (plan, dedupWindowMs, maxItems, disturbances) => {
          /** When each recipient first got each body. */
          const delivered = new Map<string, Map<string, number>>();
          const twice: string[] = [];
          let turn = 0;
          let now = () => 0;
          const take = (userId: string, body: string) => {
            const taken = delivered.get(userId) ?? new Map<string, number>();
            delivered.set(userId, taken);
            const first = taken.get(body);
            if (first !== undefined && now() <= first + dedupWindowMs) return;
            if (taken.size > 0) twice.push(userId);
            taken.set(body, now());
          };
          const step: ScriptStep = async (request, { signal }) => {
            const how = plan[turn % plan.length] ?? 'takes';
            turn += 1;
            const to = recipientsOf(request);
            const some = to.filter((_, index) => (index + turn) % 2 === 0);
            const taken = how.startsWith('takes some') ? some : how.startsWith('takes') ? to : [];
            for (const userId of taken) take(userId, request.body ?? '');
            if (how === 'loses' || how.endsWith('in silence')) return untilAborted(signal);
            const failed = to.filter((userId) => !taken.includes(userId));
            return jsonReply({
              accepted: taken,
              failed: Object.fromEntries(failed.map((userId) => [userId, plainProblems.tooFast])),
            });
          };
          let signed = 0;
          const { chat, clock } = simulatedChat(
            [step],
            {
              maxItems,
              dedupWindowMs,
              target: () => {
                const { standsMs, setByMs } = disturbances[signed % disturbances.length] ?? calm;
                signed += 1;
                clock.stall(standsMs);
                clock.set(setByMs);
                return { method: 'POST', url: 'https://vendor.example', headers: {} };
              },
            },
            { timeoutMs: 1_000 },
          );
          now = () => clock.monotonic();
          const sending = chat.sendDirect({ ...hello, to: ['a', 'b', 'c', 'd', 'e'] });
          const { accepted, failed } = await clock.finish(sending.catch(({ receipt }) => receipt));
          expect(twice).toEqual([]);
          // What is said to be certain is.
          for (const { userId } of accepted) expect(delivered.has(userId)).toBe(true);
          for (const { userId } of failed) expect(delivered.has(userId)).toBe(false);
        },
      ),
      { numRuns: 500 },
    );
  });
});
