import { expect, test } from 'vitest';
import { bareNumber } from './bare-number.ts';

test('is written with all its digits, without quotes', () => {
  expect(JSON.stringify({ MsgId: bareNumber('9033112255443322111'), list: [bareNumber(-7n)] })).toBe(
    '{"MsgId":9033112255443322111,"list":[-7]}',
  );
});

test.each(['', '1.5', '01', '1e3', '"1"', 'null', '1,2'])('refuses %j', (text) => {
  expect(() => bareNumber(text)).toThrow(RangeError);
});
