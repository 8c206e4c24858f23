import { describe, expect, test } from 'vitest';
import { type CatalogueRow, createCatalogue } from './catalogue.ts';

const refused: CatalogueRow = { code: 'permission_denied', effect: 'rejected', transient: false };
const busy: CatalogueRow = { code: 'vendor_unavailable', effect: 'unknown', transient: true };
const veto: CatalogueRow = { code: 'content_rejected', effect: 'rejected', transient: false };
const sender: CatalogueRow = { code: 'sender_not_found', effect: 'rejected', transient: false };
const recipient: CatalogueRow = { code: 'recipient_not_found', effect: 'rejected', transient: false };

const catalogue = createCatalogue({
  groups: [
    { codes: [1, 2], ...refused },
    { codes: [3], ...busy },
    { codes: ['throttled', '7'], ...busy },
  ],
  ranges: [{ first: 100, last: 199, ...veto }],
  exceptions: [
    { vendorCode: 1, endpoint: 'send', position: 'recipient', ...recipient },
    { vendorCode: 1, endpoint: 'send', ...sender },
    { vendorCode: 150, position: 'recipient', ...busy },
    { vendorCode: 'throttled', endpoint: 'send', ...veto },
  ],
});

describe('the entry of a code', () => {
  test.each([
    [1, 'broadcast', 'call', refused],
    [2, 'send', 'recipient', refused],
    [3, 'send', 'call', busy],
    [1, 'send', 'recipient', recipient],
    [1, 'send', 'call', sender],
    [100, 'send', 'call', veto],
    [199, 'send', 'call', veto],
    [150, 'send', 'call', veto],
    [150, 'any', 'recipient', busy],
    ['throttled', 'broadcast', 'call', busy],
    ['throttled', 'send', 'call', veto],
    ['7', 'send', 'call', busy],
  ] as const)('%s at %s, for a %s, is $3', (code, endpoint, position, expected) => {
    expect(catalogue.row(code, { endpoint, position })).toMatchObject(expected);
  });

  test.each([0, 99, 200, -1, Number.NaN, 7, '1', '150', 'THROTTLED', ''])(
    'code %o is undocumented: nobody knows, and nothing is repeated',
    (code) => {
      expect(catalogue.row(code, { endpoint: 'send', position: 'call' })).toEqual({
        code: 'vendor_error',
        effect: 'unknown',
        transient: false,
      });
    },
  );
});

test('the entries of a catalogue are all codes, each with its general entry', () => {
  expect([...catalogue.entries()]).toEqual([
    [1, refused],
    [2, refused],
    [3, busy],
    ['throttled', busy],
    ['7', busy],
  ]);
});

test.each([1, 'throttled'])('the code %j in two groups is a mistake', (code) => {
  const groups = [
    { codes: [code], ...refused },
    { codes: [code], ...busy },
  ];
  expect(() => createCatalogue({ groups })).toThrow(`vendor code ${code} stands in two groups`);
});

test('a code that is a number and the same as a string are two', () => {
  const both = createCatalogue({
    groups: [
      { codes: [1], ...refused },
      { codes: ['1'], ...busy },
    ],
  });
  const place = { endpoint: 'send', position: 'call' } as const;
  expect([both.row(1, place), both.row('1', place)]).toEqual([refused, busy]);
});
