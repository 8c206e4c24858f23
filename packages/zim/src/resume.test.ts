import type { CallRecord, ChatAdapter, VendorCall } from '@polychat/core/adapter';
import { describe, expect, test } from 'vitest';
import {
  attemptInfo,
  audienceCall,
  audienceMessage,
  createAdapter,
  directCall,
  directMessage,
  groupCall,
  groupMessage,
  httpReply,
  nonceWords,
  readText,
  roomCall,
  roomMessage,
  usersCall,
} from './__fixtures__/support.ts';

type Operation = CallRecord['operation'];

const users = [{ userId: 'ana', name: 'Ana' }, { userId: 'bo' }];
const planned: Readonly<Record<Operation, () => VendorCall<unknown>>> = {
  direct: () => directCall(directMessage({ metadata: 'm', content: { type: 'custom', data: '{"a":1.0}' } })),
  group: () => groupCall(groupMessage({ metadata: 'm', targets: { only: ['bo'] } })),
  room: () => roomCall(roomMessage({ metadata: 'm' })),
  audience: () => audienceCall(audienceMessage({ metadata: 'm' })),
  users: () => usersCall(users),
};
const operations = Object.keys(planned) as Operation[];
/** Whose calls are for a list of items. */
const lists: readonly Operation[] = ['direct', 'users'];

/** What a journal keeps of a call. */
function recordOf(operation: Operation, call: VendorCall<unknown>): CallRecord {
  return {
    version: 1,
    chat: 'zim',
    vendor: 'zim',
    app: '2000000001',
    sendId: 's1',
    callId: 'c1',
    attempt: 1,
    operation,
    endpoint: call.endpoint,
    body: call.body(),
    items: !lists.includes(operation)
      ? []
      : users.map(({ userId }, index) => ({ userId, index, id: userId })),
    unlistedMeans: operation === 'users' ? 'accepted' : 'unconfirmed',
    sender: operation === 'users' ? undefined : 'ann',
    dedupWindowMs: call.dedupWindowMs === 0 ? 0 : 'unlimited',
    firstAttemptAt: 1_750_000_000_000,
    leaveBy: 1_750_000_010_000,
    mayRunUntil: 1_750_000_020_000,
  };
}

function resume(record: CallRecord, adapter: ChatAdapter = createAdapter()): VendorCall<unknown> | undefined {
  // As another process reads it.
  return adapter.resume?.(JSON.parse(JSON.stringify(record)));
}

function resumed(operation: Operation): VendorCall<unknown> {
  const call = resume(recordOf(operation, planned[operation]()));
  if (!call) throw new Error('not resumed');
  return call;
}

describe.each(operations)('a resumed call of the operation %s', (operation) => {
  test('has the endpoint, costs and windows of the planned one', () => {
    const { endpoint, purpose, count, costs, dedupWindowMs } = planned[operation]();
    expect(resumed(operation)).toMatchObject({ endpoint, purpose, count, costs, dedupWindowMs });
  });

  test('sends the stored bytes', () => {
    const record = recordOf(operation, planned[operation]());
    expect(resume(record)?.body()).toEqual(record.body);
    // Also where our JSON would have been written in another way, or had another member.
    const text = ` ${record.body?.text.replace('{', '{"Later": 1.0, ')}\n`;
    const other = { contentType: 'application/json; charset=utf-8', text };
    expect(resume({ ...record, body: other })?.body()).toEqual(other);
  });

  test('shows as much of its body', () => {
    expect(resumed(operation).describe()).toEqual(planned[operation]().describe());
  });

  test('is signed as the planned call', async () => {
    const targetOf = (call: VendorCall<unknown>) => {
      const words = [...nonceWords];
      return call.target({
        now: 1_750_000_000_000,
        random: () => words.shift() ?? 0,
        renewSignature: false,
      });
    };
    expect(await targetOf(resumed(operation))).toEqual(await targetOf(planned[operation]()));
  });

  test.each([
    'send-peer-message-seed.reply',
    'send-peer-message-reference.reply',
    'send-peer-message-ids.reply',
    'send-peer-message-moderated.reply',
    'send-peer-message-all-failed.reply',
    'send-group-message.reply',
    'send-message-to-all-users-seed.reply',
    'send-message-to-all-users-limit.reply',
    'user-register-all-exist.reply',
    'user-register-partial.reply',
  ])('reads %s as the planned call does', (fixture) => {
    const reply = httpReply(readText(fixture));
    const first = planned[operation]().read(reply, attemptInfo());
    expect(resumed(operation).read(reply, attemptInfo())).toEqual(first);
    const earlier = first.problem ? [first.problem] : [];
    expect(resumed(operation).read(reply, attemptInfo({ earlier }))).toEqual(
      planned[operation]().read(reply, attemptInfo({ earlier })),
    );
  });

  test.each<[string, Partial<CallRecord>]>([
    ['another vendor', { vendor: 'pigeon' }],
    ['another app', { app: '2000000002' }],
    ['an unknown command', { endpoint: 'QueryGroupInfo' }],
    ['an unknown operation', { operation: 'recall' as never }],
    ['no body', { body: undefined }],
    ['a body that is no JSON', { body: { contentType: 'application/json', text: '{' } }],
    ['a body of another shape', { body: { contentType: 'application/json', text: '{"UserInfo":[]}' } }],
    ['null for a body', { body: { contentType: 'application/json', text: 'null' } }],
  ])('is not made from a record of %s', (_what, change) => {
    expect(resume({ ...recordOf(operation, planned[operation]()), ...change })).toBeUndefined();
  });

  test.each(operations.filter((other) => other !== operation))(
    'is not made from a record of %s with this command',
    (other) => {
      const record = recordOf(operation, planned[operation]());
      expect(resume({ ...record, operation: other })).toBeUndefined();
      const { endpoint } = planned[other]();
      expect(resume({ ...record, operation: other, endpoint })).toBeUndefined();
    },
  );
});

test('a resumed registration still tells whose name was not taken over', () => {
  const reply = httpReply({ Code: 0, ErrorList: [{ UserId: 'ana', SubCode: 660700002 }] });
  expect(resumed('users').read(reply, attemptInfo()).warnings).toMatchObject([
    { code: 'profile_not_updated' },
  ]);
});
