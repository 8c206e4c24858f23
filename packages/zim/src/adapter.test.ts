import type { HttpReply, VendorCall } from '@polychat/core/adapter';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  attemptInfo,
  audienceCall,
  createAdapter,
  directCall,
  groupCall,
  roomCall,
  usersCall,
} from './__fixtures__/support.ts';
import { catalogue } from './errors.ts';

test('the adapter says who it is and what it can do', () => {
  const adapter = createAdapter({ region: 'frankfurt' });
  expect(adapter).toMatchObject({
    specificationVersion: 2,
    vendor: 'zim',
    title: 'ZIM',
    app: '2000000001',
    host: 'zim-api-fra.zego.im',
  });
  const kinds = ['direct', 'group', 'room', 'audience', 'users', 'recall', 'edit', 'find', 'verify'];
  expect(Object.keys(adapter.plan)).toEqual(kinds);
  expect(adapter.session).toBeUndefined();
});

/** Replies as a vendor, or something that stands in its way, might send them. */
const code = fc.oneof(
  fc.constantFrom<unknown>(0, 0, 0, 1, '0', 660500009, 660500003, 660700002, 100000004, null, false, [], 0.5),
  fc.constantFrom(...[...catalogue.entries()].map(([vendorCode]) => vendorCode)),
);
const userId = fc.constantFrom<unknown>('ana', 'bo', 'cy', 'stranger', '', null, 7, {});
const entry = fc.oneof(
  fc.record(
    {
      UserId: userId,
      UserID: userId,
      SubCode: code,
      SubMessage: fc.anything(),
      MsgId: fc.anything(),
      MsgSeq: fc.anything(),
    },
    { requiredKeys: [], noNullPrototype: true },
  ),
  fc.record({
    UserId: fc.constantFrom('ana', 'bo'),
    SubCode: code,
    SubMessage: fc.string(),
    MsgId: fc.bigInt().map(String),
  }),
);
const list = fc.oneof(
  fc.array(entry, { maxLength: 4 }),
  fc.constantFrom<unknown>(null, undefined, {}, 'x', 0),
);
const envelope = fc.record(
  {
    Code: code,
    Message: fc.anything(),
    RequestId: fc.anything(),
    ErrorList: list,
    SuccList: list,
    SuccessList: list,
    AuditInfos: fc.oneof(list, fc.array(fc.record({ Index: fc.anything(), Reason: fc.anything() }))),
    MsgId: fc.anything(),
    MsgSeq: fc.anything(),
  },
  { requiredKeys: ['Code'], noNullPrototype: true },
);
const toText = (value: unknown) =>
  JSON.stringify(value, (_key, member) => (typeof member === 'bigint' ? Number(member) : member)) ?? '';
const text = fc.oneof(
  envelope.map(toText),
  envelope.map(toText),
  envelope.map((value) => toText(value).slice(0, -3)),
  fc.json(),
  fc.string({ unit: 'binary' }),
  fc.uint8Array().map((bytes) => new TextDecoder().decode(bytes)),
);
const reply: fc.Arbitrary<HttpReply> = fc.record({
  status: fc.constantFrom(200, 200, 200, 204, 302, 404, 429, 502),
  headers: fc.constantFrom<HttpReply['headers']>({}, { 'retry-after': '3' }, { 'content-type': 'text/html' }),
  text,
});

const calls: readonly (readonly [string, () => VendorCall<unknown>])[] = [
  ['SendPeerMessage', () => directCall()],
  ['SendGroupMessage', () => groupCall()],
  ['SendRoomMessage', () => roomCall()],
  ['SendMessageToAllUsers', () => audienceCall()],
  ['UserRegister', () => usersCall()],
];

describe.each(calls)('any reply to %s', (_endpoint, makeCall) => {
  test('is never good news unless it says so', () => {
    fc.assert(
      fc.property(reply, (input) => {
        const { problem, value } = makeCall().read(input, attemptInfo());
        const isOurs = input.status === 200 && /"Code":"?-?\d/.test(input.text);
        if (!isOurs) expect(problem).toMatchObject({ code: 'bad_reply', effect: 'unknown' });
        if (!isOurs) expect(value).toBeUndefined();
      }),
      { numRuns: 1_000 },
    );
  });
});
