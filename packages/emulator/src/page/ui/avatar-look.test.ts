import { expect, test } from 'vitest';
import { lookOf } from './avatar-look.ts';

test('people of like names look different, and each of them always the same', () => {
  const ids = Array.from({ length: 40 }, (_, index) => `customer-${index}`);
  const looks = ids.map((id) => JSON.stringify({ ...lookOf(id, 'Ana Berg'), initials: '' }));
  expect(new Set(looks).size).toBeGreaterThan(38);
  expect(lookOf('customer-1', 'Ana Berg')).toEqual(lookOf('customer-1', 'Ana Berg'));
});

test.each([
  ['Ana Berg', 'AB'],
  ['ana', 'A'],
  ['user12', 'U12'],
  ['user-1234', 'U34'],
  ['7', '7'],
  ['', '?'],
  ['🦊 fox', '🦊F'],
])('%j has the initials %s', (name, initials) => {
  expect(lookOf('id', name).initials).toBe(initials);
});
