import {
  allow,
  allowExcept,
  drop,
  refuse,
  replace,
  type Verdict,
  type WebhookEventDraft,
} from '@polychat/core/webhooks';
import { describe, expect, test } from 'vitest';
import { tencentImWebhooks } from './index.ts';

const source = tencentImWebhooks({ sdkAppId: 7, token: 'hush' });
const ok = { ActionStatus: 'OK', ErrorInfo: '', ErrorCode: 0 };

const direct = { type: 'message.sending', at: 1, conversation: 'direct' } as const;
const group = { ...direct, conversation: 'group' } as const;
const room = { ...direct, conversation: 'room' } as const;
const creating = { type: 'group.creating', at: 1, userIds: [] } as const;
const joining = { type: 'group.joining', at: 1, groupId: 'g', userId: 'u1' } as const;
const inviting = { type: 'group.inviting', at: 1, groupId: 'g', userIds: ['u1', 'u2'] } as const;
const adding = { type: 'friend.adding', at: 1, userId: 'u0', friendIds: ['u1', 'u2'] } as const;
const answering = { type: 'friend.answering', at: 1, userId: 'u0', friendIds: ['u1', 'u2'] } as const;

const bothWith = (ResultCode: number, ResultInfo = '') => ({
  ResultItem: ['u1', 'u2'].map((To_Account) => ({ To_Account, ResultCode, ResultInfo })),
});
const text = { type: 'text', text: '100%25' } as const;
const textElement = { MsgType: 'TIMTextElem', MsgContent: { Text: '100%25' } };

describe('a question is answered', () => {
  test.each<[string, WebhookEventDraft, Verdict, object]>([
    ['a direct message: allow', direct, allow(), ok],
    ['a direct message: refuse, which its sender sees as 20006', direct, refuse(), { ...ok, ErrorCode: 1 }],
    [
      'a direct message: refuse with the lowest code of our own',
      direct,
      refuse({ code: 120_001, reason: 'no' }),
      { ...ok, ErrorCode: 120_001, ErrorInfo: 'no' },
    ],
    ['a direct message: with the highest', direct, refuse({ code: 130_000 }), { ...ok, ErrorCode: 130_000 }],
    ['a direct message: new content', direct, replace({ content: text }), { ...ok, MsgBody: [textElement] }],
    [
      'a direct message: new metadata alone',
      direct,
      replace({ metadata: '' }),
      { ...ok, CloudCustomData: '' },
    ],
    [
      'a group message: both new, of several elements',
      group,
      replace({ content: { type: 'mixed', parts: [text, { type: 'face', index: 1 }] }, metadata: 'm' }),
      {
        ...ok,
        MsgBody: [textElement, { MsgType: 'TIMFaceElem', MsgContent: { Index: 1 } }],
        CloudCustomData: 'm',
      },
    ],
    ['a group message: drop', group, drop(), { ...ok, ErrorCode: 2 }],
    ['a room’s message: drop', room, drop(), { ...ok, ErrorCode: 2 }],
    ['a group message: refuse, seen as 10016', group, refuse(), { ...ok, ErrorCode: 1 }],
    ['a group message: with a code', group, refuse({ code: 10_200 }), { ...ok, ErrorCode: 10_200 }],
    ['a new group: allow', creating, allow(), ok],
    ['a new group: refuse', creating, refuse({ reason: 'no' }), { ...ok, ErrorCode: 1, ErrorInfo: 'no' }],
    ['who asks to join: refuse', joining, refuse({ code: 10_100 }), { ...ok, ErrorCode: 10_100 }],
    ['who is invited: allow', inviting, allow(), ok],
    ['who is invited: all but one', inviting, allowExcept(['u2']), { ...ok, RefusedMembers_Account: ['u2'] }],
    ['friends: allow', adding, allow(), { ...ok, ...bothWith(0) }],
    // A code at the top would be ignored.
    ['friends: refuse', adding, refuse(), { ...ok, ...bothWith(38_000) }],
    [
      'friends: refuse with a code and a reason',
      answering,
      refuse({ code: 39_000, reason: 'no' }),
      { ...ok, ...bothWith(39_000, 'no') },
    ],
    [
      'friends: all but one',
      adding,
      allowExcept(['u2']),
      {
        ...ok,
        ResultItem: [
          { To_Account: 'u1', ResultCode: 0, ResultInfo: '' },
          { To_Account: 'u2', ResultCode: 38_000, ResultInfo: '' },
        ],
      },
    ],
  ])('%s', (_what, event, verdict, body) => {
    const answer = source.answer({ id: '1', event }, verdict);
    expect(answer.status ?? 200).toBe(200);
    expect(JSON.parse(answer.body ?? '')).toEqual(body);
  });

  test.each<[string, WebhookEventDraft, Verdict, RegExp]>([
    ['a code below the range', direct, refuse({ code: 120_000 }), /^code: .*120001 to 130000/],
    ['a code above the range', direct, refuse({ code: 130_001 }), /^code: /],
    ['a group’s code for a direct message', direct, refuse({ code: 10_150 }), /^code: /],
    ['a direct message’s code in a group', group, refuse({ code: 120_001 }), /^code: .*10100 to 10200/],
    ['a code of 0, which would allow', group, refuse({ code: 0 }), /^code: /],
    ['a code that is no integer', creating, refuse({ code: 10_100.5 }), /^code: /],
    ['another code for friends', adding, refuse({ code: 10_100 }), /^code: .*38000 to 39000/],
    ['a drop of a direct message', direct, drop(), /^verdict: /],
    ['a drop of a group', creating, drop(), /^verdict: /],
    ['a drop of friends', adding, drop(), /^verdict: /],
    ['other content for a group', joining, replace({ metadata: 'm' }), /^verdict: /],
    ['a list of users for a message', direct, allowExcept(['u1']), /^verdict: /],
    ['a list of users for a new group', creating, allowExcept(['u1']), /^verdict: /],
    [
      'a picture',
      direct,
      replace({
        content: {
          type: 'mixed',
          parts: [text, { type: 'image', url: 'https://x.example/1', width: 1, height: 1 }],
        },
      }),
      /^content\.type: /,
    ],
  ])('not with %s', (_what, event, verdict, message) => {
    const answer = () => source.answer({ id: '1', event }, verdict);
    expect(answer).toThrow(RangeError);
    expect(answer).toThrow(message);
  });
});

test('every verdict that is declared can be carried out, and no other', () => {
  const verdicts: readonly Verdict[] = [
    allow(),
    allowExcept(['u1']),
    refuse(),
    drop(),
    replace({ content: text }),
  ];
  for (const event of [group, creating, joining, inviting, adding, answering]) {
    const possible = verdicts.filter((verdict) => {
      try {
        source.answer({ id: '1', event }, verdict);
        return true;
      } catch {
        return false;
      }
    });
    const declared: readonly string[] = source.events[event.type]?.verdicts ?? [];
    expect(possible.map(({ verdict }) => verdict).sort()).toEqual([...declared].sort());
  }
});

test('an event that tells is acknowledged in the form without which it counts as failed', () => {
  expect(source.acknowledge()).toEqual({ body: JSON.stringify(ok) });
});
