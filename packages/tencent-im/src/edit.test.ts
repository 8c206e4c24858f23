import type { MessageEdit, MessageRef } from '@polychat/core/adapter';
import { describe, expect, test } from 'vitest';
import { bodyOf, createAdapter, planContext, read } from './__fixtures__/support.ts';

const ref: MessageRef = {
  version: 1,
  vendor: 'tencentIm',
  app: '1400000000',
  conversation: 'direct',
  from: 'u1',
  to: 'u2',
  messageId: '12_34_1751450000',
};
const group: MessageRef = {
  ...ref,
  conversation: 'group',
  to: 'grp-42',
  messageId: undefined,
  sequence: '18',
};
const better: MessageEdit = { content: { type: 'text', text: 'better' } };
const planOf = (edit: MessageEdit, of: MessageRef = ref) =>
  createAdapter().plan.edit?.(of, edit, planContext()) ?? expect.unreachable();
const callOf = (edit: MessageEdit = better, of?: MessageRef) => planOf(edit, of).call();

describe('a message is changed', () => {
  const direct = '{"From_Account":"u1","To_Account":"u2","MsgKey":"12_34_1751450000",';
  const text = '"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"better"}}]';

  test.each<[string, MessageEdit, MessageRef, string]>([
    ['the text of a direct one', better, ref, `${direct}${text}}`],
    ['the metadata of a direct one', { metadata: 'v2' }, ref, `${direct}"CloudCustomData":"v2"}`],
    ['both of a direct one', { ...better, metadata: 'v2' }, ref, `${direct}${text},"CloudCustomData":"v2"}`],
    ['the text of one in a group', better, group, `{"GroupId":"grp-42","MsgSeq":18,${text}}`],
    [
      'the metadata of one in a group',
      { metadata: 'v2' },
      group,
      '{"GroupId":"grp-42","MsgSeq":18,"CloudCustomData":"v2"}',
    ],
    [
      'the metadata of one in a topic, by its group and itself',
      { metadata: 'v2' },
      { ...group, to: '@TGS#_big@TOPIC#_a' },
      '{"GroupId":"@TGS#_big","TopicId":"@TGS#_big@TOPIC#_a","MsgSeq":18,"CloudCustomData":"v2"}',
    ],
    [
      'a text to a place',
      { content: { type: 'location', latitude: 1, longitude: 2, label: 'here' } },
      ref,
      `${direct}"MsgBody":[{"MsgType":"TIMLocationElem","MsgContent":{"Desc":"here","Latitude":1,"Longitude":2}}]}`,
    ],
  ])('in %s', (_what, edit, of, body) => {
    expect(bodyOf(callOf(edit, of))).toBe(body);
  });

  test.each([
    ['v4/openim/modify_c2c_msg', ref],
    ['v4/openim/modify_group_msg', group],
  ])('by %s, again within a minute', (endpoint, of) => {
    expect(callOf(better, of)).toMatchObject({
      endpoint,
      count: 1,
      costs: [{ limit: { name: `${endpoint} calls`, capacity: 200, windowMs: 1_000 }, units: 1 }],
      dedupWindowMs: 60_000,
      timeoutMs: 10_000,
    });
  });

  test('and a preview shows neither text nor metadata', () => {
    expect(JSON.stringify(callOf({ ...better, metadata: 'v2' }).describe())).not.toMatch(/better|v2/);
  });

  test.each<[string, MessageEdit, MessageRef, string]>([
    ['a direct one without its MsgKey', better, { ...ref, messageId: undefined }, 'ref.messageId'],
    ['one of a group without its number', better, { ...group, sequence: undefined }, 'ref.sequence'],
    [
      'to more than 12,000 bytes',
      { content: { type: 'text', text: 'x'.repeat(12_000) } },
      ref,
      'content.text',
    ],
    ['to metadata of more than 12,000 bytes', { metadata: 'x'.repeat(12_000) }, ref, 'metadata'],
    [
      'to two custom parts',
      {
        content: {
          type: 'mixed',
          parts: [
            { type: 'custom', data: 'a' },
            { type: 'custom', data: 'b' },
          ],
        },
      },
      ref,
      'content.parts[1]',
    ],
  ])('never %s', (_what, edit, of, field) => {
    expect(planOf(edit, of).problems).toMatchObject([{ field, effect: 'not_sent' }]);
  });
});

describe('a reply to a change', () => {
  test('that succeeded has no ids', () => {
    expect(read(callOf(), { ActionStatus: 'OK', ErrorInfo: 'succeed', ErrorCode: 0 })).toEqual({ value: {} });
  });

  test.each([
    [20001, 'invalid_message', 'rejected', false, undefined],
    [20003, 'not_found', 'rejected', false, undefined],
    [20027, 'conflict', 'unknown', true, undefined],
    [20028, 'conflict', 'unknown', true, undefined],
    [90010, 'invalid_message', 'rejected', false, undefined],
    [60007, 'rate_limited', 'rejected', true, undefined],
    [91000, 'vendor_unavailable', 'unknown', true, undefined],
    [70001, 'unauthenticated', 'rejected', false, 'signature'],
  ])('with code %d is %s, %s', (ErrorCode, code, effect, transient, refused) => {
    const result = read(callOf(), { ActionStatus: 'FAIL', ErrorInfo: '', ErrorCode });
    expect(result.problem).toMatchObject({ code, effect, transient });
    expect(result.refused).toBe(refused);
  });
});
