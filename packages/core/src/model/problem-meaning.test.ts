import { expect, test } from 'vitest';
import { problemCodes } from './problem.ts';
import { problemMeanings } from './problem-meaning.ts';

test('every code has a meaning of its own', () => {
  expect(Object.keys(problemMeanings).toSorted()).toEqual([...problemCodes].toSorted());
  expect(new Set(Object.values(problemMeanings)).size).toBe(problemCodes.length);
});

test.each(problemCodes)('the meaning of %s is a few plain words without a full stop', (code) => {
  expect(problemMeanings[code]).toMatch(/^[a-z][a-z, ]{10,70}[a-z]$/);
});
