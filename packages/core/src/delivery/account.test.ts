import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ListReply } from '../ports/plans.ts';
import type { CallResult } from '../ports/vendor-call.ts';
import { plainProblems } from '../testing/plain-adapter.ts';
import { accountFor } from './account.ts';

type UnlistedMeans = 'accepted' | 'unconfirmed';

const { internal, refused, tooFast } = plainProblems;
const replyOf = (part: Partial<ListReply<string>> = {}): ListReply<string> => ({
  accepted: [],
  failed: [],
  ...part,
});

function account(
  ids: readonly string[],
  result: CallResult<ListReply<string>>,
  unlistedMeans: UnlistedMeans = 'unconfirmed',
) {
  const made = accountFor(() => new Set(ids), result, unlistedMeans);
  const states = Object.fromEntries(ids.map((id) => [id, made.stateOf(id)]));
  const statuses = Object.fromEntries(ids.map((id) => [id, made.stateOf(id).status]));
  return { states, statuses, unasked: made.unasked };
}

describe('an item that the reply names', () => {
  test('is what the reply says of it', () => {
    const value = replyOf({
      accepted: [{ id: 'a', value: 'value of a' }],
      failed: [
        { id: 'b', problem: refused },
        { id: 'c', problem: internal },
      ],
    });
    expect(account(['a', 'b', 'c'], { value }).states).toEqual({
      a: { status: 'accepted', value: 'value of a' },
      b: { status: 'failed', problem: refused },
      c: { status: 'unconfirmed', problem: internal },
    });
  });

  test.each([
    ['is named as accepted and as failed', [refused]],
    ['is named as accepted and as failed twice', [refused, tooFast]],
  ])('and %s is unconfirmed, and never repeated', (_, problems) => {
    const value = replyOf({
      accepted: [{ id: 'a' }],
      failed: problems.map((problem) => ({ id: 'a', problem })),
    });
    expect(account(['a'], { value }, 'accepted').states.a).toMatchObject({
      status: 'unconfirmed',
      problem: { code: 'bad_reply', transient: false },
    });
  });

  test.each([[[internal, refused]], [[refused, internal]]])(
    'and that failed twice is as unclear as the less certain entry',
    (problems) => {
      const failed = problems.map((problem) => ({ id: 'a', problem }));
      expect(account(['a'], { value: replyOf({ failed }) }).statuses).toEqual({ a: 'unconfirmed' });
    },
  );
});

describe('an item that the reply does not name', () => {
  test.each(['accepted', 'unconfirmed'] as const)('is %s where the plan says so', (unlistedMeans) => {
    const value = replyOf({ accepted: [{ id: 'a' }] });
    expect(account(['a', 'b'], { value }, unlistedMeans).statuses).toEqual({
      a: 'accepted',
      b: unlistedMeans,
    });
  });

  test('has the value that is shared, where it is accepted', () => {
    const value = replyOf({ accepted: [{ id: 'b', value: 'its own' }], shared: 'shared' });
    expect(account(['a', 'b'], { value }, 'accepted').states).toEqual({
      a: { status: 'accepted', value: 'shared' },
      b: { status: 'accepted', value: 'its own' },
    });
  });

  test('has the problem of the call, whatever else it means that it is not named', () => {
    const value = replyOf({ accepted: [{ id: 'a' }] });
    expect(account(['a', 'b'], { value, problem: refused }, 'accepted').statuses).toEqual({
      a: 'accepted',
      b: 'failed',
    });
    expect(account(['b'], { problem: internal }, 'accepted').statuses).toEqual({ b: 'unconfirmed' });
  });

  test.each(['accepted', 'unconfirmed'] as const)(
    'is unconfirmed where there is neither a list nor a problem, though unlisted means %s',
    (unlistedMeans) => {
      expect(account(['a'], {}, unlistedMeans).states.a).toMatchObject({
        status: 'unconfirmed',
        problem: { code: 'bad_reply', effect: 'unknown', transient: false },
      });
    },
  );

  test('is unconfirmed where a failure names somebody who was not in the call: it may be a name of ours', () => {
    const value = replyOf({ accepted: [{ id: 'a' }], failed: [{ id: 'B', problem: refused }] });
    const { states, unasked } = account(['a', 'b'], { value }, 'accepted');
    expect(states).toMatchObject({
      a: { status: 'accepted' },
      b: { status: 'unconfirmed', problem: { code: 'bad_reply', effect: 'unknown', transient: false } },
    });
    expect(unasked).toBe(1);
  });

  test('stays accepted where only a success names somebody who was not in the call', () => {
    const value = replyOf({ accepted: [{ id: 'ghost' }] });
    expect(account(['a'], { value }, 'accepted').statuses).toEqual({ a: 'accepted' });
  });
});

test('names that the vendor invented are counted, and have no state', () => {
  const value = replyOf({
    accepted: [{ id: 'a' }, { id: 'ghost' }],
    failed: [{ id: 'phantom', problem: refused }],
  });
  expect(account(['a'], { value })).toMatchObject({ statuses: { a: 'accepted' }, unasked: 2 });
});

test('any reply whatsoever gives every item one state, and counts every stranger', () => {
  const id = fc.constantFrom('a', 'b', 'c', 'd', '__proto__');
  const problem = fc.constantFrom(internal, refused);
  fc.assert(
    fc.property(
      fc.uniqueArray(id),
      fc.array(fc.record({ id })),
      fc.array(fc.record({ id, problem })),
      fc.option(problem, { nil: undefined }),
      fc.constantFrom<UnlistedMeans>('accepted', 'unconfirmed'),
      (ids, acceptedOnes, failedOnes, whole, unlistedMeans) => {
        const value = replyOf({ accepted: acceptedOnes, failed: failedOnes });
        const made = accountFor(() => new Set(ids), { value, problem: whole }, unlistedMeans);
        const namedFailed = new Set(failedOnes.map((entry) => entry.id));
        const hasStrangeFailure = failedOnes.some((entry) => !ids.includes(entry.id));
        for (const each of ids) {
          const { status } = made.stateOf(each);
          const isNamed = acceptedOnes.some((entry) => entry.id === each);
          if (isNamed) expect(status).toBe(namedFailed.has(each) ? 'unconfirmed' : 'accepted');
          else if (status === 'accepted') {
            expect([namedFailed.has(each), whole, unlistedMeans, hasStrangeFailure]).toEqual([
              false,
              undefined,
              'accepted',
              false,
            ]);
          }
        }
        const strangers = [...acceptedOnes, ...failedOnes].filter((named) => !ids.includes(named.id));
        expect(made.unasked).toBe(strangers.length);
      },
    ),
  );
});
