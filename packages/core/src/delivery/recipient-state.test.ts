import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createProblem } from '../model/problem.ts';
import type { CallResult } from '../ports/chat-adapter.ts';
import { plainProblems } from '../testing/plain-adapter.ts';
import { accountFor, joinStates, type RecipientState, stateOf } from './recipient-state.ts';

const accepted: RecipientState = { status: 'accepted', details: {} };
const failed = stateOf(plainProblems.refused);
const unconfirmed = stateOf(plainProblems.internal);

describe('standingOf', () => {
  test.each([
    ['not_sent', 'failed'],
    ['rejected', 'failed'],
    ['unknown', 'unconfirmed'],
  ] as const)('effect %s is %s', (effect, status) => {
    const problem = createProblem({ code: 'network', effect, retryable: true, message: 'm' });
    expect(stateOf(problem)).toEqual({ status, problem });
  });
});

describe('joinStandings', () => {
  const states = { accepted, failed, unconfirmed };
  test.each([
    ['accepted', 'accepted', 'accepted'],
    ['accepted', 'failed', 'accepted'],
    ['accepted', 'unconfirmed', 'accepted'],
    ['failed', 'accepted', 'accepted'],
    ['failed', 'failed', 'failed'],
    ['failed', 'unconfirmed', 'unconfirmed'],
    ['unconfirmed', 'accepted', 'accepted'],
    ['unconfirmed', 'failed', 'unconfirmed'],
    ['unconfirmed', 'unconfirmed', 'unconfirmed'],
  ] as const)('%s, then %s, is %s', (earlier, later, joined) => {
    expect(joinStates(states[earlier], states[later]).status).toBe(joined);
  });

  test('the first attempt stands as it is', () => {
    expect(joinStates(undefined, failed)).toBe(failed);
  });

  test('a later refusal keeps the problem of the unclear attempt', () => {
    expect(joinStates(unconfirmed, failed)).toBe(unconfirmed);
  });

  test('of two failures the later one counts, since it is what stands in the way now', () => {
    const later = stateOf(plainProblems.tooFast);
    expect(joinStates(failed, later)).toBe(later);
  });

  test('the order of attempts does not change the status', () => {
    const any = fc.constantFrom<RecipientState>(accepted, failed, unconfirmed);
    fc.assert(
      fc.property(fc.array(any, { minLength: 1 }), (attempts) => {
        const join = (list: readonly RecipientState[]) =>
          list.reduce<RecipientState | undefined>((earlier, later) => joinStates(earlier, later), undefined);
        expect(join(attempts)?.status).toBe(join(attempts.toReversed())?.status);
      }),
    );
  });
});

describe('accountFor', () => {
  const reading = (part: Partial<CallResult>): CallResult => ({ accepted: [], failed: [], ...part });
  const statuses = (recipients: readonly string[], part: Partial<CallResult>, silence = 'unconfirmed') =>
    Object.fromEntries(
      [...accountFor(recipients, reading(part), silence as 'accepted' | 'unconfirmed').states.entries()].map(
        ([userId, { status }]) => [userId, status],
      ),
    );

  test('each is what the reply says of it', () => {
    expect(
      statuses(['a', 'b', 'c'], {
        accepted: [{ userId: 'a' }],
        failed: [
          { userId: 'b', problem: plainProblems.refused },
          { userId: 'c', problem: plainProblems.internal },
        ],
      }),
    ).toEqual({ a: 'accepted', b: 'failed', c: 'unconfirmed' });
  });

  test.each(['accepted', 'unconfirmed'] as const)('silence means %s', (silence) => {
    expect(statuses(['a', 'b'], { accepted: [{ userId: 'a' }] }, silence)).toEqual({
      a: 'accepted',
      b: silence,
    });
  });

  test('silence that means accepted takes the details that are shared', () => {
    const { states } = accountFor(['a'], reading({ shared: { messageId: 'key' } }), 'accepted');
    expect(states.get('a')).toEqual({ status: 'accepted', details: { messageId: 'key' } });
  });

  test('a problem of the call is that of everybody who is not named, whatever silence means', () => {
    const part = { problem: plainProblems.refused, accepted: [{ userId: 'a' }] };
    expect(statuses(['a', 'b'], part, 'accepted')).toEqual({ a: 'accepted', b: 'failed' });
    expect(statuses(['b'], { problem: plainProblems.internal }, 'accepted')).toEqual({ b: 'unconfirmed' });
  });

  test.each([
    ['named as both', [plainProblems.refused]],
    ['and as failed once more', [plainProblems.refused, plainProblems.tooFast]],
  ])('a recipient %s is unconfirmed, and never repeated', (_, problems) => {
    const { states } = accountFor(
      ['a'],
      reading({
        accepted: [{ userId: 'a' }],
        failed: problems.map((problem) => ({ userId: 'a', problem })),
      }),
      'accepted',
    );
    expect(states.get('a')).toMatchObject({
      status: 'unconfirmed',
      problem: { code: 'bad_reply', retryable: false },
    });
  });

  test.each([
    [[plainProblems.internal, plainProblems.refused]],
    [[plainProblems.refused, plainProblems.internal]],
  ])('a recipient that failed twice is as unclear as the less certain entry', (problems) => {
    const failures = problems.map((problem) => ({ userId: 'a', problem }));
    expect(statuses(['a'], { failed: failures })).toEqual({ a: 'unconfirmed' });
  });

  test('recipients that the vendor invented are counted, and have no state', () => {
    const account = accountFor(
      ['a'],
      reading({
        accepted: [{ userId: 'a' }, { userId: 'ghost' }],
        failed: [{ userId: 'phantom', problem: plainProblems.refused }],
      }),
      'unconfirmed',
    );
    expect([...account.states.keys()]).toEqual(['a']);
    expect(account.unasked).toBe(2);
  });

  test('any reply whatsoever gives every recipient one state, in the order of the call', () => {
    const userId = fc.constantFrom('a', 'b', 'c', 'd', '__proto__');
    const problem = fc.constantFrom(plainProblems.internal, plainProblems.refused);
    fc.assert(
      fc.property(
        fc.uniqueArray(userId),
        fc.array(fc.record({ userId })),
        fc.array(fc.record({ userId, problem })),
        fc.option(problem, { nil: undefined }),
        fc.constantFrom('accepted' as const, 'unconfirmed' as const),
        (recipients, acceptedOnes, failedOnes, whole, silence) => {
          const given = reading({ accepted: acceptedOnes, failed: failedOnes, problem: whole });
          const account = accountFor(recipients, given, silence);
          expect([...account.states.keys()]).toEqual(recipients);
          const strangers = [...acceptedOnes, ...failedOnes].filter(
            (named) => !recipients.includes(named.userId),
          );
          expect(account.unasked).toBe(new Set(strangers.map((named) => named.userId)).size);
        },
      ),
    );
  });
});
