import { expect, test, vi } from 'vitest';
import { invalidField } from '../model/problem.ts';
import { planBatch } from './batch.ts';
import { createCall } from './call.ts';

const problem = invalidField('to', 'begins with "bad"');
const callFor = (items: readonly string[]) =>
  createCall({
    endpoint: 'messages',
    count: items.length,
    costs: [],
    dedupWindowMs: 0,
    request: () => ({ items }),
    visibleFields: [],
    signer: () => ({ method: 'POST', url: 'https://vendor.example', headers: {} }),
    read: () => ({ value: { accepted: [], failed: [] } }),
  });
const rules = {
  idOf: (item: string) => item.toUpperCase(),
  problemOf: (item: string) => (item.startsWith('bad') ? problem : undefined),
  callFor,
  unlistedMeans: 'accepted',
} as const;

test.each([
  { taken: ['a', 'b'], called: ['a', 'b'], refused: [], items: ['0 A', '1 B'] },
  {
    taken: ['bad1', 'a', 'bad2', 'b'],
    called: ['a', 'b'],
    refused: [0, 2],
    items: ['1 A', '3 B'],
  },
])(
  'a batch of $taken calls for $called and refuses those at $refused',
  ({ taken, called, refused, items }) => {
    const batch = planBatch(taken, rules);
    expect(batch.taken).toBe(taken.length);
    expect(batch.unlistedMeans).toBe('accepted');
    expect(batch.call?.body()?.text).toBe(JSON.stringify({ items: called }));
    expect(batch.items.map(({ index, id }) => `${index} ${id}`)).toEqual(items);
    expect(batch.refused).toEqual(refused.map((index) => ({ index, problem })));
  },
);

test('a batch makes no call where everybody is refused', () => {
  const spy = vi.fn(callFor);
  expect(planBatch(['bad1', 'bad2'], { ...rules, callFor: spy })).toEqual({
    taken: 2,
    refused: [
      { index: 0, problem },
      { index: 1, problem },
    ],
    items: [],
    unlistedMeans: 'accepted',
  });
  expect(spy).not.toHaveBeenCalled();
});
