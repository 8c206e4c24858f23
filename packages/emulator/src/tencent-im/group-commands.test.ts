import { describe, expect, test } from 'vitest';
import { EmulatorPerTest } from '../__fixtures__/running-emulator.ts';
import { call, type Reply, textBody } from './__fixtures__/tencent-im-client.ts';

const local = new EmulatorPerTest({
  users: [
    { userId: 'alice', presence: 'online' },
    { userId: 'bob', presence: 'online' },
    { userId: 'carol', presence: 'offline' },
    { userId: 'outsider', presence: 'online' },
  ],
  groups: [
    { groupId: 'grp-42', members: ['alice', 'bob', 'carol'], muted: ['carol'] },
    { groupId: 'live', type: 'AVChatRoom', members: ['alice', 'carol'] },
    { groupId: 'live2', type: 'AVChatRoom', members: ['alice', 'bob'] },
    { groupId: 'town', type: 'Community', members: ['alice'] },
  ],
});

const group = (command: string, body: unknown): Promise<Reply> =>
  call(local.emulator, `group_open_http_svc/${command}`, body);

let lastRandom = 0;
function send(changes: Record<string, unknown> = {}): Promise<Reply> {
  lastRandom += 1;
  return group('send_group_msg', { GroupId: 'grp-42', Random: lastRandom, MsgBody: textBody(), ...changes });
}

const one = { GroupAtAllFlag: 0, GroupAt_Account: 'bob' };

describe('send_group_msg refuses', () => {
  test.each<[string, Record<string, unknown>, number]>([
    ['no GroupId', { GroupId: undefined }, 10004],
    ['GroupId as a number', { GroupId: 42 }, 10004],
    ['an empty GroupId', { GroupId: '' }, 10015],
    ['a GroupId over 48 bytes', { GroupId: 'g'.repeat(49) }, 10015],
    ['a GroupId of other characters', { GroupId: 'grüp' }, 10015],
    ['no such group', { GroupId: 'grp-43' }, 10010],
    ['no Random', { Random: undefined }, 10004],
    ['MsgRandom for Random', { Random: undefined, MsgRandom: 1 }, 10004],
    ['Random beyond 32 bits', { Random: 4294967296 }, 10004],
    ['no MsgBody', { MsgBody: undefined }, 10004],
    ['a bad element', { MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: {} }] }, 10004],
    ['MsgPriority in another case', { MsgPriority: 'high' }, 10004],
    ['From_Account as a number', { From_Account: 1 }, 10004],
    ['a sender that was never imported', { From_Account: 'ghost' }, 10019],
    ['a sender who is muted', { From_Account: 'carol' }, 10017],
    ['OfflinePushInfo as a string', { OfflinePushInfo: 'x' }, 10004],
    ['an unknown word in SendMsgControl', { SendMsgControl: ['WithMuteNotifications'] }, 10004],
    ['SendMsgControl with OnlineOnlyFlag', { SendMsgControl: ['NoUnread'], OnlineOnlyFlag: 1 }, 10004],
    ['OnlineOnlyFlag in an AVChatRoom', { GroupId: 'live', OnlineOnlyFlag: 1 }, 10004],
    ['SendMsgControl in an AVChatRoom', { GroupId: 'live', SendMsgControl: ['NoUnread'] }, 10004],
    ['51 targets', { To_Account: Array.from({ length: 51 }, () => 'bob') }, 10004],
    ['no target', { To_Account: [] }, 10004],
    ['a target outside the group', { To_Account: ['outsider'] }, 10004],
    ['targets in a community', { GroupId: 'town', To_Account: ['alice'] }, 10004],
    ['a topic outside a community', { TopicId: 't' }, 10004],
    ['31 mentions', { GroupAtInfo: Array.from({ length: 31 }, () => one) }, 10053],
    ['a mention of nobody', { GroupAtInfo: [{ GroupAtAllFlag: 0 }] }, 10004],
    ['NeedReadReceipt 2', { NeedReadReceipt: 2 }, 10004],
    ['a body that is too large', { CloudCustomData: 'x'.repeat(12_000) }, 80002],
  ])('%s', async (_name, changes, code) => {
    const reply = await send(changes);
    expect(reply).toEqual({ ActionStatus: 'FAIL', ErrorCode: code, ErrorInfo: expect.any(String) });
    expect(local.emulator.messages).toHaveLength(0);
  });
});

describe('send_group_msg', () => {
  test('reaches the members, under a rising MsgSeq', async () => {
    const first = await send();
    expect(first).toEqual({
      ActionStatus: 'OK',
      ErrorCode: 0,
      ErrorInfo: '',
      MsgTime: Math.floor(local.emulator.now() / 1000),
      MsgSeq: 1,
    });
    expect((await send({ From_Account: 'alice' })).MsgSeq).toBe(2);
    expect((await send({ GroupId: 'live' })).MsgSeq).toBe(1);
    expect(local.emulator.inbox('bob')).toMatchObject([
      { channel: 'group', to: 'grp-42', from: 'administrator', sequence: 1, messageId: undefined },
      { from: 'alice', sequence: 2 },
    ]);
    // Who is not in a live group when it is written in gets nothing of it, a push neither.
    expect(local.emulator.inbox('carol').map((message) => message.pushShown)).toEqual([true, true]);
    expect(local.emulator.inbox('alice', { direction: 'sent' })).toHaveLength(1);
    expect(local.emulator.inbox('outsider')).toEqual([]);
  });

  test.each<[string, Record<string, unknown>]>([
    [
      'every optional field',
      {
        MsgPriority: 'High',
        From_Account: 'alice',
        OfflinePushInfo: { PushFlag: 0, Desc: 'D' },
        ForbidCallbackControl: ['ForbidBeforeSendMsgCallback'],
        SendMsgControl: ['NoUnread', 'NoLastMsg'],
        CloudCustomData: 'v1',
        SupportMessageExtension: 1,
        GroupAtInfo: [{ GroupAtAllFlag: 1 }, one],
        NeedReadReceipt: 1,
      },
    ],
    ['a topic of a community', { GroupId: 'town', TopicId: '@TGS#_t' }],
    ['30 mentions', { GroupAtInfo: Array.from({ length: 30 }, () => one) }],
  ])('accepts %s', async (_name, changes) => {
    expect((await send(changes)).ErrorCode).toBe(0);
  });

  test('OnlineOnlyFlag reaches those who are there, and cannot be recalled', async () => {
    const { MsgSeq } = await send({ OnlineOnlyFlag: 2 });
    expect(local.emulator.inbox('bob')).toMatchObject([{ stored: false }]);
    expect(local.emulator.inbox('carol')).toEqual([]);
    const reply = await group('group_msg_recall', { GroupId: 'grp-42', MsgSeqList: [{ MsgSeq }] });
    expect(reply.RecallRetList).toEqual([{ MsgSeq, RetCode: 10030 }]);
  });

  test('reaches only the targets in To_Account, and does not count as unread', async () => {
    await send({ To_Account: ['bob'] });
    const targets = { only: ['bob'] };
    expect(local.emulator.inbox('bob')).toMatchObject([{ countsAsUnread: false, targets }]);
    expect(local.emulator.inbox('alice')).toEqual([]);
  });

  test.each([
    ['members', [one], { everyone: false, users: [one.GroupAt_Account] }],
    ['everyone', [{ GroupAtAllFlag: 1 }], { everyone: true, users: [] }],
    ['nobody', undefined, undefined],
  ])('keeps that %s are named', async (_name, GroupAtInfo, mentions) => {
    await send({ GroupAtInfo });
    expect(local.emulator.inbox('bob')[0]?.mentions).toEqual(mentions);
  });

  test('with NoUnread does not count as unread', async () => {
    await send({ SendMsgControl: ['NoUnread'] });
    expect(local.emulator.inbox('bob')).toMatchObject([{ countsAsUnread: false }]);
  });

  test('takes the same content and Random within five minutes for one message', async () => {
    const first = await send({ Random: 55201 });
    local.emulator.advance(299_000);
    expect(await send({ Random: 55201 })).toEqual(first);
    expect(local.emulator.inbox('bob')).toHaveLength(1);
    await send({ Random: 55201, MsgBody: textBody('other') });
    await send({ Random: 55201, GroupId: 'live2' });
    expect(local.emulator.inbox('bob')).toHaveLength(3);
    local.emulator.advance(2000);
    expect((await send({ Random: 55201 })).MsgSeq).toBe(3);
  });

  test('answers a copy with a code where the reading says so', async () => {
    await local.restart({ readings: { duplicateReply: 10004 } });
    await send({ Random: 1 });
    expect((await send({ Random: 1 })).ErrorCode).toBe(10004);
  });

  test('limits the messages a second into each group by itself', async () => {
    await local.restart({ limits: { groupMessagesPerSecond: 2 } });
    const codes: unknown[] = [];
    for (let index = 0; index < 3; index++) codes.push((await send()).ErrorCode);
    expect(codes).toEqual([0, 0, 10023]);
    expect((await send({ GroupId: 'live' })).ErrorCode).toBe(0);
    local.emulator.advance(1001);
    expect((await send()).ErrorCode).toBe(0);
  });

  test('shares its quota of a day with one-to-one messages', async () => {
    await local.restart({ limits: { messagesPerDay: 2 } });
    const direct = { To_Account: 'bob', MsgRandom: 1, MsgBody: textBody() };
    expect((await call(local.emulator, 'openim/sendmsg', direct)).ErrorCode).toBe(0);
    expect((await send()).ErrorCode).toBe(0);
    expect((await send()).ErrorCode).toBe(60028);
  });
});

describe('the groups of the emulator', () => {
  test('may be made by a test, and stay over a reset with their counting begun anew', async () => {
    local.emulator.tencentIm.groups.put({ groupId: 'new', members: ['bob'] });
    expect((await send({ GroupId: 'new' })).MsgSeq).toBe(1);
    expect((await send({ GroupId: 'new' })).MsgSeq).toBe(2);
    local.emulator.reset();
    expect((await send({ GroupId: 'new' })).MsgSeq).toBe(1);
    local.emulator.tencentIm.groups.delete('new');
    expect((await send({ GroupId: 'new' })).ErrorCode).toBe(10010);
  });

  test('have accounts as members, who leave when deleted', async () => {
    await local.restart({ groups: [{ groupId: 'g', members: ['zoe'] }] });
    expect(local.emulator.tencentIm.users.has('zoe')).toBe(true);
    await call(local.emulator, 'im_open_login_svc/account_delete', { DeleteItem: [{ UserID: 'zoe' }] });
    expect(local.emulator.tencentIm.groups.get('g')?.members.size).toBe(0);
  });
});

describe('group_msg_recall', () => {
  const recall = (changes: Record<string, unknown> = {}) =>
    group('group_msg_recall', { GroupId: 'grp-42', MsgSeqList: [{ MsgSeq: 1 }], ...changes });

  test.each<[string, Record<string, unknown>, number]>([
    ['no GroupId', { GroupId: undefined }, 10004],
    ['no such group', { GroupId: 'grp-43' }, 10010],
    ['no list', { MsgSeqList: undefined }, 10004],
    ['an empty list', { MsgSeqList: [] }, 10004],
    ['numbers in the list', { MsgSeqList: [1] }, 10004],
    ['a string as MsgSeq', { MsgSeqList: [{ MsgSeq: '1' }] }, 10004],
    ['11 messages', { MsgSeqList: Array.from({ length: 11 }, (_, MsgSeq) => ({ MsgSeq })) }, 10004],
    ['a reason over 100 bytes', { Reason: 'x'.repeat(101) }, 10004],
  ])('refuses %s', async (_name, changes, code) => {
    expect((await recall(changes)).ErrorCode).toBe(code);
  });

  test('has a result for each message', async () => {
    for (let index = 0; index < 3; index++) await send();
    await recall({ MsgSeqList: [{ MsgSeq: 2 }] });
    expect(
      await recall({ MsgSeqList: [{ MsgSeq: 1 }, { MsgSeq: 2 }, { MsgSeq: 99 }], Reason: 'spam' }),
    ).toEqual({
      ActionStatus: 'OK',
      ErrorCode: 0,
      ErrorInfo: '',
      RecallRetList: [
        { MsgSeq: 1, RetCode: 0 },
        { MsgSeq: 2, RetCode: 10032 },
        { MsgSeq: 99, RetCode: 10030 },
      ],
    });
    expect(local.emulator.inbox('bob').map((message) => message.state)).toEqual([
      'recalled',
      'recalled',
      'normal',
    ]);
  });

  test('recalls no message that the history no longer holds', async () => {
    await send();
    local.emulator.advance(7 * 86_400_000);
    expect((await recall()).RecallRetList).toEqual([{ MsgSeq: 1, RetCode: 10030 }]);
  });

  test('is refused where the console has it off', async () => {
    await local.restart({ switches: { groupRecall: false } });
    expect((await recall()).ErrorCode).toBe(10041);
  });
});

describe('send_broadcast_msg', () => {
  let random = 0;
  const broadcast = (changes: Record<string, unknown> = {}) => {
    random += 1;
    return group('send_broadcast_msg', { Random: random, MsgBody: textBody(), ...changes });
  };

  test.each<[string, Record<string, unknown>, number]>([
    ['no Random', { Random: undefined }, 10004],
    ['no MsgBody', { MsgBody: undefined }, 10004],
    ['an unknown sender', { From_Account: 'ghost' }, 10019],
    ['data as a number', { CloudCustomData: 5 }, 10004],
    ['a body over 12,000 bytes', { CloudCustomData: 'x'.repeat(12_000) }, 80002],
  ])('refuses %s', async (_name, changes, code) => {
    expect((await broadcast(changes)).ErrorCode).toBe(code);
  });

  test('reaches whoever is in an AVChatRoom, once', async () => {
    expect(await broadcast()).toEqual({ ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '', MsgSeq: 1 });
    expect(local.emulator.inbox('alice')).toMatchObject([{ channel: 'broadcast', sequence: 1 }]);
    expect(local.emulator.inbox('bob')).toHaveLength(1);
    expect(local.emulator.inbox('carol')).toEqual([]);
    expect(local.emulator.inbox('outsider')).toEqual([]);
  });

  test('is allowed once a second', async () => {
    await broadcast();
    expect((await broadcast()).ErrorCode).toBe(10023);
    local.emulator.advance(1001);
    expect((await broadcast()).MsgSeq).toBe(2);
  });

  test('drops the same content and Random within five minutes', async () => {
    const first = await broadcast({ Random: 60 });
    local.emulator.advance(200_000);
    expect(await broadcast({ Random: 60 })).toEqual(first);
    expect(local.emulator.inbox('bob')).toHaveLength(1);
    local.emulator.advance(100_001);
    expect((await broadcast({ Random: 60 })).MsgSeq).toBe(2);
  });

  test('is refused where the console has it off', async () => {
    await local.restart({ switches: { groupBroadcast: false } });
    expect((await broadcast()).ErrorCode).toBe(10007);
  });
});
