import { describe, expect, test } from 'vitest';
import { fromBase64, toBase64 } from './base64.ts';

describe('base64', () => {
  test.each([
    [[], ''],
    [[0], 'AA=='],
    [[0xfb, 0xff, 0xbf], '+/+/'],
    [[1, 2, 3, 4], 'AQIDBA=='],
  ])('%j is %j', (bytes, text) => {
    expect(toBase64(Uint8Array.from(bytes))).toBe(text);
    expect(fromBase64(text)).toEqual(Uint8Array.from(bytes));
  });

  test.each(['*', 'AAAAA', 'ä'])('%j is none', (text) => {
    expect(fromBase64(text)).toBeUndefined();
  });
});
