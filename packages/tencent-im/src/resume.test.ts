import type { CallRecord, VendorCall } from '@polychat/core/adapter';
import { describe, expect, test } from 'vitest';
import {
  attemptInfo,
  audienceCall,
  bodyOf,
  createAdapter,
  directCall,
  groupCall,
  httpReply,
  present,
  readText,
  roomCall,
  startMs,
  startSequence,
  usersCall,
} from './__fixtures__/support.ts';

const content = { type: 'text', text: 'Hello' } as const;
const replies = [
  'batchsendmsg-fail',
  'batchsendmsg-ok',
  'batchsendmsg-some-error',
  'send-group-msg-ok',
  'send-group-msg-dropped',
  'im-push-ok',
  'im-push-without-task',
  'multiaccount-import-partial',
  'sendmsg-seed-fail',
  'sendmsg-ok',
  'sendmsg-seed-ok',
].map((name) => readText(`${name}.reply`));
const tooFast = '{"ActionStatus":"FAIL","ErrorCode":60007,"ErrorInfo":"too fast"}';
const expired = '{"ActionStatus":"FAIL","ErrorCode":70001,"ErrorInfo":"UserSig expired"}';

type Planned = readonly [operation: CallRecord['operation'], call: VendorCall<unknown>];

const planned: readonly Planned[] = [
  ['direct', directCall({ content, metadata: '12345678901234567890' }, ['bob'])],
  ['direct', directCall({ content, idempotencyKey: 'order-17' }, ['bob'])],
  [
    'direct',
    directCall({ content, idempotencyKey: 'order-17', vendor: { tencentIm: { position: 3 } } }, ['bob']),
  ],
  ['direct', directCall({ content }, ['bob', 'carol'])],
  [
    'group',
    groupCall({
      content,
      metadata: '12345678901234567890',
      mentions: { everyone: true },
      push: { title: 'a', body: 'b' },
    }),
  ],
  ['group', groupCall({ content, groupId: '@TGS#_big@TOPIC#_a', idempotencyKey: 'order-17' })],
  ['room', roomCall({ content, priority: 'high' })],
  [
    'audience',
    audienceCall({
      content,
      audience: 'online',
      // An object's numbered keys come first, whatever the order was.
      vendor: { tencentIm: { condition: { attrsOr: { city: 'Berlin', 7: 'seven' } } } },
    }),
  ],
  ['users', usersCall([{ userId: 'u1', name: 'One' }])],
  ['users', usersCall([{ userId: 'u1' }, { userId: 'u2', name: '' }])],
];

function recordOf([operation, call]: Planned): CallRecord {
  return {
    version: 1,
    chat: 'tencentIm',
    vendor: 'tencentIm',
    app: '1400000000',
    sendId: 's1',
    callId: 'c1',
    attempt: 1,
    operation,
    endpoint: call.endpoint,
    body: call.body(),
    items: [],
    unlistedMeans: 'accepted',
    sender: 'administrator',
    dedupWindowMs: call.dedupWindowMs === Number.POSITIVE_INFINITY ? 'unlimited' : call.dedupWindowMs,
    firstAttemptAt: startMs,
    leaveBy: startMs + 1_000,
    mayRunUntil: startMs + 2_000,
  };
}

function resume(record: CallRecord, options = {}): VendorCall<unknown> | undefined {
  return createAdapter(options).resume?.(record);
}

/** A record as another process reads it. */
const stored = (record: CallRecord): CallRecord => JSON.parse(JSON.stringify(record));

describe('a call made again from its record', () => {
  test.each(planned.map((each) => [each[1].endpoint, each] as const))(
    'is the same in all: %s',
    async (_endpoint, each) => {
      const [, call] = each;
      const resumed = present(resume(stored(recordOf(each))));
      expect(resumed.body()).toEqual(call.body());
      expect(resumed.describe()).toEqual(call.describe());
      for (const name of ['endpoint', 'purpose', 'count', 'costs', 'dedupWindowMs', 'timeoutMs'] as const) {
        expect(resumed[name]).toEqual(call[name]);
      }
      for (const reply of [...replies, tooFast, expired, '<html>']) {
        expect(resumed.read(httpReply(reply), attemptInfo())).toEqual(
          call.read(httpReply(reply), attemptInfo()),
        );
      }
      const context = { now: startMs, random: () => 7, renewSignature: false };
      expect(await resumed.target(context)).toEqual(await call.target(context));
    },
  );

  test('sends the stored bytes as they are, also where we would write them otherwise', () => {
    const call = directCall({ content }, ['bob']);
    const text = JSON.stringify(JSON.parse(bodyOf(call)), null, 2);
    const body = { contentType: 'application/json; charset=utf-8', text };
    const resumed = present(resume({ ...recordOf(['direct', call]), body }));
    expect(resumed.body()).toEqual(body);
    expect(resumed.body()).toEqual(body);
  });

  test('reads the MsgSeq of a message from its stored bytes', () => {
    const resumed = present(resume(recordOf(['direct', directCall({ content }, ['bob'])])));
    const reply = httpReply(readText('sendmsg-ok.reply'));
    expect(resumed.read(reply, attemptInfo()).value).toMatchObject({
      shared: { sequence: String(startSequence) },
    });
  });

  test('charges a batch for the recipients of its stored bytes', () => {
    const batch = directCall({ content }, ['a', 'b', 'c']);
    expect(present(resume(recordOf(['direct', batch]))).costs.map(({ units }) => units)).toEqual([1, 3]);
  });
});

describe('a record makes no call where it has', () => {
  const call = directCall({ content }, ['bob']);
  const record = recordOf(['direct', call]);
  const json = (body: unknown) => ({
    body: { contentType: 'application/json', text: JSON.stringify(body) },
  });
  const message = JSON.parse(bodyOf(call));

  test.each<[name: string, other: Partial<CallRecord>]>([
    ['another vendor', { vendor: 'pigeon' }],
    ['another app', { app: '1400000001' }],
    ['an endpoint that nobody knows', { endpoint: 'v4/openim/sendmsg2' }],
    ['the endpoint of a batch with the body of one message', { endpoint: 'v4/openim/batchsendmsg' }],
    ['an endpoint of another operation', { endpoint: 'v4/im_open_login_svc/account_import' }],
    ['another operation', { operation: 'audience' }],
    ['an operation of a later version', { operation: 'recall' as CallRecord['operation'] }],
    ['no body', { body: undefined }],
    ['a body that is not JSON', { body: { contentType: 'application/json', text: '{"MsgSeq":' } }],
    ['an empty body', { body: { contentType: 'application/json', text: '' } }],
    ['a body of another shape', json([message])],
    ['a body of nothing', json(null)],
    ['no recipient', json({ ...message, To_Account: undefined })],
    ['an empty list of recipients', { ...json({ ...message, To_Account: [] }) }],
    ['no MsgSeq', json({ ...message, MsgSeq: undefined })],
    ['a MsgSeq that is no integer', json({ ...message, MsgSeq: '7' })],
    ['no MsgRandom', json({ ...message, MsgRandom: undefined })],
    ['no MsgBody', json({ ...message, MsgBody: undefined })],
  ])('%s', (_name, other) => {
    expect(resume({ ...record, ...other })).toBeUndefined();
  });

  test.each<[name: string, operation: CallRecord['operation'], endpoint: string, body: unknown]>([
    ['an empty list of accounts', 'users', 'v4/im_open_login_svc/multiaccount_import', { AccountList: [] }],
    ['an account without an id', 'users', 'v4/im_open_login_svc/account_import', { Nick: 'x' }],
    [
      'a broadcast without MsgLifeTime',
      'audience',
      'v4/all_member_push/im_push',
      { MsgRandom: 1, MsgBody: [] },
    ],
  ])('%s', (_name, operation, endpoint, body) => {
    expect(resume({ ...record, operation, endpoint, ...json(body) })).toBeUndefined();
  });
});
