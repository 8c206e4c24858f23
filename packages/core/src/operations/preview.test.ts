import { expect, test } from 'vitest';
import type { VendorCall } from '../ports/chat-adapter.ts';
import { describeCall } from './preview.ts';

test('shows types, ids and numbers, and of every other text its size', () => {
  const body = {
    From_Account: 'alice',
    To_Account: ['bob', 'carol'],
    Count: 3,
    Flag: true,
    Nothing: null,
    MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: '你好' } }],
    Nested: { To_Account: { Text: 'hidden' } },
  };
  const limit = { name: 'calls', capacity: 1, windowMs: 1, kind: 'rate', source: 'test' } as const;
  const call: VendorCall = {
    endpoint: 'sendmsg',
    recipients: ['bob', 'carol'],
    costs: [{ limit, units: 2 }],
    dedupWindowMs: 0,
    unlistedMeans: 'accepted',
    body: () => JSON.stringify(body),
    target: () => expect.unreachable(),
    read: () => expect.unreachable(),
  };
  expect(describeCall(call, ['From_Account', 'To_Account', 'MsgType'])).toEqual({
    endpoint: 'sendmsg',
    recipients: ['bob', 'carol'],
    costs: [{ limit: 'calls', units: 2 }],
    bodyBytes: new TextEncoder().encode(JSON.stringify(body)).length,
    body: {
      ...body,
      MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: '(6 bytes)' } }],
      Nested: { To_Account: { Text: '(6 bytes)' } },
    },
  });
});
