import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createProblem } from '../model/problem.ts';
import type { ListReply, PlannedBatch } from '../ports/plans.ts';
import type { VendorCall } from '../ports/vendor-call.ts';
import { plainProblems } from '../testing/plain-adapter.ts';
import type { Position } from './batch.ts';
import { planBatch, planSubset } from './plan-batch.ts';

const { refused } = plainProblems;
const call = { endpoint: 'send' } as VendorCall<ListReply<string>>;
const positionsOf = (...items: readonly string[]): readonly Position<string>[] =>
  items.map((item, index) => ({ item, userId: item, index: 10 + index }));
/** Items at these places, named in replies by their places. */
const itemsAt = (...indexes: readonly number[]) => indexes.map((index) => ({ index, id: `id-${index}` }));
const refusedAt = (...indexes: readonly number[]) => indexes.map((index) => ({ index, problem: refused }));

const listPlan = (next: () => unknown) => ({
  problems: [],
  unsupported: [],
  warnings: [],
  maxItems: 9,
  next: () => next() as PlannedBatch<string>,
});

/** How many were taken, who was refused, and who is in the call. */
function planned(pending: readonly Position<string>[], next: () => unknown) {
  const { taken, refused: left, batch } = planBatch(listPlan(next), pending);
  return [
    taken,
    left.map(({ position, problem }) => `${position.userId} ${problem.code}`),
    batch?.members.map(({ userId }) => userId) ?? [],
  ];
}

const good = { taken: 3, refused: [], items: itemsAt(0, 1, 2), call };
/** Throws whatever is asked of it. */
const unreadable = new Proxy(
  {},
  {
    get() {
      throw new Error('unreadable');
    },
  },
);
const unplannedAll = [3, ['a vendor_error', 'b vendor_error', 'c vendor_error'], []];

describe('planBatch', () => {
  test.each<[string, unknown, unknown]>([
    ['all in the call', { taken: 3, refused: [], items: itemsAt(0, 1, 2), call }, [3, [], ['a', 'b', 'c']]],
    ['some of them taken', { taken: 2, refused: [], items: itemsAt(0, 1), call }, [2, [], ['a', 'b']]],
    [
      'one refused',
      { taken: 3, refused: refusedAt(1), items: itemsAt(0, 2), call },
      [3, ['b recipient_blocked'], ['a', 'c']],
    ],
    ['all refused', { taken: 1, refused: refusedAt(0), items: [] }, [1, ['a recipient_blocked'], []]],
    [
      'one forgotten',
      { taken: 3, refused: [], items: itemsAt(0, 2), call },
      [3, ['b vendor_error'], ['a', 'c']],
    ],
    ['one in both', { taken: 1, refused: refusedAt(0), items: itemsAt(0), call }, [1, [], ['a']]],
    ['one in the call twice', { taken: 1, refused: [], items: itemsAt(0, 0), call }, [1, [], ['a']]],
    [
      'a stranger refused',
      { taken: 2, refused: refusedAt(7), items: itemsAt(0), call },
      [2, ['b vendor_error'], ['a']],
    ],
    [
      'one in the call that was not taken',
      { taken: 1, refused: [], items: itemsAt(0, 1, -1, 0.5), call },
      [1, [], ['a']],
    ],
    ['items and no call', { taken: 1, refused: [], items: itemsAt(0) }, [1, ['a vendor_error'], []]],
    ['a call for nobody', { taken: 1, refused: [], items: [], call }, [1, ['a vendor_error'], []]],
    ['none taken', { taken: 0, refused: [], items: [] }, unplannedAll],
    ['too many taken', { taken: 4, refused: [], items: [] }, unplannedAll],
    ['half of one taken', { taken: 0.5, refused: [], items: [] }, unplannedAll],
    ['more and a half taken', { taken: 1.5, refused: [], items: itemsAt(0), call }, unplannedAll],
    ['a number of them in words', { taken: '2', refused: [], items: itemsAt(0, 1), call }, unplannedAll],
    ['no list of items', { taken: 3, refused: [], call }, unplannedAll],
    ['no list of the refused', { taken: 3, items: itemsAt(0, 1, 2), call }, unplannedAll],
    ['a refusal without a problem', { taken: 1, refused: [{ index: 0 }], items: [] }, unplannedAll],
    ['a warning that is none', { ...good, warnings: [undefined] }, unplannedAll],
    ['a call that cannot be read', { ...good, call: unreadable }, unplannedAll],
    ['items that cannot be read', { ...good, items: [unreadable] }, unplannedAll],
    ['what cannot be read at all', unreadable, unplannedAll],
    ['nothing', undefined, unplannedAll],
  ])('%s: everybody who was taken is refused or in the call', (_, given, expected) => {
    expect(planned(positionsOf('a', 'b', 'c'), () => given)).toEqual(expected);
  });

  test('whom a plan refuses was not sent anything, whatever its problem says', () => {
    const problem = createProblem({ ...refused, effect: 'unknown' });
    const given = { taken: 1, refused: [{ index: 0, problem }], items: [] };
    const { refused: left } = planBatch(
      listPlan(() => given),
      positionsOf('a'),
    );
    expect(left.map((each) => each.problem.effect)).toEqual(['not_sent']);
  });

  test('a call is read once: what its members say later changes nothing', () => {
    let reads = 0;
    const changing = {
      get endpoint() {
        reads += 1;
        if (reads > 1) throw new Error('read again');
        return 'send';
      },
    };
    const { batch } = planBatch(
      listPlan(() => ({ ...good, call: changing as never })),
      positionsOf('a', 'b', 'c'),
    );
    expect([batch?.call.endpoint, batch?.call.endpoint]).toEqual(['send', 'send']);
  });

  test('a plan that throws fails those it was asked about', () => {
    const throws = () => {
      throw new Error('bug');
    };
    expect(planned(positionsOf('a'), throws)).toEqual([1, ['a vendor_error'], []]);
  });

  test('members know their place in the input and their name in replies', () => {
    const given = { taken: 2, refused: [], items: itemsAt(1), call, unlistedMeans: 'accepted' };
    const { batch } = planBatch(
      listPlan(() => given),
      positionsOf('a', 'b'),
    );
    expect({ ...batch, call: batch?.call.endpoint }).toEqual({
      call: call.endpoint,
      members: [{ item: 'b', userId: 'b', index: 11, id: 'id-1' }],
      unlistedMeans: 'accepted',
    });
  });

  test('warnings of the batch are handed on', () => {
    const warnings = [{ code: 'webhooks_bypassed', message: 'w' }];
    const given = { taken: 1, refused: [], items: itemsAt(0), call, warnings };
    expect(
      planBatch(
        listPlan(() => given),
        positionsOf('a'),
      ).warnings,
    ).toEqual(warnings);
  });

  test('everybody who was taken is refused or called, and nobody both, whatever the plan says', () => {
    const pending = positionsOf('a', 'b', 'c', 'd');
    const indexes = fc.array(fc.integer({ min: -1, max: 5 }));
    fc.assert(
      fc.property(fc.integer({ min: -1, max: 6 }), indexes, indexes, (taken, inCall, outOfCall) => {
        const given = { taken, refused: refusedAt(...outOfCall), items: itemsAt(...inCall), call };
        const made = planBatch(
          listPlan(() => given),
          pending,
        );
        const named = [
          ...made.refused.map(({ position }) => position),
          ...(made.batch?.members.map(({ id: _, ...position }) => position) ?? []),
        ];
        expect(named.toSorted((a, b) => a.index - b.index)).toEqual(pending.slice(0, made.taken));
      }),
    );
  });
});

describe('planSubset', () => {
  test.each<[string, unknown, readonly string[] | undefined]>([
    ['one call for all of them', { taken: 2, refused: [], items: itemsAt(0, 1), call }, ['a', 'b']],
    ['a plan that refuses one', { taken: 2, refused: refusedAt(1), items: itemsAt(0), call }, undefined],
    ['a plan that needs two calls', { taken: 1, refused: [], items: itemsAt(0), call }, undefined],
    ['a plan that forgets one', { taken: 2, refused: [], items: itemsAt(0), call }, undefined],
    ['a plan that is none', undefined, undefined],
  ])('%s: the batch for all is $2', (_, given, expected) => {
    const batch = planSubset(
      listPlan(() => given),
      positionsOf('a', 'b'),
    );
    expect(batch?.members.map(({ userId }) => userId)).toEqual(expected);
  });
});
