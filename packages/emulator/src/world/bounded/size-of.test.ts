import { expect, test } from 'vitest';
import { sizeOf } from './size-of.ts';

test.each([
  { name: 'a string by its bytes in UTF-8', value: 'grüße 😀', bytes: 12 },
  { name: 'a number as 8 bytes', value: 1e300, bytes: 8 },
  { name: 'null as 8 bytes', value: null, bytes: 8 },
  { name: 'what is absent as 8 bytes', value: undefined, bytes: 8 },
  { name: 'a list as 8 bytes and its items', value: ['ab', 'c', 1], bytes: 8 + 2 + 1 + 8 },
  {
    name: 'an object as 8 bytes, its names and its values',
    value: { ab: 'cd', e: [] },
    bytes: 8 + 4 + 1 + 8,
  },
])('counts $name', ({ value, bytes }) => expect(sizeOf(value)).toBe(bytes));
