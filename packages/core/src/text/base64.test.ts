import { describe, expect, test } from 'vitest';
import { fromBase64, toBase64 } from './base64.ts';

describe('base64', () => {
  test.each([
    [[], ''],
    [[0], 'AA=='],
    [[0xfb, 0xff, 0xbf], '+/+/'],
    [[1, 2, 3, 4], 'AQIDBA=='],
  ])('of the bytes %j is %j, and back', (bytes, text) => {
    expect(toBase64(Uint8Array.from(bytes))).toBe(text);
    expect(fromBase64(text)).toEqual(Uint8Array.from(bytes));
  });

  test.each(['*', 'AAAAA', 'ä'])('%j is not valid, and is read as undefined', (text) => {
    expect(fromBase64(text)).toBeUndefined();
  });
});
