import { expect, test } from 'vitest';
import { readSizes, within } from './sizes.ts';

test.each([
  { args: [], sizes: { messages: 10_000, rounds: 7, inFlight: 64, only: [] } },
  { args: ['1000', '3'], sizes: { messages: 1000, rounds: 3, inFlight: 64, only: [] } },
  { args: ['5', '1', '2'], sizes: { messages: 5, rounds: 1, inFlight: 2, only: [] } },
  { args: ['5', 'only=20/s,4p'], sizes: { messages: 5, rounds: 7, inFlight: 64, only: ['20/s', '4p'] } },
])('arguments $args are $sizes', ({ args, sizes }) => {
  expect(readSizes(args)).toEqual(sizes);
});

test.each(['0', '-1', '1.5', 'many', ''])('an argument of "%s" is refused', (arg) => {
  expect(() => readSizes(['1000', arg])).toThrow(`${arg} must be a whole number above 0`);
});

test.each([
  { value: 3.2, result: 4 },
  { value: 1, result: 2 },
  { value: 90, result: 10 },
])('$value within 2 and 10 is $result', ({ value, result }) => {
  expect(within(2, value, 10)).toBe(result);
});
