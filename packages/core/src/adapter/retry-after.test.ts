import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { retryAfterMs } from './retry-after.ts';

/** 2025-06-15 15:06:40 UTC, a Sunday. */
const receivedAt = Date.UTC(2025, 5, 15, 15, 6, 40);
const waits = (value: string, at = receivedAt) => retryAfterMs({ 'retry-after': value }, at);

describe('Retry-After in seconds', () => {
  test.each([
    ['0', 0],
    ['1', 1_000],
    ['120', 120_000],
    [' 7 ', 7_000],
    ['007', 7_000],
    ['999999999', 999_999_999_000],
    ['1000000000', undefined],
    ['99999999999999999999', undefined],
  ])('%j is %s ms', (value, expected) => {
    expect(waits(value)).toBe(expected);
  });
});

describe('Retry-After as a date', () => {
  test.each([
    ['the usual form', 'Sun, 15 Jun 2025 15:07:10 GMT', 30_000],
    ['the usual form in capitals', 'SUN, 15 JUN 2025 15:07:10 GMT', 30_000],
    ['the form with two digits for the year', 'Sunday, 15-Jun-25 15:07:10 GMT', 30_000],
    ['the form of C, with the year at its end', 'Sun Jun 15 15:07:10 2025', 30_000],
    ['the form of C, with a space before the day', 'Tue Jul  1 15:06:40 2025', 16 * 86_400_000],
    [
      'the usual form over the end of a year',
      'Thu, 01 Jan 2026 00:00:00 GMT',
      Date.UTC(2026, 0) - receivedAt,
    ],
    ['a moment that has passed', 'Sun, 06 Nov 1994 08:49:37 GMT', 0],
    ['this very moment', 'Sun, 15 Jun 2025 15:06:40 GMT', 0],
  ])('%s: %s', (_, value, expected) => {
    expect(waits(value)).toBe(expected);
  });

  test.each([
    ['at most 50 years ahead is of this century', 75, Date.UTC(2075, 10, 6, 8, 49, 37) - receivedAt],
    ['more than 50 years ahead is of the past century', 76, 0],
    ['99 is long past', 99, 0],
    ['00 is past', 0, 0],
  ])('a year of two digits: %s', (_, year, expected) => {
    expect(waits(`Sunday, 06-Nov-${String(year).padStart(2, '0')} 08:49:37 GMT`)).toBe(expected);
  });
});

describe('Retry-After that says nothing', () => {
  test.each([
    '',
    'soon',
    '-5',
    '1.5',
    '1e3',
    '0x10',
    'Infinity',
    '2025-06-15T15:07:10Z',
    'Sun, 15 Jun 2025 15:07:10 +0200',
    'Sun, 15 Xyz 2025 15:07:10 GMT',
    'Sun, 15 Jun 2025 15:07:10',
    'Sunday, 15-Jun-2025 15:07:10 GMT',
    '120, 60',
  ])('%j is left alone', (value) => {
    expect(waits(value)).toBeUndefined();
  });

  test('an absent header is none', () => {
    expect(retryAfterMs({}, receivedAt)).toBeUndefined();
  });

  test('anything whatsoever is a wait that is a number from 0, or none', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const found = waits(value);
        expect(found === undefined || (Number.isFinite(found) && found >= 0)).toBe(true);
      }),
    );
  });
});

test('every date of HTTP asks for the time until then, in all three forms', () => {
  const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
  const longDays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
  const two = (value: number) => String(value).padStart(2, '0');
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 40 * 365 * 86_400 }), (seconds) => {
      const at = new Date(receivedAt + seconds * 1_000);
      const usual = at.toUTCString();
      const [, day = '', month = '', year = '', time = ''] = usual.split(' ');
      const dayOfWeek = at.getUTCDay();
      const forms = [
        usual,
        `${longDays[dayOfWeek]}, ${day}-${month}-${two(Number(year) % 100)} ${time} GMT`,
        `${days[dayOfWeek]} ${month} ${String(Number(day)).padStart(2, ' ')} ${time} ${year}`,
      ];
      expect(forms.map((form) => waits(form))).toEqual(Array(3).fill(seconds * 1_000));
    }),
  );
});
