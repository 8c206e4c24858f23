import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJson } from './json.ts';

describe('parseJson', () => {
  test.each<[string, unknown]>([
    ['{"id":9007199254740993}', { id: '9007199254740993' }],
    ['{"id":-9007199254740993}', { id: '-9007199254740993' }],
    ['{"id":18446744073709551615}', { id: '18446744073709551615' }],
    [
      '[1234567890123456789,{"deep":[1234567890123456788]}]',
      ['1234567890123456789', { deep: ['1234567890123456788'] }],
    ],
    ['{"id":9007199254740991}', { id: 9_007_199_254_740_991 }],
    ['{"id":9007199254740992}', { id: '9007199254740992' }],
    ['{"id":1234567890123456}', { id: 1_234_567_890_123_456 }],
    ['{"id":"1234567890123456789"}', { id: '1234567890123456789' }],
    ['{"text":"call 1234567890123456789","n":1}', { text: 'call 1234567890123456789', n: 1 }],
    ['{"n":12345678901234567.5}', { n: Number('12345678901234567.5') }],
    ['{"n":1e20,"m":1234567890123456789}', { n: 1e20, m: '1234567890123456789' }],
    ['{"n":0.1,"m":-0,"o":null,"p":true}', { n: 0.1, m: -0, o: null, p: true }],
    ['1234567890123456789', '1234567890123456789'],
    [' 1234567890123456789 ', '1234567890123456789'],
    ['{"id" :\t9007199254740993}', { id: '9007199254740993' }],
    ['[1,\r\n-9007199254740993]', [1, '-9007199254740993']],
    ['[[ 9007199254740993]]', [['9007199254740993']]],
    ['{"1234567890123456789":1}', { '1234567890123456789': 1 }],
  ])('reads %s, with integers beyond 2^53 as strings', (text, expected) => {
    expect(parseJson(text)).toEqual(expected);
  });

  test.each(['', '{', '<html>', '{"a":1,}', '12345678901234567890x', 'undefined'])(
    'throws a SyntaxError for %j',
    (text) => {
      expect(() => parseJson(text)).toThrow(SyntaxError);
    },
  );

  test('keeps every digit of every integer, and every other value as JSON.parse has it', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), fc.jsonValue(), (id, value) => {
        const parsed = parseJson(`{"id":${id},"value":${JSON.stringify(value)}}`) as {
          id: unknown;
          value: unknown;
        };
        expect(String(parsed.id)).toBe(String(id));
        if (!/\d{16}/.test(JSON.stringify(value)))
          expect(parsed.value).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
