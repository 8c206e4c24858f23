import fc from 'fast-check';
import { expect, test } from 'vitest';
import { utf8Length } from './utf8.ts';

test.each([
  ['', 0],
  ['abc', 3],
  ['é', 2],
  ['你', 3],
  ['🎉', 4],
  ['👨‍👩‍👧', 18],
])('%j has %i bytes', (text, bytes) => {
  expect(utf8Length(text)).toBe(bytes);
});

test('the number of UTF-8 bytes is what Buffer counts', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(utf8Length(text)).toBe(Buffer.byteLength(text));
    }),
  );
});
