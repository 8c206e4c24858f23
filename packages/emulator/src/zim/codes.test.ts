import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { zimCodeMeaning, zimCodes } from './codes.ts';

const reference = new Set<number>(
  JSON.parse(readFileSync(new URL('../../../zim/reference/errors.json', import.meta.url), 'utf8')).map(
    (entry: { code: number }) => entry.code,
  ),
);

test.each(Object.entries(zimCodes))('%s is one of the vendor’s: %d', (_name, code) => {
  expect(reference).toContain(code);
});

test.each(Object.entries(zimCodes))('the page can say what %s means', (_name, code) => {
  expect(zimCodeMeaning(code)).toMatch(/^\w.{5,}/);
});

test('of a code that only a fault brings, nothing is known', () => {
  expect(zimCodeMeaning(1)).toBeUndefined();
});
