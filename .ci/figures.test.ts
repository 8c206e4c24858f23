import { expect, test } from 'vitest';
import { type Figure, regressionsOf, rowOf } from './figures.ts';

const figure = (now: number, goal?: number): Figure => ({ name: 'core', unit: 'KB', now, goal });

test.each([
  ['of a new figure nothing is known', figure(50), {}, 0],
  ['a tenth more is fine', figure(22), { core: 20 }, 0],
  ['more than a tenth is too much', figure(22.1), { core: 20 }, 1],
  ['less is fine', figure(10), { core: 20 }, 0],
  ['of what is small, a line of code is fine', figure(1.1), { core: 0.9 }, 0],
  ['of what is small, more is too much', figure(1.2), { core: 0.9 }, 1],
])('%s', (_, now, kept, regressions) => {
  expect(regressionsOf([now], kept)).toHaveLength(regressions);
});

test('a figure stands beside its last one and its goal', () => {
  expect(rowOf(figure(21, 20), 22)).toEqual({ now: '21 KB', last: '22 KB', goal: '20 KB', reached: 'no' });
  expect(rowOf(figure(20, 20), undefined)).toEqual({ now: '20 KB', last: '', goal: '20 KB', reached: 'yes' });
  expect(rowOf(figure(20), 20)).toEqual({ now: '20 KB', last: '20 KB', goal: '', reached: '' });
});
