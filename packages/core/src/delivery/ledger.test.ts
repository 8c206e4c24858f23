import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ProblemCleaner } from '../exchange/exchange.ts';
import { createProblem, type Problem } from '../model/problem.ts';
import type { PlanWarning } from '../model/warning.ts';
import type { ListReply } from '../ports/plans.ts';
import type { CallResult, VendorCall } from '../ports/vendor-call.ts';
import { plainProblems } from '../testing/plain-adapter.ts';
import type { Batch, Position } from './batch.ts';
import { stateOf } from './item-state.ts';
import { Ledger, type LedgerContext } from './ledger.ts';

const { internal, refused, tooFast } = plainProblems;
const same: ProblemCleaner = { clean: (problem) => problem };

/** A batch whose items are named in replies by their names in capitals. */
function batchOf(items: readonly string[], dedupWindowMs = 0, endpoint = 'send'): Batch<string, string> {
  return {
    call: { endpoint, dedupWindowMs } as VendorCall<ListReply<string>>,
    members: items.map((item, index) => ({ item, userId: item, index, id: item.toUpperCase() })),
    unlistedMeans: 'unconfirmed',
  };
}

function ledgerOf(
  items: readonly string[],
  { dedupWindowMs = 0, ...context }: { dedupWindowMs?: number } & Partial<LedgerContext<string, string>> = {},
) {
  const batch = batchOf(items, dedupWindowMs);
  const asked: (readonly string[])[] = [];
  const warnings: PlanWarning[] = [];
  const ledger = new Ledger(batch, {
    operation: 'direct',
    sender: 'alice',
    exposeUserIds: true,
    retryUnknown: false,
    onWarning: (warning) => warnings.push(warning),
    ...context,
    planSubset: (positions: readonly Position<string>[]) => {
      asked.push(positions.map(({ item }) => item));
      if (context.planSubset) return context.planSubset(positions);
      const members = positions.map((position) => ({ ...position, id: position.item.toUpperCase() }));
      return { ...batchOf([], dedupWindowMs, 'again'), members };
    },
  });
  const observe = (result: CallResult<ListReply<string>>) => ledger.observe(result, same);
  const statuses = () => Object.fromEntries(ledger.map(({ userId }, { status }) => [userId, status]));
  return { ledger, batch, asked, warnings, observe, statuses };
}

const entriesOf = (ledger: Ledger<string, string>) =>
  ledger.map((position, state) => [position, state] as const);

const replyOf = (accepted: readonly string[], failed: Readonly<Record<string, Problem>> = {}) => ({
  value: {
    accepted: accepted.map((id) => ({ id, value: `value of ${id}` })),
    failed: Object.entries(failed).map(([id, problem]) => ({ id, problem })),
  },
});

test('what is unclear is not tried again in a part that is planned as a call whose copies do harm', () => {
  const planSubset = (positions: readonly Position<string>[]) => ({
    ...batchOf([], 0, 'single'),
    members: positions.map((position) => ({ ...position, id: position.item.toUpperCase() })),
  });
  const { observe, statuses } = ledgerOf(['a', 'b'], { dedupWindowMs: Number.POSITIVE_INFINITY, planSubset });
  expect(observe(replyOf(['A'], { B: internal })).next).toBeUndefined();
  expect(statuses()).toEqual({ a: 'accepted', b: 'unconfirmed' });
});

describe('what a ledger says of its items', () => {
  test('is by their place in the input, however replies name them', () => {
    const { ledger, observe } = ledgerOf(['a', 'b']);
    expect(observe(replyOf(['B'], { A: refused })).counts).toEqual({
      accepted: 1,
      failed: 1,
      unconfirmed: 0,
    });
    expect(entriesOf(ledger).map(([{ index, userId }, state]) => [index, userId, state])).toEqual([
      [0, 'a', { status: 'failed', problem: refused }],
      [1, 'b', { status: 'accepted', value: 'value of B' }],
    ]);
  });

  test('is the same of two items that a reply names alike', () => {
    const { ledger, observe } = ledgerOf(['a', 'A']);
    observe(replyOf(['A']));
    expect(entriesOf(ledger).map(([{ userId }, { status }]) => [userId, status])).toEqual([
      ['a', 'accepted'],
      ['A', 'accepted'],
    ]);
  });

  test('is nothing before the first result', () => {
    expect(entriesOf(ledgerOf(['a']).ledger)).toEqual([]);
  });

  test('joins an attempt of another process: a later refusal does not make it certain', () => {
    const { ledger, observe, statuses } = ledgerOf(['a', 'b'], { dedupWindowMs: 90_000 });
    ledger.begin(stateOf(internal));
    expect(statuses()).toEqual({ a: 'unconfirmed', b: 'unconfirmed' });
    observe(replyOf(['A'], { B: refused }));
    expect(statuses()).toEqual({ a: 'accepted', b: 'unconfirmed' });
  });

  test('has problems that went through the attempt’s redaction, shared ones once', () => {
    const { ledger } = ledgerOf(['a', 'b', 'c']);
    const seen: Problem[] = [];
    const clean = (problem: Problem) => {
      seen.push(problem);
      return createProblem({ ...problem, message: 'clean' });
    };
    ledger.observe({ problem: internal }, { clean });
    expect(seen).toEqual([internal]);
    const problems = entriesOf(ledger).map(([, state]) => 'problem' in state && state.problem);
    expect(new Set(problems)).toEqual(new Set([createProblem({ ...internal, message: 'clean' })]));
  });

  test.each([
    [0, false],
    [90_000, false],
    [Number.POSITIVE_INFINITY, true],
  ])('is retryable after an unknown effect with a window of %d ms: %s', (dedupWindowMs, retryable) => {
    const { ledger, observe } = ledgerOf(['a'], { dedupWindowMs });
    observe({ problem: internal });
    expect(entriesOf(ledger)[0]?.[1]).toMatchObject({ problem: { effect: 'unknown', retryable } });
  });
});

describe('whom a ledger tries again', () => {
  test.each<[string, CallResult<ListReply<string>>, number, readonly string[][], string]>([
    ['nobody, where waiting helps nobody: no call is planned', replyOf(['A'], { B: refused }), 0, [], 'none'],
    ['nobody, where all is well', replyOf(['A', 'B']), 0, [], 'none'],
    ['one of two, in another call', replyOf(['A'], { B: tooFast }), 0, [['b']], 'again'],
    ['all, in the same call', { problem: tooFast }, 0, [], 'send'],
    ['nobody, where it is unclear and no copy is discarded', { problem: internal }, 0, [], 'none'],
    ['all, where it is unclear and copies are discarded', { problem: internal }, 90_000, [], 'send'],
    ['not the unclear one in another call', replyOf(['A'], { B: internal }), 90_000, [], 'none'],
    [
      'not even where copies do no harm, what waiting does not help',
      { problem: createProblem({ ...internal, transient: false }) },
      Number.POSITIVE_INFINITY,
      [],
      'none',
    ],
    [
      'also the unclear one in another call, where copies do no harm',
      replyOf(['A'], { B: internal }),
      Number.POSITIVE_INFINITY,
      [['b']],
      'again',
    ],
  ])('%s', (_, result, dedupWindowMs, expectedAsked, expected) => {
    const { observe, asked } = ledgerOf(['a', 'b'], { dedupWindowMs });
    const { next } = observe(result);
    expect(asked).toEqual(expectedAsked);
    expect(next?.call.endpoint ?? 'none').toBe(expected);
  });

  test('nobody, where the plan cannot make a call for a part: what is known stays', () => {
    const { observe, statuses } = ledgerOf(['a', 'b'], { planSubset: () => undefined });
    expect(observe(replyOf(['A'], { B: tooFast })).next).toBeUndefined();
    expect(statuses()).toEqual({ a: 'accepted', b: 'failed' });
  });

  test('after the longest wait that one of those who are tried again asks for, for its reason', () => {
    const slow = (retryAfterMs: number) => createProblem({ ...tooFast, retryAfterMs });
    const { observe } = ledgerOf(['a', 'b', 'c']);
    const next = observe(
      replyOf([], { A: slow(60), B: slow(90), C: createProblem({ ...refused, retryAfterMs: 900 }) }),
    ).next;
    expect(next).toMatchObject({ problem: 'rate_limited', retryAfterMs: 90 });
  });

  test.each([
    ['nothing was sent', false, tooFast, 90_000],
    ['it is unclear, and the vendor must discard the copy', true, internal, 90_000],
    ['it is unclear, and copies do no harm', false, internal, Number.POSITIVE_INFINITY],
  ])('as a copy where %s: %s', (_, isCopy, problem, dedupWindowMs) => {
    expect(ledgerOf(['a'], { dedupWindowMs }).observe({ problem }).next?.isCopy).toBe(isCopy);
  });

  test('as a copy also where only an earlier attempt was unclear', () => {
    const { observe } = ledgerOf(['a'], { dedupWindowMs: 90_000 });
    observe({ problem: internal });
    expect(observe({ problem: tooFast }).next?.isCopy).toBe(true);
  });

  test('not one whom an earlier attempt may have reached, in a call of another identity', () => {
    const { observe, asked } = ledgerOf(['a', 'b'], { dedupWindowMs: 90_000 });
    observe({ problem: internal });
    expect(observe(replyOf(['A'], { B: tooFast })).next).toBeUndefined();
    expect(asked).toEqual([]);
  });

  test('another call is accounted for by itself', () => {
    const { observe, statuses, ledger } = ledgerOf(['a', 'b']);
    observe(replyOf(['A'], { B: tooFast }));
    expect(ledger.subject.label()).toEqual({ count: 1, userIds: ['b'] });
    // What it says of somebody else is of no use.
    observe(replyOf(['B'], { A: refused }));
    expect(statuses()).toEqual({ a: 'accepted', b: 'accepted' });
  });
});

describe('what a ledger says of the call that is made', () => {
  test('to a journal: whom it is for, and what an item means that is not named', () => {
    expect(ledgerOf(['a', 'b']).ledger.subject.record()).toEqual({
      operation: 'direct',
      sender: 'alice',
      unlistedMeans: 'unconfirmed',
      items: [
        { userId: 'a', index: 0, id: 'A' },
        { userId: 'b', index: 1, id: 'B' },
      ],
    });
    expect(ledgerOf(['a'], { sender: undefined }).ledger.subject.record()).not.toHaveProperty('sender');
  });

  test('to events: a count, and user ids only where they may be shown', () => {
    expect(ledgerOf(['a', 'b']).ledger.subject.label()).toEqual({ count: 2, userIds: ['a', 'b'] });
    expect(ledgerOf(['a', 'b'], { exposeUserIds: false }).ledger.subject.label()).toStrictEqual({ count: 2 });
  });

  test('as warnings: those of a reply, and that it named somebody who was not asked for', () => {
    const { observe, warnings } = ledgerOf(['a']);
    const own: PlanWarning = { code: 'profile_not_updated', message: 'kept' };
    observe({ ...replyOf(['A', 'GHOST']), warnings: [own] });
    expect(warnings).toEqual([
      own,
      { code: 'unasked_recipient', message: 'a reply to send named recipients that were not in the call' },
    ]);
  });
});

test('every item has one state, and none goes from accepted or unconfirmed back to failed, whatever replies say', () => {
  const items = ['a', 'b', 'c'];
  const id = fc.constantFrom('A', 'B', 'C', 'GHOST');
  const problem = fc.constantFrom(internal, refused, tooFast);
  const result = fc.record({
    accepted: fc.array(id),
    failed: fc.dictionary(id, problem),
    whole: fc.option(problem, { nil: undefined }),
  });
  const window = fc.constantFrom(0, 90_000, Number.POSITIVE_INFINITY);
  fc.assert(
    fc.property(fc.array(result, { minLength: 1, maxLength: 5 }), window, (results, dedupWindowMs) => {
      const { observe, statuses } = ledgerOf(items, { dedupWindowMs });
      let before: Record<string, string> = {};
      for (const { accepted, failed, whole } of results) {
        const { next } = observe({ ...replyOf(accepted, failed), problem: whole });
        const now = statuses();
        expect(Object.keys(now)).toEqual(items);
        for (const item of items) {
          if (before[item] === 'accepted') expect(now[item]).toBe('accepted');
          if (before[item] === 'unconfirmed') expect(now[item]).not.toBe('failed');
        }
        before = now;
        if (!next) break;
      }
    }),
  );
});
