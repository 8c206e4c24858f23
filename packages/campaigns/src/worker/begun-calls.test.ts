import { expect, test } from 'vitest';
import { BegunCalls } from './begun-calls.ts';

test('a call has ended when all of its positions are through', () => {
  const calls = new BegunCalls(10);
  calls.add('a', [1, 2]);
  calls.add('b', [3]);
  // Another attempt.
  calls.add('a', [1, 2]);
  expect([0, 1, 2, 3, 4].map((position) => calls.has(position))).toEqual([false, true, true, true, false]);
  expect([calls.end(1), calls.end(3), calls.end(2)]).toEqual([[], ['b'], ['a']]);
  expect(calls.end(2)).toEqual([]);
  expect(calls.has(2)).toBe(true);
});

test('a call that another was made instead of for a part ends with the last of its own', () => {
  const calls = new BegunCalls(4);
  calls.add('whole', [0, 1, 2]);
  calls.add('part', [1, 2]);
  expect(calls.end(1)).toEqual([]);
  expect(calls.end(0)).toEqual([]);
  expect(calls.end(2)).toEqual(['whole', 'part']);
  expect(calls.end(3)).toEqual([]);
});
