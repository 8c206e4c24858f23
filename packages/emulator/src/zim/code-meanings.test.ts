import { expect, test } from 'vitest';
import { zimCodeMeaning } from './code-meanings.ts';
import { zimCodes } from './codes.ts';

test.each(Object.entries(zimCodes))('the page can say what %s means', (_name, code) => {
  expect(zimCodeMeaning(code)).toMatch(/^\w.{5,}/);
});

test('of a code that only a fault brings, nothing is known', () => {
  expect(zimCodeMeaning(1)).toBeUndefined();
});
