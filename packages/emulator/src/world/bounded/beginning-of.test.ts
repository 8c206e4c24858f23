import { expect, test } from 'vitest';
import { beginningOf } from './beginning-of.ts';

test.each([
  { name: 'an empty text', text: '', maxBytes: 0, kept: '', wholeBytes: undefined },
  { name: 'a text that just fits', text: 'abcd', maxBytes: 4, kept: 'abcd', wholeBytes: undefined },
  { name: 'a text that is one byte too long', text: 'abcde', maxBytes: 4, kept: 'abcd', wholeBytes: 5 },
  { name: 'umlauts that just fit', text: 'üü', maxBytes: 4, kept: 'üü', wholeBytes: undefined },
  { name: 'an umlaut across the border', text: 'aüü', maxBytes: 4, kept: 'aü', wholeBytes: 5 },
  { name: 'an emoji across the border', text: 'ab😀c', maxBytes: 5, kept: 'ab', wholeBytes: 7 },
  { name: 'nothing but an emoji that does not fit', text: '😀', maxBytes: 3, kept: '', wholeBytes: 4 },
])('keeps of $name: "$kept"', ({ text, maxBytes, kept, wholeBytes }) => {
  const beginning = beginningOf(text, maxBytes);
  expect(beginning.text).toBe(kept);
  expect(beginning.wholeBytes).toBe(wholeBytes);
});
