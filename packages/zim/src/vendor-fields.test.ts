import type { DirectMessage } from '@polychat/core';
import { describe, expect, test } from 'vitest';
import {
  fieldProblem,
  readVendorFields,
  userFieldsProblem,
  type VendorFieldsContext,
} from './vendor-fields.ts';

const custom: VendorFieldsContext = {
  kind: 'direct',
  contentType: 'custom',
  hasPush: true,
  maxSearchedContentBytes: 64,
};

test('the type of a message knows the vendor fields', () => {
  const message = {
    to: 'ana',
    content: { type: 'custom', data: 'x' },
    vendor: { zim: { searchedContent: 'x' } },
  } satisfies DirectMessage;
  expect(readVendorFields(message.vendor.zim, custom).problems).toEqual([]);
  // @ts-expect-error: a field that the vendor has not
  const wrong = { zim: { searchContent: 'x' } } satisfies DirectMessage['vendor'];
  expect(readVendorFields(wrong.zim, custom).problems).toHaveLength(1);
});

describe('the check of vendor fields refuses', () => {
  const image = { apns: { image: 'https://a.example/i.png' } };
  test.each([
    ['', 5, {}],
    ['.searchContent', { searchContent: 'x' }, {}],
    ['.searchedContent', { searchedContent: 1 }, {}],
    ['.searchedContent', { searchedContent: '' }, {}],
    ['.searchedContent', { searchedContent: 'x'.repeat(65) }, {}],
    ['.searchedContent', { searchedContent: '名'.repeat(22) }, {}],
    ['.searchedContent', { searchedContent: '\ud83d' }, {}],
    ['.searchedContent', { searchedContent: 'x' }, { contentType: 'text' }],
    ['.searchedContent', { searchedContent: 'x' }, { kind: 'audience' }],
    ['.pushStrategyId', { pushStrategyId: 'x'.repeat(33) }, {}],
    ['.pushStrategyId', { pushStrategyId: 'x' }, { hasPush: false }],
    ['.threadId', { threadId: 'x' }, { hasPush: false }],
    ['.pushImage', { pushImage: image }, {}],
    ['.pushImage', { pushImage: image }, { kind: 'group' }],
    ['.searchedContent', { searchedContent: 'x' }, { kind: 'group', contentType: 'text' }],
    ['.threadId', { threadId: 'x' }, { kind: 'room', hasPush: false }],
    ['.pushImage', { pushImage: image }, { kind: 'audience', hasPush: false }],
    ['.pushImage.apns.image', { pushImage: { apns: {} } }, { kind: 'audience' }],
    ['.pushImage.fcm.picture', { pushImage: { fcm: { picture: 'x' } } }, { kind: 'audience' }],
  ] satisfies [string, unknown, Partial<VendorFieldsContext>][])(
    'vendor.zim%s in $1 with the context $2',
    (path, input, context) => {
      const { problems } = readVendorFields(input, { ...custom, ...context });
      expect(problems.map(({ code, field }) => [code, field])).toEqual([
        ['invalid_message', `vendor.zim${path}`],
      ]);
    },
  );

  test('with the limit in the unit of the field', () => {
    const input = { searchedContent: '名'.repeat(22), pushStrategyId: 'x'.repeat(32) };
    expect(readVendorFields(input, custom).problems).toMatchObject([
      { limit: { max: 64, unit: 'bytes', actual: 66 } },
    ]);
    expect(readVendorFields({ pushStrategyId: 'x'.repeat(33) }, custom).problems).toMatchObject([
      { limit: { max: 32, unit: 'characters' } },
    ]);
  });
});

describe('the check of vendor fields takes', () => {
  test.each([
    ['nothing', undefined, {}],
    ['an empty object', {}, {}],
    ['up to 64 bytes to search for', { searchedContent: 'x'.repeat(64) }, {}],
    [
      'more where the vendor raised it',
      { searchedContent: 'x'.repeat(100) },
      { maxSearchedContentBytes: 100 },
    ],
    ['how to push', { pushStrategyId: 'x', threadId: 'y' }, {}],
    [
      'pictures of a broadcast',
      { pushImage: { fcm: { icon: 'i' }, huawei: { image: 'h' } } },
      { kind: 'audience' },
    ],
  ] satisfies [string, unknown, Partial<VendorFieldsContext>][])('%s', (_name, input, context) => {
    const { problems, fields } = readVendorFields(input, { ...custom, ...context });
    expect(problems).toEqual([]);
    expect(fields).toEqual(input ?? {});
  });
});

describe('vendor fields of a user, of which ZIM has none', () => {
  test.each([
    [undefined, undefined],
    [{}, undefined],
    [{ password: 'x' }, 'vendor.zim.password: no such field'],
    [{ a: 1, b: 2 }, 'vendor.zim.a: no such field'],
    [null, 'vendor.zim: must be an object'],
    ['x', 'vendor.zim: must be an object'],
    [[], 'vendor.zim: must be an object'],
  ])('%j: the problem is %j', (value, message) => {
    expect(userFieldsProblem(value)?.message).toBe(message);
  });
});

test('the problem of a field names it with its path', () => {
  expect(fieldProblem('threadId', 'needs push')).toMatchObject({
    code: 'invalid_message',
    effect: 'not_sent',
    field: 'vendor.zim.threadId',
    message: 'vendor.zim.threadId: needs push',
  });
});
