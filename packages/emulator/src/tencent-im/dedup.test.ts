import { expect, test } from 'vitest';
import { DedupWindow } from './dedup.ts';

test('remembers the first for the length of the window, not of the copies', () => {
  const window = new DedupWindow<string>(100);
  expect(window.find('a', 0)).toBeUndefined();
  window.remember('a', 0, 'first');
  expect(window.find('a', 99)).toBe('first');
  expect(window.find('a', 100)).toBeUndefined();
  expect(window.find('b', 50)).toBeUndefined();
});

test('a later one of the same kind begins a window of its own', () => {
  const window = new DedupWindow<string>(100);
  window.remember('a', 0, 'first');
  window.remember('b', 50, 'other');
  window.remember('a', 120, 'second');
  expect(window.find('b', 149)).toBe('other');
  expect(window.find('a', 219)).toBe('second');
  window.remember('c', 160, 'third');
  expect(window.find('a', 219)).toBe('second');
});

test('forgets one, and all', () => {
  const window = new DedupWindow<number>(100);
  window.remember('a', 0, 1);
  window.remember('b', 0, 2);
  window.forget('a');
  expect([window.find('a', 1), window.find('b', 1)]).toEqual([undefined, 2]);
  window.clear();
  expect(window.find('b', 1)).toBeUndefined();
});

test('a window without end keeps a bounded number, the newest', () => {
  const window = new DedupWindow<number>(Number.POSITIVE_INFINITY);
  for (let index = 0; index <= 200_000; index++) window.remember(`k${index}`, 0, index);
  expect(window.find('k0', 1)).toBeUndefined();
  expect(window.find('k1', 1)).toBe(1);
  expect(window.find('k200000', 1)).toBe(200_000);
});
