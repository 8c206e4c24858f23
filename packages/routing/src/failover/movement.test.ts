import { type Problem, type ProblemEffect, problemCodes } from '@polychat/core';
import { createProblem } from '@polychat/core/combine';
import { describe, expect, test } from 'vitest';
import { joinAttempts, mayMove } from './movement.ts';

const plain = { overflow: false, failoverUnknown: false };
const effects: readonly ProblemEffect[] = ['not_sent', 'rejected', 'unknown'];

const ofMessageOrAccount = [
  'invalid_message',
  'unsupported',
  'misconfigured',
  'unauthenticated',
  'permission_denied',
  'sender_not_found',
  'recipient_not_found',
  'not_found',
  'recipient_blocked',
  'content_rejected',
  'message_too_large',
  'too_many_recipients',
  'conflict',
  'aborted',
];
const ofTheVendor = ['vendor_unavailable', 'vendor_error', 'bad_reply', 'network', 'timeout'];
const ofLimits = ['rate_limited', 'quota_exhausted'];

function problemOf(code: string, effect: ProblemEffect, transient: boolean): Problem {
  return createProblem({ code: code as Problem['code'], effect, transient, message: 'for a test' });
}

function stateOf(problem: Problem) {
  const status = problem.effect === 'unknown' ? ('unconfirmed' as const) : ('failed' as const);
  return { status, problem };
}

function movesWith(problem: Problem, rules: Partial<typeof plain> = {}): boolean {
  const state = stateOf(problem);
  return mayMove(state, state, { ...plain, ...rules });
}

describe('what moves to the next chat', () => {
  const ours = (field: string) =>
    createProblem({ code: 'network', effect: 'not_sent', transient: true, message: 'for a test', field });

  test('a journal that failed moves nobody: the next chat has the same', () => {
    expect(movesWith(ours('journal'), { overflow: true, failoverUnknown: true })).toBe(false);
  });

  test('a pacer that failed has held the message back', () => {
    expect(movesWith(ours('pacer'))).toBe(false);
    expect(movesWith(ours('pacer'), { overflow: true })).toBe(true);
  });

  test('the tables below name every code', () => {
    const named = [...ofMessageOrAccount, ...ofTheVendor, ...ofLimits];
    expect(named.toSorted()).toEqual([...problemCodes].toSorted());
  });

  const everyWay = effects.flatMap((effect) =>
    [true, false].map((transient) => [effect, transient] as const),
  );

  test.each(ofMessageOrAccount)('%s never moves, whatever else is said and asked', (code) => {
    for (const [effect, transient] of everyWay) {
      const problem = problemOf(code, effect, transient);
      expect(movesWith(problem, { overflow: true, failoverUnknown: true })).toBe(false);
    }
  });

  describe.each(ofTheVendor)('%s', (code) => {
    test.each([
      ['not_sent', true, true],
      ['not_sent', false, true],
      ['rejected', true, true],
      ['rejected', false, false],
      ['unknown', true, false],
      ['unknown', false, false],
    ] as const)('with effect %s and transient %s: moves %s', (effect, transient, expected) => {
      expect(movesWith(problemOf(code, effect, transient))).toBe(expected);
      expect(movesWith(problemOf(code, effect, transient), { overflow: true })).toBe(expected);
    });

    test('moves with an unclear effect when that is asked for', () => {
      for (const transient of [true, false]) {
        expect(movesWith(problemOf(code, 'unknown', transient), { failoverUnknown: true })).toBe(true);
      }
    });
  });

  describe.each(ofLimits)('%s', (code) => {
    test.each([
      ['not_sent', true, false, true],
      ['not_sent', false, false, true],
      ['rejected', true, true, true],
      ['rejected', false, false, false],
      ['unknown', true, false, false],
    ] as const)(
      'with effect %s and transient %s: moves %s, with overflow %s',
      (effect, transient, usual, overflow) => {
        expect(movesWith(problemOf(code, effect, transient))).toBe(usual);
        expect(movesWith(problemOf(code, effect, transient), { overflow: true })).toBe(overflow);
      },
    );
  });

  test('who was accepted does not move', () => {
    const accepted = { status: 'accepted' } as const;
    expect(mayMove(accepted, accepted, { overflow: true, failoverUnknown: true })).toBe(false);
  });

  test('the list counts as much as the effect', () => {
    const state = { status: 'unconfirmed', problem: problemOf('network', 'not_sent', true) } as const;
    expect(mayMove(state, state, plain)).toBe(false);
    const other = { status: 'failed', problem: problemOf('network', 'unknown', true) } as const;
    expect(mayMove(other, other, plain)).toBe(false);
  });
});

describe('the joined state of all attempts decides', () => {
  const refused = stateOf(problemOf('vendor_unavailable', 'rejected', true));
  const unclear = stateOf(problemOf('timeout', 'unknown', true));
  const unreached = stateOf(problemOf('network', 'not_sent', true));
  const noSuchUser = stateOf(problemOf('recipient_not_found', 'rejected', false));
  const accepted = { status: 'accepted' } as const;

  test.each([
    ['an unclear attempt and then a passing refusal', unclear, refused, unclear, false],
    ['an unclear attempt and then nothing sent', unclear, unreached, unclear, false],
    ['nothing sent and then an unclear attempt', unreached, unclear, unclear, false],
    ['nothing sent and then a passing refusal', unreached, refused, refused, true],
    ['nothing sent and then an unknown recipient', unreached, noSuchUser, unreached, false],
    ['an unknown recipient and then nothing sent', noSuchUser, unreached, unreached, true],
  ])('%s', (_title, earlier, later, joined, moves) => {
    expect(joinAttempts(earlier, later)).toBe(joined);
    expect(mayMove(joined, later, plain)).toBe(moves);
  });

  test('an acceptance is never lost', () => {
    for (const state of [refused, unclear, unreached, noSuchUser]) {
      expect(joinAttempts<typeof state | typeof accepted>(accepted, state)).toBe(accepted);
      expect(joinAttempts<typeof state | typeof accepted>(state, accepted)).toBe(accepted);
    }
  });

  test('with failoverUnknown an unclear attempt moves, but not past a chat that knows no such recipient', () => {
    const rules = { ...plain, failoverUnknown: true };
    expect(mayMove(joinAttempts(unclear, refused), refused, rules)).toBe(true);
    expect(mayMove(joinAttempts(unclear, noSuchUser), noSuchUser, rules)).toBe(false);
  });
});
