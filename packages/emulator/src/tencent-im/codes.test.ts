import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { textOf } from './codes.ts';
import { failure } from './gateway.ts';

const reference = new Set<number>(
  JSON.parse(readFileSync(new URL('../../../tencent-im/reference/errors.json', import.meta.url), 'utf8')).map(
    (entry: { code: number }) => entry.code,
  ),
);

test('every code that has a text is one of the vendor’s', () => {
  const known: number[] = [];
  for (let code = 1; code < 140_000; code++) if (!/^error \d+$/.test(textOf(code))) known.push(code);
  expect(known.length).toBeGreaterThanOrEqual(80);
  expect(known.filter((code) => !reference.has(code))).toEqual([]);
});

// Texts on record, from the vendor's samples.
test.each([
  [90001, 'Fail to Parse json data of body, Please check it'],
  [90012, 'invalid To_Account'],
  [90003, 'Invalid format of To_Account'],
  [70107, 'Err_TLS_PT_Open_Login_Account_Not_Exist'],
])('%i has the vendor’s own text', (code, text) => {
  expect(textOf(code)).toBe(text);
  expect(failure(code).ErrorInfo).toBe(text);
});

test('a code without a text still says its number', () => {
  expect(textOf(121500)).toBe('error 121500');
});
