import fc from 'fast-check';
import { expect, test } from 'vitest';
import { md5Hex, portableMd5Hex } from './md5.ts';

// RFC 1321, appendix A.5.
test.each([
  ['', 'd41d8cd98f00b204e9800998ecf8427e'],
  ['a', '0cc175b9c0f1b6a831c399e269772661'],
  ['abc', '900150983cd24fb0d6963f7d28e17f72'],
  ['message digest', 'f96b697d7cb7938d525a2f31aaf161d0'],
])('the MD5 of %j is %s', (text, digest) => {
  expect([md5Hex(text), portableMd5Hex(text)]).toEqual([digest, digest]);
});

test('our MD5 is the same as that of the runtime', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(md5Hex(text)).toBe(portableMd5Hex(text));
    }),
  );
});
