import { describe, expect, test } from 'vitest';
import { type CatalogueRow, createCatalogue } from './catalogue.ts';

const refused: CatalogueRow = { code: 'permission_denied', effect: 'rejected', retryable: false };
const busy: CatalogueRow = { code: 'vendor_unavailable', effect: 'unknown', retryable: true };
const veto: CatalogueRow = { code: 'content_rejected', effect: 'rejected', retryable: false };
const sender: CatalogueRow = { code: 'sender_not_found', effect: 'rejected', retryable: false };
const recipient: CatalogueRow = { code: 'recipient_not_found', effect: 'rejected', retryable: false };

const catalogue = createCatalogue({
  groups: [
    { codes: [1, 2], ...refused },
    { codes: [3], ...busy },
  ],
  ranges: [{ first: 100, last: 199, ...veto }],
  exceptions: [
    { vendorCode: 1, endpoint: 'send', position: 'recipient', ...recipient },
    { vendorCode: 1, endpoint: 'send', ...sender },
    { vendorCode: 150, position: 'recipient', ...busy },
  ],
});

describe('row', () => {
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
  ] as const)('%i at %s, %s', (code, endpoint, position, expected) => {
    expect(catalogue.row(code, { endpoint, position })).toMatchObject(expected);
  });

  test.each([0, 99, 200, -1, Number.NaN])(
    '%d is undocumented: nobody knows, and nothing is repeated',
    (code) => {
      expect(catalogue.row(code, { endpoint: 'send', position: 'call' })).toEqual({
        code: 'vendor_error',
        effect: 'unknown',
        retryable: false,
      });
    },
  );
});

test('entries are all codes with their general row', () => {
  expect([...catalogue.entries()]).toEqual([
    [1, refused],
    [2, refused],
    [3, busy],
  ]);
});

test('a code in two groups is a mistake', () => {
  const groups = [
    { codes: [1], ...refused },
    { codes: [1], ...busy },
  ];
  expect(() => createCatalogue({ groups })).toThrow('vendor code 1 stands in two groups');
});
