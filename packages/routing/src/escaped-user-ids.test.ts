import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapedUserIds } from './escaped-user-ids.ts';

/** Any string, halves of pairs included, and many that look like what the encoding writes. */
const anyId = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc
    .array(fc.constantFrom('x-', '_', '__', '5f', '0041', 'x', '-', 'é', '@', 'A'))
    .map((parts) => parts.join('')),
);
const encodings = [{}, { prefix: '_' }, { prefix: 'x_5f', alsoAllowed: '@.]^-\\' }].map((options) =>
  escapedUserIds(options),
);

describe('escaped user ids', () => {
  test.each([
    ['bob', 'bob'],
    ['bob_smith-2', 'bob_smith-2'],
    ['bob@example.com', 'x-bob_40example_2ecom'],
    ['a b_c', 'x-a_20b_5fc'],
    ['用户', 'x-__7528__6237'],
    ['x-bob', 'x-x-bob'],
    ['x-', 'x-x-'],
    ['', 'x-'],
    ['a\uD800', 'x-a__d800'],
    ['é', 'x-_e9'],
  ])('%j is written as %j', (userId, vendorId) => {
    const encoding = escapedUserIds();
    expect(encoding.toVendor(userId)).toBe(vendorId);
    expect(encoding.toApp(vendorId)).toBe(userId);
  });

  test('lead back from whatever they are made of, so that no two become one', () => {
    fc.assert(
      fc.property(anyId, fc.constantFrom(...encodings), (userId, encoding) => {
        expect(encoding.toApp(encoding.toVendor(userId))).toBe(userId);
      }),
      { numRuns: 3_000 },
    );
  });

  test('an id at the vendor that is nobody of yours leads nowhere, and no two lead to one', () => {
    fc.assert(
      fc.property(anyId, fc.constantFrom(...encodings), (vendorId, encoding) => {
        const userId = encoding.toApp(vendorId);
        if (userId !== undefined) expect(encoding.toVendor(userId)).toBe(vendorId);
      }),
      { numRuns: 3_000 },
    );
  });

  test.each([
    'x-bob', // as plain as it is, it has no need of the prefix
    'x-_41', // the same character has a shorter form
    'x-_4', // cut off
    'x-__00e9', // the shorter form serves
    'x-_E9', // capital digits
    'bob@example.com', // not allowed at the vendor
    '',
  ])('%j is nobody', (vendorId) => {
    expect(escapedUserIds().toApp(vendorId)).toBeUndefined();
  });

  test('what they write holds allowed characters alone', () => {
    fc.assert(
      fc.property(anyId, (userId) => {
        expect(escapedUserIds().toVendor(userId)).toMatch(/^[\w-]+$/);
      }),
    );
  });

  test('characters that are also allowed stay', () => {
    const encoding = escapedUserIds({ alsoAllowed: '@.' });
    expect(encoding.toVendor('bob@example.com')).toBe('bob@example.com');
    expect(encoding.toVendor('bob@example com')).toBe('x-bob@example_20com');
  });

  test.each([
    [{ prefix: '' }, 'prefix'],
    [{ prefix: 'a b' }, 'prefix'],
    [{ prefix: 7 }, 'prefix'],
    [{ alsoAllowed: 'é' }, 'alsoAllowed'],
    [{ maxBytes: 0 }, 'maxBytes'],
    [{ alphabet: 'abc' }, 'alphabet'],
  ])('the options %j are refused', (options, field) => {
    expect(() => escapedUserIds(options as never)).toThrow(
      expect.objectContaining({ code: 'misconfigured', field }),
    );
  });
});
