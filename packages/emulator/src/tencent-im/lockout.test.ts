import { expect, test } from 'vitest';
import { Lockout } from './lockout.ts';

test('closes after so many failures within a second, for a minute', () => {
  const lockout = new Lockout(3);
  for (const now of [0, 400, 999]) {
    expect(lockout.isLocked('ana', now)).toBe(false);
    lockout.failed('ana', now);
  }
  expect(lockout.isLocked('bo', 1000)).toBe(false);
  expect([lockout.isLocked('ana', 1000), lockout.isLocked('ana', 60_998)]).toEqual([true, true]);
  expect(lockout.isLocked('ana', 60_999)).toBe(false);
});

test('stays open where failures come slowly', () => {
  const lockout = new Lockout(3);
  for (let now = 0; now < 10_000; now += 500) lockout.failed('ana', now);
  expect(lockout.isLocked('ana', 10_000)).toBe(false);
});

test('never closes without a limit, and opens when it forgets', () => {
  const open = new Lockout(Number.POSITIVE_INFINITY);
  const once = new Lockout(1);
  open.failed('ana', 0);
  once.failed('ana', 0);
  expect([open.isLocked('ana', 1), once.isLocked('ana', 1)]).toEqual([false, true]);
  once.clear();
  expect(once.isLocked('ana', 1)).toBe(false);
});
