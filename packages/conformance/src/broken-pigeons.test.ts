import { describe, expect, test } from 'vitest';
import { brokenPigeons } from './__fixtures__/broken-pigeons.ts';
import { runConformance } from './run-check.ts';

describe('an adapter that was broken on purpose is caught', () => {
  test.concurrent.each(brokenPigeons)(
    '$name',
    async ({ start, caughtBy, says }) => {
      const broken = (await runConformance(start)).filter(({ error }) => error !== undefined);
      expect(broken.map(({ name }) => name)).toEqual(expect.arrayContaining([...caughtBy]));
      expect(String(broken.find(({ name }) => name === caughtBy[0])?.error)).toMatch(says);
    },
    60_000,
  );
});
