import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createProblem } from '../model/problem.ts';
import { plainProblems } from '../testing/plain-adapter.ts';
import { countStates, type ItemState, joinStates, stateOf } from './item-state.ts';

const accepted: ItemState<string> = { status: 'accepted', value: 'the value' };
const failed = stateOf(plainProblems.refused);
const unconfirmed = stateOf(plainProblems.internal);

describe('stateOf', () => {
  test.each([
    ['not_sent', 'failed'],
    ['rejected', 'failed'],
    ['unknown', 'unconfirmed'],
  ] as const)('effect %s is %s', (effect, status) => {
    const problem = createProblem({ code: 'network', effect, transient: true, message: 'm' });
    expect(stateOf(problem)).toEqual({ status, problem });
  });
});

describe('joinStates', () => {
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

  test('what the first attempt says stays as it is', () => {
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
    const any = fc.constantFrom<ItemState<string>>(accepted, failed, unconfirmed);
    fc.assert(
      fc.property(fc.array(any, { minLength: 1 }), (attempts) => {
        const join = (list: readonly ItemState<string>[]) =>
          list.reduce<ItemState<string> | undefined>(
            (earlier, later) => joinStates(earlier, later),
            undefined,
          );
        expect(join(attempts)?.status).toBe(join(attempts.toReversed())?.status);
      }),
    );
  });
});

describe('countStates', () => {
  test('counts how many stand how', () => {
    expect(countStates([accepted, failed, accepted, unconfirmed])).toEqual({
      accepted: 2,
      failed: 1,
      unconfirmed: 1,
    });
    expect(countStates([])).toEqual({ accepted: 0, failed: 0, unconfirmed: 0 });
  });
});

test.each([undefined, 'maybe'])('a problem with the effect %s leaves its item unconfirmed', (effect) => {
  expect(stateOf({ code: 'vendor_error', effect } as never).status).toBe('unconfirmed');
});
