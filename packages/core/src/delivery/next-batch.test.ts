import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PlannedBatch, VendorCall } from '../ports/chat-adapter.ts';
import { plainProblems } from '../testing/plain-adapter.ts';
import { nextBatch } from './next-batch.ts';

const { refused } = plainProblems;
const callTo = (...recipients: readonly string[]) => ({ recipients }) as unknown as VendorCall;

function slice(pending: readonly string[], next: () => unknown) {
  const plan = { maxItems: 9, next: () => next() as PlannedBatch };
  const { taken, refused: left, call } = nextBatch(plan, pending, (userId) => userId);
  return [taken, left.map(({ userId, problem }) => `${userId} ${problem.code}`), call?.recipients ?? []];
}

describe('nextSlice', () => {
  test.each<[string, unknown, unknown]>([
    ['all in the call', { taken: 3, refused: [], call: callTo('a', 'b', 'c') }, [3, [], ['a', 'b', 'c']]],
    ['some of them', { taken: 2, refused: [], call: callTo('a', 'b') }, [2, [], ['a', 'b']]],
    [
      'one refused',
      { taken: 3, refused: [{ userId: 'b', problem: refused }], call: callTo('a', 'c') },
      [3, ['b recipient_blocked'], ['a', 'c']],
    ],
    [
      'all refused',
      { taken: 1, refused: [{ userId: 'a', problem: refused }] },
      [1, ['a recipient_blocked'], []],
    ],
    ['one forgotten', { taken: 3, refused: [], call: callTo('a', 'c') }, [3, ['b vendor_error'], ['a', 'c']]],
    [
      'one in both',
      { taken: 1, refused: [{ userId: 'a', problem: refused }], call: callTo('a') },
      [1, [], ['a']],
    ],
    [
      'a stranger refused',
      { taken: 2, refused: [{ userId: 'z', problem: refused }], call: callTo('a') },
      [2, ['b vendor_error'], ['a']],
    ],
    [
      'none taken',
      { taken: 0, refused: [] },
      [3, ['a vendor_error', 'b vendor_error', 'c vendor_error'], []],
    ],
    [
      'too many taken',
      { taken: 4, refused: [] },
      [3, ['a vendor_error', 'b vendor_error', 'c vendor_error'], []],
    ],
    ['nothing', undefined, [3, ['a vendor_error', 'b vendor_error', 'c vendor_error'], []]],
  ])('%s', (_, given, expected) => {
    expect(slice(['a', 'b', 'c'], () => given)).toEqual(expected);
  });

  test('a plan that throws fails those it was asked about', () => {
    const throws = () => {
      throw new Error('bug');
    };
    expect(slice(['a'], throws)).toEqual([1, ['a vendor_error'], []]);
  });

  test('everybody who was taken is refused or called, and nobody both, whatever the plan says', () => {
    const pending = ['a', 'b', 'c', 'd'];
    const some = fc.subarray(pending);
    fc.assert(
      fc.property(fc.integer({ min: -1, max: 6 }), some, some, (taken, inCall, outOfCall) => {
        const given = {
          taken,
          refused: outOfCall.map((userId) => ({ userId, problem: refused })),
          call: callTo(...inCall.filter((userId) => pending.indexOf(userId) < taken)),
        };
        const plan = { maxItems: 9, next: () => given };
        const made = nextBatch(plan, pending, (userId) => userId);
        const named = [...made.refused.map(({ userId }) => userId), ...(made.call?.recipients ?? [])];
        expect(named.toSorted()).toEqual(pending.slice(0, made.taken));
      }),
    );
  });
});
