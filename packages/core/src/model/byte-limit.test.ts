import { expect, test } from 'vitest';
import { byteLimitProblem } from './byte-limit.ts';

test.each([
  ['a string that is absent breaks no limit', undefined, undefined],
  ['8 bytes fit into 8', '12345678', undefined],
  ['two emoji of four bytes fit into 8 bytes', '🍜🍜', undefined],
  ['9 bytes break a limit of 8', '123456789', 9],
  ['three characters of three bytes break a limit of 8 bytes', '麻婆豆', 9],
])('%s', (_title, text, actual) => {
  const problem = byteLimitProblem('metadata', text, 8);
  expect(problem?.limit).toEqual(actual && { max: 8, unit: 'bytes', actual });
  expect(problem?.field).toBe(actual && 'metadata');
});
