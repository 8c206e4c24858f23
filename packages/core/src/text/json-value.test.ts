import { describe, expect, test } from 'vitest';
import { asInteger, asName, asRecord } from './json-value.ts';

test.each<[unknown, boolean]>([
  [{}, true],
  [{ a: 1 }, true],
  [[], false],
  [null, false],
  ['{}', false],
  [undefined, false],
])('asRecord takes an object and nothing else: of %j that is %s', (value, isTaken) => {
  expect(asRecord(value)).toBe(isTaken ? value : undefined);
});

describe('asInteger', () => {
  test.each<[unknown, number]>([
    [0, 0],
    [-7, -7],
    [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    ['0', 0],
    ['-12', -12],
    ['123456789012345', 123_456_789_012_345],
  ])('reads %j', (value, expected) => {
    expect(asInteger(value)).toBe(expected);
  });

  test.each([
    0.5,
    2 ** 53,
    Number.NaN,
    '',
    ' 1',
    '1.0',
    '1e3',
    '1234567890123456',
    true,
    null,
    undefined,
    {},
    [],
  ])('leaves %o', (value) => {
    expect(asInteger(value)).toBeUndefined();
  });
});

describe('asName', () => {
  test.each<[unknown, string]>([
    ['bob', 'bob'],
    ['', ''],
    [42, '42'],
  ])('reads %j', (value, expected) => {
    expect(asName(value)).toBe(expected);
  });

  test.each([0.5, 2 ** 53, true, null, undefined, {}, []])('leaves %o', (value) => {
    expect(asName(value)).toBeUndefined();
  });
});
