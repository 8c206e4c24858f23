import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type RecipientState, stateOf } from '../delivery/recipient-state.ts';
import { createProblem, type ProblemEffect } from '../model/problem.ts';
import type { VendorCall } from '../ports/chat-adapter.ts';
import { backoffMs, copyIsDiscarded, planRepeat, recipientsToRepeat } from './repeat.ts';

describe('recipientsToRepeat', () => {
  const problem = (effect: ProblemEffect, retryable: boolean) =>
    stateOf(createProblem({ code: 'network', effect, retryable, message: 'm' }));

  test.each([
    ['not sent, waiting helps', problem('not_sent', true), true, true],
    ['not sent, waiting does not help', problem('not_sent', false), false, false],
    ['rejected, waiting helps', problem('rejected', true), true, true],
    ['rejected, waiting does not help', problem('rejected', false), false, false],
    ['unknown, waiting helps', problem('unknown', true), false, true],
    ['unknown, waiting does not help', problem('unknown', false), false, false],
    ['accepted', { status: 'accepted', details: {} } satisfies RecipientState, false, false],
  ] as const)('%s', (_, state, always, whereUnknownMayRepeat) => {
    const states = new Map([['a', state]]);
    expect(recipientsToRepeat(states, false)).toEqual(always ? ['a'] : []);
    expect(recipientsToRepeat(states, true)).toEqual(whereUnknownMayRepeat ? ['a'] : []);
  });
});

describe('copyIsDiscarded', () => {
  const call = (dedupWindowMs: number) => ({ dedupWindowMs }) as VendorCall;
  test.each([
    ['never, where there is no window', 0, 1_000, 1_000, 10, false],
    ['the copy surely arrives within the window', 100_000, 1_000, 91_000, 10_000, true],
    ['it may arrive one millisecond late', 100_000, 1_000, 91_001, 10_000, false],
    ['a shorter time limit lets it still arrive', 100_000, 1_000, 91_001, 9_999, true],
    ['always, where repeating does no harm', Number.POSITIVE_INFINITY, 0, 1e15, 10_000, true],
    ['nobody can tell after the clock was set back by an hour', 100_000, 3_600_000, 0, 10_000, false],
    ['a clock that was set back a little is no obstacle', 100_000, 1_000, 0, 10_000, true],
    ['nor any, where repeating does no harm', Number.POSITIVE_INFINITY, 3_600_000, 0, 10_000, true],
  ] as const)('%s', (_, windowMs, firstAttemptAt, now, timeoutMs, expected) => {
    expect(copyIsDiscarded(call(windowMs), firstAttemptAt, now, timeoutMs)).toBe(expected);
  });
});

describe('backoffMs', () => {
  const policy = { maxAttempts: 9, baseDelayMs: 200, maxDelayMs: 5_000 };
  test.each([
    [1, 200],
    [2, 400],
    [3, 800],
    [5, 3_200],
    [6, 5_000],
    [60, 5_000],
  ])('before repeat %i at most %i ms', (attempt, longest) => {
    expect(backoffMs(policy, attempt, 1, undefined)).toBe(longest);
    expect(backoffMs(policy, attempt, 0.5, undefined)).toBe(longest / 2);
    expect(backoffMs(policy, attempt, 0, undefined)).toBe(0);
  });

  test('never less than the vendor asked for', () => {
    const arguments_ = fc.tuple(fc.integer({ min: 1, max: 99 }), fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(arguments_, fc.nat(10_000), ([attempt, random], retryAfterMs) => {
        expect(backoffMs(policy, attempt, random, retryAfterMs)).toBeGreaterThanOrEqual(retryAfterMs);
      }),
    );
  });
});

describe('planRepeat', () => {
  const rules = {
    retry: { maxAttempts: 3, baseDelayMs: 100, maxDelayMs: 400 },
    retryUnknown: false,
    random: () => 2 ** 31,
  };
  const state = (effect: ProblemEffect, retryable: boolean, retryAfterMs?: number) =>
    stateOf(createProblem({ code: 'rate_limited', effect, retryable, message: 'm', retryAfterMs }));
  const accepted: RecipientState = { status: 'accepted', details: {} };
  const call = { recipients: ['a', 'b'], dedupWindowMs: 0 } as unknown as VendorCall;
  const smaller = { recipients: ['b'], dedupWindowMs: 0 } as unknown as VendorCall;

  const plan = (a: RecipientState, b: RecipientState) => {
    const asked: (readonly string[])[] = [];
    const latest = new Map([
      ['a', a],
      ['b', b],
    ]);
    const planSubset = (recipients: readonly string[]) => {
      asked.push(recipients);
      return smaller;
    };
    const end = {
      call,
      attempt: 1,
      latest,
      states: latest,
      signatureRefused: false,
      mayRenewSignature: true,
      planSubset,
    };
    return { repeat: planRepeat(end, rules), asked };
  };

  test('nobody to try again: no call is planned for nobody', () => {
    expect(plan(accepted, state('rejected', false))).toEqual({ repeat: undefined, asked: [] });
  });

  test('one of two: a smaller call, for the reason and after the wait of that one', () => {
    const { repeat, asked } = plan(accepted, state('rejected', true, 75));
    expect(asked).toEqual([['b']]);
    expect(repeat).toEqual({ call: smaller, delayMs: 75, renewSignature: false, problem: 'rate_limited' });
  });

  test('all: the same call, after the longest wait that one of them asks for', () => {
    const { repeat, asked } = plan(state('rejected', true, 60), state('rejected', true, 90));
    expect(asked).toEqual([]);
    expect(repeat).toMatchObject({ call, delayMs: 90 });
  });
});
