import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hexWord } from './hex.ts';

test.each([
  [0, '00000000'],
  [1, '00000001'],
  [0xdeadbeef, 'deadbeef'],
  [2 ** 32 - 1, 'ffffffff'],
])('%d in eight hexadecimal digits is %s', (word, expected) => {
  expect(hexWord(word)).toBe(expected);
});

test('eight hexadecimal digits are the number, with zeros in front', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (word) => {
      expect(hexWord(word)).toBe(word.toString(16).padStart(8, '0'));
    }),
  );
});
