import { expect, test, vi } from 'vitest';
import { invalidField } from '../model/problem.ts';
import { planBatch } from './batch.ts';
import { createCall } from './call.ts';

const problem = invalidField('to', 'begins with "bad"');
const callFor = (recipients: readonly string[]) =>
  createCall({
    endpoint: 'messages',
    recipients,
    costs: [],
    dedupWindowMs: 0,
    unlistedMeans: 'accepted',
    request: () => ({}),
    signer: () => ({ method: 'POST', url: 'https://vendor.example', headers: {} }),
    read: () => ({ accepted: [], failed: [] }),
  });
const rules = {
  userIdOf: (userId: string) => userId,
  problemOf: (userId: string) => (userId.startsWith('bad') ? problem : undefined),
  callFor,
};

test.each([
  { taken: ['a', 'b'], called: ['a', 'b'], refused: [] },
  { taken: ['bad1', 'a', 'bad2', 'b'], called: ['a', 'b'], refused: ['bad1', 'bad2'] },
])('$taken: calls for $called, refuses $refused', ({ taken, called, refused }) => {
  const slice = planBatch(taken, rules);
  expect(slice.taken).toBe(taken.length);
  expect(slice.call?.recipients).toEqual(called);
  expect(slice.refused).toEqual(refused.map((userId) => ({ userId, problem })));
});

test('makes no call where everybody is refused', () => {
  const spy = vi.fn(callFor);
  expect(planBatch(['bad1', 'bad2'], { ...rules, callFor: spy })).toEqual({
    taken: 2,
    refused: [
      { userId: 'bad1', problem },
      { userId: 'bad2', problem },
    ],
  });
  expect(spy).not.toHaveBeenCalled();
});
