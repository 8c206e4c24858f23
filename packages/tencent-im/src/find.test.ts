import type { MessageRef } from '@polychat/core/adapter';
import { describe, expect, test } from 'vitest';
import { bodyOf, createAdapter, planContext, read } from './__fixtures__/support.ts';

const direct: MessageRef = {
  version: 1,
  vendor: 'tencentIm',
  app: '1400000000',
  conversation: 'direct',
  from: 'ana',
  to: 'bo',
  messageId: '12_34_1751450000',
  sequence: '12',
};
const inGroup: MessageRef = {
  ...direct,
  ...{ conversation: 'group', to: 'grp-42', messageId: undefined, sequence: '17' },
};
const planOf = (ref: MessageRef) => createAdapter().plan.find?.(ref, planContext()) ?? expect.unreachable();
const callOf = (ref: MessageRef) => planOf(ref).call();

describe('a message is asked for', () => {
  test.each([
    [
      'a direct one by the second in its MsgKey, in the view of its recipient',
      direct,
      'v4/openim/admin_getroammsg',
      '{"Operator_Account":"bo","Peer_Account":"ana","MaxCnt":100,"MinTime":1751450000,"MaxTime":1751450000}',
    ],
    [
      'one of a group by its number',
      inGroup,
      'v4/group_open_http_svc/group_msg_get_simple',
      '{"GroupId":"grp-42","ReqMsgNumber":1,"ReqMsgSeq":17,"WithRecalledMsg":1}',
    ],
    [
      'one of a topic, which has the group in its id',
      { ...inGroup, to: '@TGS#_@TGS#cQVLVHIM62CJ@TOPIC#_TestTopic' },
      'v4/group_open_http_svc/group_msg_get_simple',
      '{"GroupId":"@TGS#_@TGS#cQVLVHIM62CJ","TopicId":"@TGS#_@TGS#cQVLVHIM62CJ@TOPIC#_TestTopic","ReqMsgNumber":1,"ReqMsgSeq":17,"WithRecalledMsg":1}',
    ],
  ])('%s, at any time again', (_what, ref, endpoint, body) => {
    const call = callOf(ref);
    expect(bodyOf(call)).toBe(body);
    expect(call).toMatchObject({
      ...{ endpoint, count: 1, timeoutMs: 10_000 },
      costs: [{ limit: { name: `${endpoint} calls`, capacity: 200, windowMs: 1_000 }, units: 1 }],
      dedupWindowMs: Number.POSITIVE_INFINITY,
    });
    expect(call.describe()).toEqual(JSON.parse(body));
  });

  test.each([
    ['a direct one without its MsgKey', { ...direct, messageId: undefined }, 'ref.messageId'],
    ['a direct one by an id of another form', { ...direct, messageId: '144115' }, 'ref.messageId'],
    ['one of a group without its number', { ...inGroup, sequence: undefined }, 'ref.sequence'],
  ])('never %s', (_what, ref, field) => {
    expect(planOf(ref).problems).toMatchObject([{ field, effect: 'not_sent' }]);
  });
});

const envelope = { ActionStatus: 'OK', ErrorInfo: '', ErrorCode: 0 };
const hello = [{ MsgType: 'TIMTextElem', MsgContent: { Text: 'hello' } }];
const content = { type: 'text', text: 'hello' };

describe('a reply about a direct message', () => {
  const entry = (fields: object = {}) => ({
    ...{ From_Account: 'ana', To_Account: 'bo', MsgSeq: 12, MsgRandom: 34, MsgTimeStamp: 1_751_450_000 },
    ...{ MsgFlagBits: 0, IsPeerRead: 0, MsgKey: '12_34_1751450000', MsgBody: hello, CloudCustomData: '' },
    ...fields,
  });
  const page = (MsgList: unknown, Complete = 1) => ({ ...envelope, Complete, MsgList });
  const found = {
    ...{ found: true, from: 'ana', to: 'bo', messageId: '12_34_1751450000', sequence: '12' },
    sentAt: 1_751_450_000_000,
  };

  test.each<[string, object, object]>([
    ['as it was sent', {}, { state: 'sent', content }],
    ['with metadata', { CloudCustomData: 'm' }, { state: 'sent', content, metadata: 'm' }],
    ['of a kind without a word', { MsgBody: [{ MsgType: 'TIMRelayElem' }] }, { state: 'sent' }],
    ['that was taken back', { MsgFlagBits: 8 }, { state: 'recalled' }],
    ['that was taken back, beside another flag', { MsgFlagBits: 9 }, { state: 'recalled' }],
    ['with a flag that nobody knows', { MsgFlagBits: 1 }, { state: 'sent', content }],
  ])('has one %s', (_what, fields, rest) => {
    expect(read(callOf(direct), page([entry({ MsgKey: '1_1_1751450000' }), entry(fields)]))).toEqual({
      value: { ...found, ...rest },
    });
  });

  test.each<[string, unknown]>([
    ['nothing', []],
    ['no list', undefined],
    ['another MsgKey', [entry({ MsgKey: '12_35_1751450000' })]],
    ['another number', [entry({ MsgSeq: 13 })]],
    ['another sender', [entry({ From_Account: 'bo', To_Account: 'ana' })]],
  ])('with %s has not found it', (_what, list) => {
    expect(read(callOf(direct), page(list))).toEqual({ value: { found: false } });
  });

  test('is read to its end, whatever stands in a message of it', () => {
    for (const strange of [null, '', 'x', 0, -1, 1e300, true, [], {}, [[null]]]) {
      for (const member of Object.keys(entry())) {
        const { value, problem } = read(callOf(direct), page([entry({ [member]: strange })]));
        expect([member, strange, value?.found ?? problem]).not.toContain(undefined);
      }
    }
  });

  test('that has no place for all of that second leaves it open, unless the message is there', () => {
    expect(read(callOf(direct), page([entry({ MsgKey: '1_1_1751450000' })], 0))).toMatchObject({
      problem: { code: 'vendor_error', effect: 'rejected', transient: false },
    });
    expect(read(callOf(direct), page([entry()], 0)).value).toMatchObject({ found: true });
  });
});

describe('a reply about a message of a group', () => {
  const entry = (fields: object = {}) => ({
    ...{ From_Account: 'ana', MsgSeq: 17, MsgRandom: 34, MsgTimeStamp: 1_751_450_000, MsgPriority: 2 },
    ...{ IsPlaceMsg: 0, MsgBody: hello },
    ...fields,
  });
  const page = (RspMsgList: unknown) => ({ ...envelope, GroupId: 'grp-42', IsFinished: 0, RspMsgList });
  const found = { found: true, from: 'ana', to: 'grp-42', sequence: '17', sentAt: 1_751_450_000_000 };

  test.each<[string, object, object]>([
    ['as it was sent', {}, { state: 'sent', content }],
    ['with metadata', { CloudCustomData: 'm' }, { state: 'sent', content, metadata: 'm' }],
    ['that was taken back', { IsPlaceMsg: 2, MsgBody: [] }, { state: 'recalled' }],
  ])('has one %s', (_what, fields, rest) => {
    expect(read(callOf(inGroup), page([entry(fields)]))).toEqual({ value: { ...found, ...rest } });
  });

  test('is read to its end, whatever stands in a message of it', () => {
    for (const strange of [null, '', 'x', 0, -1, 1e300, true, [], {}, [[null]]]) {
      for (const member of Object.keys(entry())) {
        const { value, problem } = read(callOf(inGroup), page([entry({ [member]: strange })]));
        expect([member, strange, value?.found ?? problem]).not.toContain(undefined);
      }
    }
  });

  test('may call its list MsgList, as the table of fields does', () => {
    const reply = { ...envelope, GroupId: 'grp-42', MsgList: [entry()] };
    expect(read(callOf(inGroup), reply).value).toMatchObject({ found: true });
  });

  test.each<[string, unknown]>([
    ['nothing', []],
    ['the one before it', [entry({ MsgSeq: 16 })]],
    ['another sender', [entry({ From_Account: 'bo' })]],
    ['one that was deleted', [entry({ IsPlaceMsg: 1, MsgBody: [] })]],
    ['a tip of the system', [entry({ IsSystemMsg: 1 })]],
  ])('with %s has not found it', (_what, list) => {
    expect(read(callOf(inGroup), page(list))).toEqual({ value: { found: false } });
  });
});

describe.each([
  ['a direct message', direct],
  ['a message of a group', inGroup],
])('a reply about %s', (_what, ref) => {
  test.each([
    [91000, 'vendor_unavailable', 'unknown', undefined],
    [60007, 'rate_limited', 'rejected', undefined],
    [70001, 'unauthenticated', 'rejected', 'signature'],
    [90009, 'permission_denied', 'rejected', undefined],
  ])('with code %d is %s, %s', (ErrorCode, code, effect, refused) => {
    const result = read(callOf(ref), { ActionStatus: 'FAIL', ErrorInfo: '', ErrorCode });
    expect(result).toMatchObject({ problem: { code, effect } });
    expect([result.value, result.refused]).toEqual([undefined, refused]);
  });

  test.each<[string, object | string]>([
    ['no envelope', '<html>'],
    ['lists that are none', { ...envelope, MsgList: 'none', RspMsgList: 'none' }],
    ['lists that cannot be read whole', { ...envelope, MsgList: [5], RspMsgList: [5] }],
  ])('with %s is unclear', (_what2, reply) => {
    expect(read(callOf(ref), reply)).toMatchObject({ problem: { code: 'bad_reply', effect: 'unknown' } });
  });
});
