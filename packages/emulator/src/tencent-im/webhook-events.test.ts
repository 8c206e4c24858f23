import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../vendor.ts';
import { ServiceHarness } from './__fixtures__/service-harness.ts';
import { textBody } from './__fixtures__/tencent-im-client.ts';

let harness: ServiceHarness;
beforeEach(() => {
  harness = new ServiceHarness();
});

const BEFORE = 'C2C.CallbackBeforeSendMsg';
const AFTER = 'C2C.CallbackAfterSendMsg';
const direct = { From_Account: 'alice', To_Account: 'bob', MsgSeq: 4, MsgRandom: 5, MsgBody: textBody() };
const send = (changes: JsonObject = {}) => harness.call('openim/sendmsg', { ...direct, ...changes });

describe('sendmsg', () => {
  test('asks before and tells after', async () => {
    const { MsgKey, MsgTime } = await send({ CloudCustomData: 'v1' });
    const common = {
      From_Account: 'alice',
      To_Account: 'bob',
      MsgSeq: 4,
      MsgRandom: 5,
      MsgTime,
      MsgKey,
      OnlineOnlyFlag: 0,
      MsgBody: textBody(),
      CloudCustomData: 'v1',
    };
    expect(harness.asked).toEqual([{ event: BEFORE, body: { CallbackCommand: BEFORE, ...common } }]);
    expect(harness.told).toEqual([
      {
        event: AFTER,
        body: {
          CallbackCommand: AFTER,
          ...common,
          SendMsgResult: 0,
          ErrorInfo: 'send msg succeed',
          UnreadMsgNum: 1,
        },
      },
    ]);
  });

  test.each<[string, JsonObject | undefined, number]>([
    ['1, which is its refusal,', { ErrorCode: 1 }, 20006],
    ['of a code of the app', { ErrorCode: 121500, ErrorInfo: 'not allowed' }, 121500],
    ['of the first code of an app', { ErrorCode: 120001 }, 120001],
    ['of the last code of an app', { ErrorCode: 130000 }, 130000],
    ['of one code more, which lets it pass,', { ErrorCode: 130001 }, 0],
    ['2, which means nothing here,', { ErrorCode: 2 }, 0],
    ['missing, which lets it pass,', undefined, 0],
    ['of no valid shape', { ErrorCode: '0' }, 0],
  ])('with the webhook’s answer %s ends with code $2', async (_name, answer, code) => {
    harness.webhooks.answer = answer;
    const reply = await send();
    expect(reply.ErrorCode).toBe(code);
    if (answer?.ErrorInfo !== undefined) expect(reply.ErrorInfo).toBe(answer.ErrorInfo);
    expect(harness.messages.inbox('bob')).toHaveLength(code === 0 ? 1 : 0);
    expect(harness.told).toHaveLength(code === 0 ? 1 : 0);
  });

  test('is withheld by a failing webhook where the console says so', async () => {
    harness = new ServiceHarness({ switches: { webhookFailure: 'withhold' } });
    harness.webhooks.answer = undefined;
    expect((await send()).ErrorCode).toBe(80003);
  });

  test('delivers, pushes and tells what the webhook replaced', async () => {
    harness.webhooks.answer = { ErrorCode: 0, MsgBody: textBody('milder'), CloudCustomData: 'v2' };
    harness.users.put({ userId: 'bob', presence: 'offline' });
    await send();
    expect(harness.messages.inbox('bob')).toMatchObject([
      { content: { MsgBody: textBody('milder'), CloudCustomData: 'v2' }, push: { body: 'milder' } },
    ]);
    expect(harness.told.find(({ event }) => event === AFTER)?.body).toMatchObject({
      MsgBody: textBody('milder'),
      CloudCustomData: 'v2',
    });
  });

  const file = (Url: string) => ({
    MsgType: 'TIMFileElem',
    MsgContent: { Url, UUID: 'u', FileName: 'f', FileSize: 1, Download_Flag: 2 },
  });
  const old = file('https://example.com/old');
  test.each([
    ['replaced by text', textBody('gone'), textBody('gone')],
    ['kept beside a text', [old, ...textBody('mind this')], [old, ...textBody('mind this')]],
    ['edited', [file('https://example.com/new')], [old]],
  ])(
    'may have its media replaced or kept by the webhook, but not edited: %s',
    async (_name, MsgBody, delivered) => {
      harness.webhooks.answer = { ErrorCode: 0, MsgBody };
      await send({ MsgBody: [old] });
      expect(harness.messages.inbox('bob')).toMatchObject([{ content: { MsgBody: delivered } }]);
    },
  );

  test('passes over a replacement that is no message', async () => {
    harness.webhooks.answer = { ErrorCode: 0, MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: {} }] };
    await send();
    expect(harness.messages.inbox('bob')).toMatchObject([{ content: { MsgBody: textBody() } }]);
  });

  test.each<[string, string[], number, number]>([
    ['before sending', ['ForbidBeforeSendMsgCallback'], 0, 1],
    ['after sending', ['ForbidAfterSendMsgCallback'], 1, 0],
    ['both before and after sending', ['ForbidBeforeSendMsgCallback', 'ForbidAfterSendMsgCallback'], 0, 0],
  ])(
    'with ForbidCallbackControl skips the webhook: %s',
    async (_name, ForbidCallbackControl, asked, told) => {
      await send({ ForbidCallbackControl });
      expect([harness.asked.length, harness.told.length]).toEqual([asked, told]);
    },
  );

  test('asks nobody about a copy, even one that comes while the webhook thinks', async () => {
    let second: Promise<JsonObject> | undefined;
    harness.webhooks.meanwhile = async () => {
      second ??= send();
    };
    const first = await send();
    expect(await second).toEqual(first);
    expect(harness.asked).toHaveLength(1);
    expect(harness.messages.inbox('bob')).toHaveLength(1);
  });

  test('refuses a copy that waits for a message that is refused', async () => {
    harness.webhooks.answer = { ErrorCode: 1 };
    let second: Promise<JsonObject> | undefined;
    harness.webhooks.meanwhile = async () => {
      second ??= send();
    };
    expect((await send()).ErrorCode).toBe(20006);
    expect((await second)?.ErrorCode).toBe(20006);
    expect(harness.messages.inbox('bob')).toEqual([]);
  });

  test('lets a message that was refused be sent again', async () => {
    harness.webhooks.answer = { ErrorCode: 1 };
    await send();
    harness.webhooks.answer = { ErrorCode: 0 };
    expect((await send()).ErrorCode).toBe(0);
  });
});

test('batchsendmsg and importmsg have no webhooks', async () => {
  await harness.call('openim/batchsendmsg', { ...direct, To_Account: ['bob'] });
  await harness.call('openim/importmsg', { ...direct, SyncFromOldSystem: 5, MsgTimeStamp: 1_700_000_000 });
  expect(harness.messages.inbox('bob')).toHaveLength(2);
  expect([...harness.asked, ...harness.told]).toEqual([]);
});

test('the webhook is told of recalls and of what was read', async () => {
  const { MsgKey } = await send();
  await send({ MsgSeq: 5 });
  harness.told.length = 0;
  await harness.call('openim/admin_msgwithdraw', { From_Account: 'alice', To_Account: 'bob', MsgKey });
  const read = { Report_Account: 'bob', Peer_Account: 'alice', MsgReadTime: '4000000000' };
  await harness.call('openim/admin_set_msg_read', read);
  expect(harness.told.map(({ body }) => body)).toEqual([
    {
      CallbackCommand: 'C2C.CallbackAfterMsgWithDraw',
      From_Account: 'alice',
      To_Account: 'bob',
      MsgKey,
      UnreadMsgNum: 1,
    },
    {
      CallbackCommand: 'C2C.CallbackAfterMsgReport',
      Report_Account: 'bob',
      Peer_Account: 'alice',
      LastReadTime: 4_000_000_000,
      UnreadMsgNum: 0,
    },
  ]);
});

test('the webhook is told of a direct message that was changed', async () => {
  const { MsgKey, MsgTime } = await send();
  harness.told.length = 0;
  const name = { From_Account: 'alice', To_Account: 'bob', MsgKey };
  await harness.call('openim/modify_c2c_msg', { ...name, CloudCustomData: 'v2' });
  expect(harness.told.map(({ body }) => body)).toEqual([
    {
      CallbackCommand: 'C2C.CallbackAfterModifyMsg',
      Operator_Account: 'administrator',
      ...name,
      MsgSeq: expect.any(Number),
      MsgRandom: expect.any(Number),
      MsgTime,
      MsgBody: direct.MsgBody,
      CloudCustomData: 'v2',
      EventTime: expect.stringMatching(/^\d{13}$/),
    },
  ]);
});

test('the webhook is told of those messages of a group that were recalled', async () => {
  const grouped = { GroupId: 'grp', Random: 1, MsgBody: direct.MsgBody };
  const { MsgSeq } = await harness.call('group_open_http_svc/send_group_msg', grouped);
  harness.told.length = 0;
  const recall = { GroupId: 'grp', MsgSeqList: [{ MsgSeq }, { MsgSeq: 99 }] };
  await harness.call('group_open_http_svc/group_msg_recall', recall);
  await harness.call('group_open_http_svc/group_msg_recall', recall);
  expect(harness.told.map(({ body }) => body)).toEqual([
    {
      CallbackCommand: 'Group.CallbackAfterRecallMsg',
      GroupId: 'grp',
      Type: expect.any(String),
      Operator_Account: 'administrator',
      MsgSeqList: [{ MsgSeq }],
      EventTime: expect.stringMatching(/^\d{13}$/),
    },
  ]);
});

describe('send_group_msg', () => {
  const group = (changes: JsonObject = {}) =>
    harness.call('group_open_http_svc/send_group_msg', {
      GroupId: 'grp',
      Random: 9,
      MsgBody: textBody(),
      From_Account: 'alice',
      ...changes,
    });

  test.each<[string, JsonObject | undefined, number, number]>([
    ['0', { ErrorCode: 0 }, 0, 1],
    ['1, which is its refusal,', { ErrorCode: 1 }, 10016, 0],
    ['2, which drops the message in silence,', { ErrorCode: 2 }, 0, 0],
    ['of a code of the app', { ErrorCode: 10150 }, 10150, 0],
    ['missing, which lets it pass,', undefined, 0, 1],
  ])('with the webhook’s answer %s ends with code $2', async (_name, answer, code, messages) => {
    harness.webhooks.answer = answer;
    expect((await group()).ErrorCode).toBe(code);
    expect(harness.messages.inbox('bob')).toHaveLength(messages);
    expect(harness.told).toHaveLength(messages);
    expect(harness.asked[0]).toMatchObject({
      event: 'Group.CallbackBeforeSendMsg',
      body: {
        GroupId: 'grp',
        Type: 'Public',
        From_Account: 'alice',
        Operator_Account: 'administrator',
        Random: 9,
      },
    });
  });

  test('tells after with MsgSeq, and what replaced the content', async () => {
    harness.webhooks.answer = { ErrorCode: 0, MsgBody: textBody('milder') };
    const { MsgSeq, MsgTime } = await group({ GroupAtInfo: [{ GroupAtAllFlag: 1 }] });
    expect(harness.told).toMatchObject([
      {
        event: 'Group.CallbackAfterSendMsg',
        body: { MsgSeq, MsgTime, MsgBody: textBody('milder'), GroupAtInfo: [{ GroupAtAllFlag: 1 }] },
      },
    ]);
  });

  test('gives a copy that comes while the webhook thinks the same reply', async () => {
    let second: Promise<JsonObject> | undefined;
    harness.webhooks.meanwhile = async () => {
      second ??= group();
    };
    const first = await group();
    expect(await second).toEqual(first);
    expect(harness.asked).toHaveLength(1);
    expect(harness.messages.inbox('bob')).toHaveLength(1);
  });

  test('lets a message that was refused be sent again', async () => {
    harness.webhooks.answer = { ErrorCode: 1 };
    expect((await group()).ErrorCode).toBe(10016);
    harness.webhooks.answer = { ErrorCode: 0 };
    expect((await group()).ErrorCode).toBe(0);
    expect(harness.messages.inbox('bob')).toHaveLength(1);
  });

  test('skips both webhooks where the message forbids them', async () => {
    await group({ ForbidCallbackControl: ['ForbidBeforeSendMsgCallback', 'ForbidAfterSendMsgCallback'] });
    expect([...harness.asked, ...harness.told]).toEqual([]);
    expect(harness.messages.inbox('bob')).toHaveLength(1);
  });
});

describe('a user’s device', () => {
  const device = (changes: JsonObject = {}) =>
    harness.service.clientSend({ from: 'alice', to: 'bob', message: { MsgBody: textBody() }, ...changes });

  test('sends, with both webhooks', async () => {
    const result = await device({ message: { MsgBody: textBody(), CloudCustomData: 'v1' } });
    expect(result).toEqual({ code: 0, messageId: expect.stringMatching(/^\d+_\d+_\d+$/) });
    expect(harness.messages.inbox('bob')).toMatchObject([
      { endpoint: 'client', from: 'alice', messageId: result.messageId, content: { CloudCustomData: 'v1' } },
    ]);
    expect(harness.messages.inbox('alice')).toMatchObject([{ direction: 'sent' }]);
    expect([harness.asked[0]?.event, harness.told[0]?.event]).toEqual([BEFORE, AFTER]);
  });

  test.each<[string, JsonObject, number]>([
    ['an unknown sender', { from: 'ghost' }, 20003],
    ['an unknown recipient', { to: 'ghost' }, 20003],
    ['no content', { message: {} }, 90007],
    ['a body that is too large', { message: { MsgBody: textBody('x'.repeat(12_000)) } }, 80002],
    ['an unknown group', { to: 'ghost', channel: 'group' }, 10010],
    ['an unknown room, though a user has its name', { to: 'bob', channel: 'room' }, 10010],
    ['a group that is no room', { to: 'grp', channel: 'room' }, 10010],
    ['a group it is not in', { from: 'carol', to: 'grp', channel: 'group' }, 10007],
    ['a group in which it is muted', { from: 'bob', to: 'grp', channel: 'group' }, 10017],
    ['a bad group message', { to: 'grp', channel: 'group', message: {} }, 10004],
  ])('is refused with %s', async (_name, changes, code) => {
    expect(await device(changes)).toEqual({ code });
    expect(harness.messages.all()).toEqual([]);
  });

  test('is stopped by a blocklist, which a server send is not', async () => {
    harness.users.get('bob')?.blocked.set('alice', 0);
    expect(await device()).toEqual({ code: 20007 });
    expect((await send()).ErrorCode).toBe(0);
  });

  test('sends to a room, which is a group of its own type', async () => {
    expect(await device({ to: 'live', channel: 'room' })).toEqual({ code: 0, messageId: '1' });
    expect(harness.messages.inbox('bob')).toHaveLength(1);
  });

  test('names members of a group', async () => {
    const GroupAtInfo = [{ GroupAtAllFlag: 0, GroupAt_Account: 'bob' }];
    await device({ to: 'grp', channel: 'group', message: { MsgBody: textBody('@bob'), GroupAtInfo } });
    expect(harness.messages.inbox('bob')[0]?.mentions).toEqual({ everyone: false, users: ['bob'] });
    expect(harness.told.at(-1)?.body).toMatchObject({ GroupAtInfo });
  });

  test('sends to a group, and is told the webhook’s refusal', async () => {
    expect(await device({ to: 'grp', channel: 'group' })).toEqual({ code: 0, messageId: '1' });
    expect(harness.messages.inbox('bob')).toHaveLength(1);
    harness.webhooks.answer = { ErrorCode: 2 };
    expect(await device({ to: 'grp', channel: 'group' })).toEqual({ code: 0 });
    harness.webhooks.answer = { ErrorCode: 1 };
    expect(await device({ to: 'grp', channel: 'group' })).toEqual({ code: 10016 });
    expect(await device()).toEqual({ code: 20006 });
    expect(harness.messages.inbox('bob')).toHaveLength(1);
    const stopped = { from: 'alice', state: 'vetoed', direction: 'sent', delivered: false, stored: false };
    expect(harness.messages.inbox('alice').slice(1)).toMatchObject([
      { ...stopped, channel: 'group', to: 'grp', veto: { code: 0, silent: true } },
      { ...stopped, channel: 'group', to: 'grp', veto: { code: 10016, silent: false } },
      { ...stopped, channel: 'direct', to: 'bob', veto: { code: 20006, silent: false } },
    ]);
  });
});
