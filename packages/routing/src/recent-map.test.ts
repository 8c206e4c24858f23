import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RecentMap } from './recent-map.ts';

const steps = fc.array(
  fc.record({ act: fc.constantFrom('get', 'set', 'set', 'delete'), key: fc.constantFrom(...'abcdefgh') }),
  { maxLength: 200 },
);

test('keeps so many, and lets go of who was not asked for the longest, whatever is asked', () => {
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 6 }), (taken, most) => {
      const map = new RecentMap<number>(most);
      /** What is kept, the one first that was not asked for the longest. */
      let kept: { key: string; value: number }[] = [];
      for (const [value, { act, key }] of taken.entries()) {
        const found = kept.find((each) => each.key === key);
        if (act === 'get') expect(map.get(key)).toBe(found?.value);
        if (act === 'set') map.set(key, value);
        if (act === 'delete') map.delete(key);
        if (act === 'get' && !found) continue;
        kept = kept.filter((each) => each.key !== key);
        if (act === 'set') kept = [...kept, { key, value }].slice(-most);
        if (act === 'get' && found) kept.push(found);
      }
      for (const key of 'abcdefgh') {
        // In an order that changes nothing of what is kept.
        expect(map.get(key)).toBe(kept.find((each) => each.key === key)?.value);
      }
    }),
    { numRuns: 1_000 },
  );
});
