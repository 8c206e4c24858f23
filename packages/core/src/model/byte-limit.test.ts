import { expect, test } from 'vitest';
import { byteLimitProblem } from './byte-limit.ts';

test.each([
  ['nothing', undefined, undefined],
  ['what just fits', '12345678', undefined],
  ['two emoji of four bytes', '🍜🍜', undefined],
  ['a byte too many', '123456789', 9],
  ['three characters of three bytes', '麻婆豆', 9],
])('%s', (_title, text, actual) => {
  const problem = byteLimitProblem('metadata', text, 8);
  expect(problem?.limit).toEqual(actual && { max: 8, unit: 'bytes', actual });
  expect(problem?.field).toBe(actual && 'metadata');
});
