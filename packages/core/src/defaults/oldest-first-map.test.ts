import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OldestFirstMap } from './oldest-first-map.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes of the heap that are left after a collection. */
function heapBytes(): number {
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

describe('a map that knows its oldest entry', () => {
  test('holds what was set, in the order of setting, whatever is set and deleted', () => {
    const step = fc.record({
      act: fc.constantFrom('set', 'set', 'delete'),
      key: fc.constantFrom(...'abcdef'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
        const map = new OldestFirstMap<string, number>();
        let held: { key: string; value: number }[] = [];
        for (const [value, { act, key }] of steps.entries()) {
          const isThere = held.some((each) => each.key === key);
          held = held.filter((each) => each.key !== key);
          if (act === 'set') {
            held.push({ key, value });
            map.set(key, value);
          } else {
            expect(map.delete(key)).toBe(isThere);
          }
          expect([map.oldestKey, map.oldest, map.size]).toEqual([held[0]?.key, held[0]?.value, held.length]);
          expect([...map.values()]).toEqual(held.map((each) => each.value));
          for (const name of 'abcdef') {
            expect(map.get(name)).toBe(held.find((each) => each.key === name)?.value);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  test('goes on after a value that is deleted when it was given', () => {
    const map = new OldestFirstMap<number, number>();
    for (let key = 0; key < 5; key += 1) map.set(key, key);
    const given: number[] = [];
    for (const value of map.values()) {
      given.push(value);
      map.delete(value);
    }
    expect([given, map.size]).toEqual([[0, 1, 2, 3, 4], 0]);
  });

  test('holds no more than its entries, however often they are set anew', () => {
    const map = new OldestFirstMap<number, number>();
    for (let key = 0; key < 1_000; key += 1) map.set(key, key);
    const before = heapBytes();
    for (let count = 0; count < 1_000_000; count += 1) map.set(1 + (count % 999), count);
    expect(heapBytes() - before).toBeLessThan(5_000_000);
    expect(map.oldest).toBe(0);
  });
});
