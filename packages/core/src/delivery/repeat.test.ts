import { describe, expect, test } from 'vitest';
import { createProblem, type ProblemCode, type ProblemEffect } from '../model/problem.ts';
import { type ItemState, stateOf } from './item-state.ts';
import { copiesDoNoHarm, mayTryAgain, whyRepeated } from './repeat.ts';

const state = (effect: ProblemEffect, transient: boolean, retryAfterMs?: number) =>
  stateOf(createProblem({ code: 'rate_limited', effect, transient, message: 'm', retryAfterMs }));
const accepted: ItemState<unknown> = { status: 'accepted', value: {} };

describe('mayTryAgain', () => {
  test.each([
    ['not sent, waiting helps', state('not_sent', true), true, true],
    ['not sent, waiting does not help', state('not_sent', false), false, false],
    ['rejected, waiting helps', state('rejected', true), true, true],
    ['rejected, waiting does not help', state('rejected', false), false, false],
    ['unknown, waiting helps', state('unknown', true), false, true],
    ['unknown, waiting does not help', state('unknown', false), false, false],
    ['accepted', accepted, false, false],
  ] as const)('%s: $2, and $3 where a copy is discarded or does no harm', (_, given, always, harmless) => {
    const strict = { retryUnknown: false };
    expect(mayTryAgain(given, { dedupWindowMs: 0 }, strict)).toBe(always);
    expect(mayTryAgain(given, { dedupWindowMs: 1 }, strict)).toBe(harmless);
    expect(mayTryAgain(given, { dedupWindowMs: Number.POSITIVE_INFINITY }, strict)).toBe(harmless);
    expect(mayTryAgain(given, { dedupWindowMs: 0 }, { retryUnknown: true })).toBe(harmless);
  });
});

test.each([
  [0, false, false],
  [90_000, false, false],
  [Number.POSITIVE_INFINITY, false, true],
  [0, true, true],
])(
  'with a window of %d ms, copies accepted %s, a copy does no harm: %s',
  (dedupWindowMs, retryUnknown, expected) => {
    expect(copiesDoNoHarm({ dedupWindowMs }, { retryUnknown })).toBe(expected);
  },
);

describe('the reason of a repeat', () => {
  test.each<[string, readonly ItemState<unknown>[], ProblemCode, number]>([
    ['the reason and the wait of the only one', [state('rejected', true, 75)], 'rate_limited', 75],
    [
      'the longest wait that one of them asks for',
      [state('rejected', true, 60), state('rejected', true, 90), state('rejected', true)],
      'rate_limited',
      90,
    ],
    ['no wait where nobody asks for one', [accepted, state('unknown', true)], 'rate_limited', 0],
    [
      'the first reason of several',
      [
        accepted,
        stateOf(createProblem({ code: 'timeout', effect: 'unknown', transient: true, message: 'm' })),
        state('rejected', true, 5),
      ],
      'timeout',
      5,
    ],
  ])('is %s', (_, states, problem, retryAfterMs) => {
    expect(whyRepeated(states)).toEqual({ problem, retryAfterMs });
  });
});
