import { expect, test } from 'vitest';
import { SlidingWindow, SlidingWindows } from './sliding-window.ts';

test('lets through so many in any stretch, not in each calendar second', () => {
  const window = new SlidingWindow({ units: 2, milliseconds: 1000 });
  expect([900, 950, 1000, 1899].map((now) => window.take(now))).toEqual([true, true, false, false]);
  expect([1900, 1949, 1950, 1951].map((now) => window.take(now))).toEqual([true, false, true, false]);
});

test('counts units, and never what was refused', () => {
  const window = new SlidingWindow({ units: 10, milliseconds: 1000 });
  expect(window.take(0, 11)).toBe(false);
  expect(window.take(0, 7)).toBe(true);
  expect(window.take(0, 4)).toBe(false);
  expect(window.fits(0, 3)).toBe(true);
  expect(window.take(0, 3)).toBe(true);
  expect(window.fits(0)).toBe(false);
});

test('an infinite limit holds nothing back', () => {
  const window = new SlidingWindow({ units: Number.POSITIVE_INFINITY, milliseconds: 1000 });
  expect(window.take(0, 1e9)).toBe(true);
});

test('keys have windows of their own, until they are cleared', () => {
  const windows = new SlidingWindows();
  const limit = { units: 1, milliseconds: 1000 };
  expect([windows.take('a', limit, 0), windows.take('a', limit, 0), windows.take('b', limit, 0)]).toEqual([
    true,
    false,
    true,
  ]);
  windows.clear();
  expect(windows.take('a', limit, 0)).toBe(true);
});

test('what was taken in one moment is one entry', () => {
  const window = new SlidingWindow({ units: 1e9, milliseconds: 1000 });
  for (let call = 0; call < 200_000; call += 1) window.take(Math.floor(call / 100));
  expect(window.entries).toBe(1000);
  expect(window.fits(1999, 1e9 - 100_000)).toBe(true);
  expect(window.fits(1999, 1e9 - 99_999)).toBe(false);
});
