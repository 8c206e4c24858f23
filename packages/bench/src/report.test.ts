import { expect, test } from 'vitest';
import { type Figure, figuresTable, verdict } from './report.ts';

const figure = (median: number, low: number, high: number, goal?: Figure['goal']): Figure => ({
  what: 'CPU of a message',
  unit: 'µs',
  measured: { median, low, high },
  goal,
});
const atMost = (value: number) => ({ is: 'at most', value }) as const;
const atLeast = (value: number) => ({ is: 'at least', value }) as const;

test.each([
  { is: 'yes', of: figure(17, 16, 17.5, atMost(18)) },
  { is: 'yes', of: figure(1.4, 1.35, 1.5, atLeast(1.3)) },
  { is: 'yes', of: figure(18, 18, 18, atMost(18)) },
  { is: 'yes', of: figure(18, 18, 19, atMost(18)), but: ', within the noise' },
  { is: 'NO', of: figure(40, 30, 50, atMost(18)) },
  { is: 'NO', of: figure(1.1, 1, 1.2, atLeast(1.3)) },
  { is: 'NO', of: figure(19, 17, 21, atMost(18)), but: ', within the noise' },
  { is: '', of: figure(19, 17, 21) },
])('a figure of $of.measured with goal $of.goal: "$is"', ({ is, of, but = '' }) => {
  expect(verdict(of)).toBe(is + but);
});

test('the table lines up, with as many digits as count', () => {
  expect(figuresTable([figure(17.04, 16, 1234.5, atMost(18)), figure(0.755, 0.7, 0.8)])).toBe(
    [
      '                    median     middle half   goal                 reached',
      'CPU of a message   17.0 µs   16.0 to 1,235   ≤ 18   yes, within the noise',
      'CPU of a message   0.76 µs    0.70 to 0.80',
    ].join('\n'),
  );
});
