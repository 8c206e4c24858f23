import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ExpiringMap } from './expiring-map.ts';

test('an entry lasts from its setting, however often it is read', () => {
  const map = new ExpiringMap<string>(100);
  expect(map.get('a', 0)).toBeUndefined();
  map.set('a', 0, 'first');
  expect(map.get('a', 99)).toBe('first');
  expect(map.get('a', 100)).toBeUndefined();
  expect(map.get('b', 50)).toBeUndefined();
});

test('setting again begins anew', () => {
  const map = new ExpiringMap<string>(100);
  map.set('a', 0, 'first');
  map.set('b', 50, 'other');
  map.set('a', 120, 'second');
  expect(map.get('b', 149)).toBe('other');
  expect(map.get('a', 219)).toBe('second');
  map.set('c', 160, 'third');
  expect(map.get('a', 219)).toBe('second');
});

test('forgets one, and all', () => {
  const map = new ExpiringMap<number>(100);
  map.set('a', 0, 1);
  map.set('b', 0, 2);
  map.delete('a');
  expect([map.get('a', 1), map.get('b', 1)]).toEqual([undefined, 2]);
  map.clear();
  expect(map.get('b', 1)).toBeUndefined();
});

test('lets go of what has ended', () => {
  const map = new ExpiringMap<number>(100);
  for (let index = 0; index < 1000; index += 1) map.set(`k${index}`, index, index);
  expect(map.size).toBe(100);
});

test('keeps a bounded number, the newest, where nothing ends', () => {
  const map = new ExpiringMap<number>(Number.POSITIVE_INFINITY);
  for (let index = 0; index <= 200_000; index += 1) map.set(`k${index}`, 0, index);
  expect(map.size).toBe(200_000);
  expect(map.get('k0', 1)).toBeUndefined();
  expect(map.get('k1', 1)).toBe(1);
  expect(map.get('k200000', 1)).toBe(200_000);
});

test('holds what was set last and has not ended, whatever is done to it', () => {
  const step = fc.record({
    act: fc.constantFrom('set', 'set', 'set', 'delete', 'clear'),
    key: fc.constantFrom(...'abcdefgh'),
    passes: fc.integer({ min: 0, max: 40 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 1, max: 6 }), (steps, limit) => {
      const map = new ExpiringMap<number>(100, limit);
      let held: { key: string; at: number; value: number }[] = [];
      let now = 0;
      for (const [value, { act, key, passes }] of steps.entries()) {
        now += passes;
        if (act === 'clear') held = [];
        held = held.filter((each) => each.key !== key);
        if (act === 'set') {
          held = [...held, { key, at: now, value }].slice(-limit);
          map.set(key, now, value);
          held = held.filter(({ at }) => now - at < 100);
          expect(map.size).toBe(held.length);
        } else if (act === 'clear') map.clear();
        else map.delete(key);
        for (const name of 'abcdefgh') {
          const found = held.find((each) => each.key === name && now - each.at < 100);
          expect(map.get(name, now)).toBe(found?.value);
        }
      }
    }),
    { numRuns: 1_000 },
  );
});
