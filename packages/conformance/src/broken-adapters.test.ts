import { describe, expect, test } from 'vitest';
import { brokenPigeons } from './__fixtures__/broken-pigeons.ts';
import { brokenRecords } from './__fixtures__/broken-records.ts';
import { brokenTelegraphs } from './__fixtures__/broken-telegraphs.ts';
import { conformanceChecks } from './conformance-checks.ts';
import { runConformance } from './run-check.ts';

describe('an adapter that was broken on purpose is caught', () => {
  test.each([...brokenPigeons, ...brokenRecords, ...brokenTelegraphs])(
    '$name',
    async ({ start, caughtBy, says }) => {
      const checks = conformanceChecks.filter(({ name }) => caughtBy.includes(name));
      const caught = (await runConformance(start, checks)).broken;
      expect(caught.map(({ name }) => name).toSorted()).toEqual(caughtBy.toSorted());
      expect(String(caught.find(({ name }) => name === caughtBy[0])?.error)).toMatch(says);
    },
    60_000,
  );
});
