import { describe, expect, test } from 'vitest';
import { emulatorForFile } from '../__fixtures__/running-emulator.ts';
import { createEmulator } from '../create-emulator.ts';
import type { Emulator } from '../emulator.ts';
import { call, type Reply, textBody } from './__fixtures__/tencent-im-client.ts';
import type { TencentImReadingSettings } from './readings-schema.ts';

const emulator = await emulatorForFile(
  {
    tencentIm: {
      users: [
        { userId: 'alice', presence: 'online' },
        { userId: 'bob', presence: 'online' },
        { userId: 'carol', presence: 'offline' },
        'dave',
      ],
    },
  },
  'frozen',
);

const body = { To_Account: 'bob', MsgRandom: 77120034, MsgBody: textBody() };
const custom = { MsgType: 'TIMCustomElem', MsgContent: { Data: 'd' } };

const send = (changes: Record<string, unknown> = {}, on = emulator): Promise<Reply> =>
  call(on, 'openim/sendmsg', { ...body, ...changes });

const batch = (changes: Record<string, unknown> = {}, on = emulator): Promise<Reply> =>
  call(on, 'openim/batchsendmsg', { ...body, To_Account: ['bob', 'carol'], ...changes });

async function withReadings(
  readings: Partial<TencentImReadingSettings>,
  run: (on: Emulator) => Promise<void>,
): Promise<void> {
  const other = await createEmulator({ tencentIm: { users: ['alice', 'bob', 'carol'], readings } });
  other.freeze();
  try {
    await run(other);
  } finally {
    await other.close();
  }
}

/** What both send commands refuse alike. */
const COMMON: readonly [string, Record<string, unknown>, number][] = [
  ['no MsgRandom', { MsgRandom: undefined }, 90005],
  ['MsgRandom as a string', { MsgRandom: '77' }, 90005],
  ['MsgRandom below 0', { MsgRandom: -1 }, 90005],
  ['MsgRandom beyond 32 bits', { MsgRandom: 4294967296 }, 90005],
  ['MsgRandom with a fraction', { MsgRandom: 1.5 }, 90005],
  ['no MsgBody', { MsgBody: undefined }, 90007],
  ['MsgBody as an object', { MsgBody: textBody()[0] }, 90007],
  ['an empty MsgBody', { MsgBody: [] }, 90002],
  ['an unknown element', { MsgBody: [{ MsgType: 'TIMFancyElem', MsgContent: {} }] }, 90002],
  ['two custom elements', { MsgBody: [custom, custom] }, 90002],
  ['an element that lacks its field', { MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: {} }] }, 90010],
  ['a relay element', { MsgBody: [{ MsgType: 'TIMRelayElem', MsgContent: { MsgList: [] } }] }, 90002],
  ['MsgSeq as a string', { MsgSeq: '1' }, 90004],
  ['MsgSeq beyond 32 bits', { MsgSeq: 4294967296 }, 90004],
  ['CloudCustomData as an object', { CloudCustomData: {} }, 90010],
  ['From_Account as a number', { From_Account: 5 }, 90008],
  ['an empty From_Account', { From_Account: '' }, 90008],
  ['SyncOtherMachine as a string', { SyncOtherMachine: '1' }, 90031],
  ['SyncOtherMachine 3', { SyncOtherMachine: 3 }, 90031],
  ['MsgLifeTime as a string', { MsgLifeTime: '60' }, 90044],
  ['MsgLifeTime with a fraction', { MsgLifeTime: 0.5 }, 90044],
  ['MsgLifeTime below 0', { MsgLifeTime: -1 }, 90026],
  ['MsgLifeTime above seven days', { MsgLifeTime: 604801 }, 90026],
  ['OnlineOnlyFlag as a boolean', { OnlineOnlyFlag: true }, 90010],
  ['OfflinePushInfo as a string', { OfflinePushInfo: 'x' }, 90043],
  ['PushFlag as a string', { OfflinePushInfo: { PushFlag: '0' } }, 90043],
  ['IsNeedReadReceipt 2', { IsNeedReadReceipt: 2 }, 90010],
  ['SendMsgControl as a string', { SendMsgControl: 'NoUnread' }, 90010],
  ['an unknown word in SendMsgControl', { SendMsgControl: ['NoUnreads'] }, 90010],
  ['null for an optional field', { CloudCustomData: null }, 90010],
];

describe('sendmsg refuses', () => {
  test.each<[string, Record<string, unknown>, number]>([
    ...COMMON,
    ['no To_Account', { To_Account: undefined }, 90003],
    ['an empty To_Account', { To_Account: '' }, 90003],
    ['To_Account as an array', { To_Account: ['bob'] }, 90003],
    ['To_Account as a number', { To_Account: 5 }, 90003],
    ['a recipient that was never imported', { To_Account: 'ghost' }, 90012],
    ['a recipient in another case', { To_Account: 'Bob' }, 90012],
    ['a sender that was never imported', { From_Account: 'ghost' }, 20003],
    ['MsgTimeStamp as a string', { MsgTimeStamp: '1557387418' }, 90006],
    ['ForbidCallbackControl as a string', { ForbidCallbackControl: 'x' }, 90010],
    ['an unknown word in it', { ForbidCallbackControl: ['ForbidAll'] }, 90010],
    ['SupportMessageExtension as a string', { SupportMessageExtension: '1' }, 90010],
    ['everything at once: To_Account comes first', { To_Account: 1, MsgRandom: 'x', MsgBody: 1 }, 90003],
    ['two at once: MsgRandom comes before MsgBody', { MsgRandom: 'x', MsgBody: 1 }, 90005],
    ['two at once: MsgBody comes before the others', { MsgBody: 1, MsgLifeTime: 'x' }, 90007],
    ['two at once: types come before existence', { To_Account: 'ghost', MsgBody: 1 }, 90007],
    ['a body that is too large', { CloudCustomData: 'x'.repeat(12_000) }, 93000],
  ])('%s', async (_name, changes, code) => {
    const reply = await send(changes);
    expect(reply).toEqual({ ActionStatus: 'FAIL', ErrorCode: code, ErrorInfo: expect.any(String) });
    expect(emulator.messages).toHaveLength(0);
  });
});

describe('sendmsg accepts', () => {
  test.each<[string, Record<string, unknown>]>([
    ['the smallest request', {}],
    ['the greatest numbers', { MsgRandom: 4294967295, MsgSeq: 4294967295, MsgLifeTime: 604800 }],
    ['MsgRandom 0', { MsgRandom: 0 }],
    ['an old time stamp', { MsgTimeStamp: 1557387418 }],
    [
      'every optional field',
      {
        From_Account: 'alice',
        SyncOtherMachine: 1,
        OnlineOnlyFlag: 0,
        ForbidCallbackControl: ['ForbidBeforeSendMsgCallback', 'ForbidAfterSendMsgCallback'],
        SendMsgControl: ['NoUnread', 'NoLastMsg', 'WithMuteNotifications', 'NoMsgCheck'],
        CloudCustomData: 'v1',
        SupportMessageExtension: 1,
        IsNeedReadReceipt: 1,
        OfflinePushInfo: { PushFlag: 0, Title: 'T', Desc: 'D', Ext: '{}' },
      },
    ],
    ['a field nobody knows', { Later: 1 }],
  ])('%s', async (_name, changes) => {
    const reply = await send(changes);
    expect(reply).toMatchObject({ ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '' });
    const { MsgTime, MsgKey, MsgId } = reply;
    expect(MsgTime).toBe(Math.floor(emulator.now() / 1000));
    const random = changes.MsgRandom ?? 77120034;
    expect(MsgKey).toMatch(new RegExp(`^\\d+_${random}_${MsgTime}$`));
    expect(String(MsgKey).length).toBeLessThanOrEqual(50);
    expect(MsgId).toEqual(expect.any(String));
    const [message] = emulator.inbox('bob');
    expect(message).toMatchObject({
      vendor: 'tencentIm',
      endpoint: 'v4/openim/sendmsg',
      from: changes.From_Account ?? 'administrator',
      to: 'bob',
      messageId: MsgKey,
      content: { MsgBody: textBody() },
    });
  });

  test('a MsgSeq, which then stands in MsgKey', async () => {
    const reply = await send({ MsgSeq: 40213 });
    expect(reply.MsgKey).toBe(`40213_77120034_${reply.MsgTime}`);
  });

  test('two sends without MsgSeq have different keys', async () => {
    const keys = [(await send()).MsgKey, (await send()).MsgKey];
    expect(new Set(keys).size).toBe(2);
    expect(emulator.inbox('bob')).toHaveLength(2);
  });

  test('a body of exactly the limit, counted in bytes of UTF-8', async () => {
    const base = Buffer.byteLength(JSON.stringify({ ...body, CloudCustomData: '' }));
    // 中 takes three bytes, x one.
    const rest = 12_000 - base - 3;
    const fits = { CloudCustomData: `中${'x'.repeat(rest)}` };
    expect((await send(fits)).ErrorCode).toBe(0);
    expect((await send({ CloudCustomData: `${fits.CloudCustomData}x` })).ErrorCode).toBe(93000);
    expect((await send({ CloudCustomData: `${fits.CloudCustomData.slice(0, -1)}é` })).ErrorCode).toBe(93000);
  });
});

describe('a message of sendmsg', () => {
  test.each([
    [1, 1],
    [2, 0],
    [undefined, 1],
  ])(
    'with SyncOtherMachine %s leaves so many copies with the sender: %i',
    async (SyncOtherMachine, copies) => {
      await send({ From_Account: 'alice', SyncOtherMachine });
      expect(emulator.inbox('alice', { direction: 'sent' })).toHaveLength(copies);
      expect(emulator.inbox('bob')).toHaveLength(1);
    },
  );

  test.each([
    ['OnlineOnlyFlag 1', { OnlineOnlyFlag: 1 }],
    ['MsgLifeTime 0', { MsgLifeTime: 0 }],
  ])('with %s reaches connected devices only, and no history', async (_name, changes) => {
    expect((await send({ ...changes, From_Account: 'alice' })).ErrorCode).toBe(0);
    expect((await send({ ...changes, From_Account: 'alice', To_Account: 'carol' })).ErrorCode).toBe(0);
    expect(emulator.inbox('bob')).toMatchObject([{ stored: false, countsAsUnread: false, push: undefined }]);
    expect(emulator.inbox('carol')).toEqual([]);
    emulator.setPresence('carol', 'online');
    expect(emulator.inbox('carol')).toEqual([]);
    expect(emulator.inbox('alice', { direction: 'sent' })).toEqual([]);
    emulator.setPresence('carol', 'offline');
  });

  test('with MsgLifeTime 0 is online only, also with OnlineOnlyFlag 0', async () => {
    await send({ OnlineOnlyFlag: 0, MsgLifeTime: 0, To_Account: 'carol' });
    expect(emulator.inbox('carol')).toEqual([]);
  });

  test.each([
    ['MsgLifeTime 60', { MsgLifeTime: 60 }, 60],
    ['seven days without MsgLifeTime', {}, 604_800],
  ])('waits for an offline recipient as long as it says: %s', async (_name, changes, seconds) => {
    await send({ ...changes, To_Account: 'carol' });
    emulator.advance((seconds - 2) * 1000);
    expect(emulator.inbox('carol')).toHaveLength(1);
    emulator.advance(3000);
    expect(emulator.inbox('carol')).toEqual([]);
  });

  test('stays with a recipient who came in time', async () => {
    await send({ MsgLifeTime: 60, To_Account: 'carol' });
    emulator.setPresence('carol', 'online');
    emulator.advance(61_000);
    expect(emulator.inbox('carol')).toHaveLength(1);
    emulator.setPresence('carol', 'offline');
  });

  test.each([
    ['the text without OfflinePushInfo', undefined, { title: '', body: 'hello' }],
    ['Title and Desc with PushFlag 0', { PushFlag: 0, Title: 'T', Desc: 'D' }, { title: 'T', body: 'D' }],
    ['nothing with PushFlag 1', { PushFlag: 1, Title: 'T', Desc: 'D' }, undefined],
  ])(
    'shows a push only to whoever was there once and is offline: %s',
    async (_name, OfflinePushInfo, push) => {
      for (const To_Account of ['bob', 'carol', 'dave']) await send({ To_Account, OfflinePushInfo });
      const shown = push !== undefined;
      const [bob] = emulator.inbox('bob');
      const [carol] = emulator.inbox('carol');
      const [dave] = emulator.inbox('dave');
      expect(carol?.push).toEqual(push === undefined ? undefined : expect.objectContaining(push));
      // Only a phone that was there once and is gone now shows a notification.
      expect([bob?.pushShown, carol?.pushShown, dave?.pushShown]).toEqual([false, shown, false]);
    },
  );

  test('with NoUnread and NoLastMsg does not count as unread', async () => {
    await send({ SendMsgControl: ['NoUnread', 'NoLastMsg'] });
    expect(emulator.inbox('bob')).toMatchObject([
      { countsAsUnread: false, extra: { SendMsgControl: ['NoUnread', 'NoLastMsg'] } },
    ]);
  });
});

describe('whether sendmsg takes a call for a copy:', () => {
  const identity = { MsgSeq: 7, From_Account: 'alice' };

  test('the same sender, MsgSeq, MsgRandom and content within 120 s is a copy', async () => {
    const first = await send(identity);
    emulator.advance(119_000);
    expect(await send(identity)).toEqual(first);
    expect(emulator.inbox('bob')).toHaveLength(1);
    emulator.advance(2_000);
    expect((await send(identity)).MsgKey).not.toBe(first.MsgKey);
    expect(emulator.inbox('bob')).toHaveLength(2);
  });

  test.each<[string, Record<string, unknown>]>([
    ['another MsgSeq', { MsgSeq: 8 }],
    ['another MsgRandom', { MsgRandom: 5 }],
    ['another sender', { From_Account: 'bob', To_Account: 'bob' }],
    ['another content', { MsgBody: textBody('other') }],
    ['no MsgSeq', { MsgSeq: undefined }],
  ])('%s is another message', async (_name, changes) => {
    await send(identity);
    await send({ ...identity, ...changes });
    expect(emulator.inbox('bob')).toHaveLength(2);
  });

  test('another recipient is a copy, as the rule is worded', async () => {
    const first = await send(identity);
    expect(await send({ ...identity, To_Account: 'carol' })).toEqual(first);
    expect(emulator.inbox('carol')).toEqual([]);
  });

  test('a call after a refused one is no copy', async () => {
    emulator.fail({ recipient: 'bob', fault: { kind: 'code', code: 20005 } });
    expect((await send(identity)).ErrorCode).toBe(20005);
    expect((await send(identity)).ErrorCode).toBe(0);
    expect(emulator.inbox('bob')).toHaveLength(1);
  });

  test('the same call after a reset is no copy', async () => {
    await send(identity);
    emulator.reset();
    await send(identity);
    expect(emulator.inbox('bob')).toHaveLength(1);
  });

  test('another recipient is no copy by the reading dedupByRecipient', () =>
    withReadings({ dedupByRecipient: true }, async (on) => {
      await send(identity, on);
      await send({ ...identity, To_Account: 'carol' }, on);
      expect(on.inbox('carol')).toHaveLength(1);
    }));

  test('the same MsgRandom within the same second is a copy by the reading sendmsgSameSecond', () =>
    withReadings({ sendmsgSameSecond: true }, async (on) => {
      await send({}, on);
      await send({ MsgBody: textBody('other') }, on);
      expect(on.inbox('bob')).toHaveLength(1);
      on.advance(1000);
      await send({}, on);
      expect(on.inbox('bob')).toHaveLength(2);
    }));

  test('a copy is answered with a new time or a code by the reading duplicateReply', async () => {
    await withReadings({ duplicateReply: 'new_time' }, async (on) => {
      const first = await send(identity, on);
      on.advance(5000);
      const second = await send(identity, on);
      expect(second.ErrorCode).toBe(0);
      expect(Number(second.MsgTime)).toBeGreaterThanOrEqual(Number(first.MsgTime) + 5);
      expect(on.inbox('bob')).toHaveLength(1);
    });
    await withReadings({ duplicateReply: 20001 }, async (on) => {
      await send(identity, on);
      expect((await send(identity, on)).ErrorCode).toBe(20001);
    });
  });
});

describe('batchsendmsg refuses', () => {
  test.each<[string, Record<string, unknown>, number]>([
    ...COMMON,
    ['no To_Account', { To_Account: undefined }, 90028],
    ['To_Account as a string', { To_Account: 'bob' }, 90028],
    ['an empty To_Account', { To_Account: [] }, 90029],
    ['a number in To_Account', { To_Account: ['bob', 5] }, 60015],
    ['501 recipients', { To_Account: Array.from({ length: 501 }, (_, index) => `u${index}`) }, 90011],
    ['a sender that was never imported', { From_Account: 'ghost' }, 90008],
    ['recipients of whom none was imported', { To_Account: ['ghost', 'phantom'] }, 90012],
    ['a body that is too large', { CloudCustomData: 'x'.repeat(12_000) }, 93000],
  ])('%s', async (_name, changes, code) => {
    const reply = await batch(changes);
    expect(reply).toEqual({ ActionStatus: 'FAIL', ErrorCode: code, ErrorInfo: expect.any(String) });
    expect(emulator.messages).toHaveLength(0);
  });
});

describe('batchsendmsg', () => {
  test('gives every recipient the same key, and answers without a list', async () => {
    const reply = await batch();
    expect(reply).toEqual({
      ActionStatus: 'OK',
      ErrorCode: 0,
      ErrorInfo: '',
      MsgKey: expect.stringMatching(/^\d+_77120034_\d+$/),
      MsgId: expect.any(String),
    });
    for (const user of ['bob', 'carol']) {
      expect(emulator.inbox(user)).toMatchObject([{ messageId: reply.MsgKey }]);
    }
  });

  test('takes 500 recipients', async () => {
    const names = Array.from({ length: 500 }, (_, index) => `user${index}`);
    for (const name of names) emulator.tencentIm.users.put(name);
    expect((await batch({ To_Account: names })).ActionStatus).toBe('OK');
    expect(emulator.messages).toHaveLength(500);
    for (const name of names) emulator.tencentIm.users.delete(name);
  });

  test('answers some failures with SomeError, code 0 and a list without texts', async () => {
    emulator.fail({ recipient: 'carol', fault: { kind: 'code', code: 20003 } });
    const reply = await batch({ To_Account: ['bob', 'ghost', 'carol'] });
    expect(reply).toMatchObject({
      ActionStatus: 'SomeError',
      ErrorCode: 0,
      ErrorList: [
        { To_Account: 'ghost', ErrorCode: 70107 },
        { To_Account: 'carol', ErrorCode: 20003 },
      ],
    });
    expect(emulator.inbox('bob')).toHaveLength(1);
    expect(emulator.inbox('carol')).toEqual([]);
  });

  test('answers nothing but failures with a code and no list', async () => {
    emulator.fail({ recipient: 'bob', fault: { kind: 'code', code: 20003 } });
    const reply = await batch({ To_Account: ['bob'] });
    expect(reply).toEqual({ ActionStatus: 'FAIL', ErrorCode: 20003, ErrorInfo: expect.any(String) });
  });

  test('serves a name that is listed twice once', async () => {
    await batch({ To_Account: ['bob', 'bob'] });
    expect(emulator.inbox('bob')).toHaveLength(1);
  });

  test.each<[string, Record<string, unknown>]>([
    ['OnlineOnlyFlag 1', { OnlineOnlyFlag: 1 }],
    ['MsgLifeTime 0', { MsgLifeTime: 0 }],
    ['MsgLifeTime 1', { MsgLifeTime: 1 }],
    ['MsgLifeTime 0, also beside OnlineOnlyFlag 0', { OnlineOnlyFlag: 0, MsgLifeTime: 0 }],
  ])('is online only with %s', async (_name, changes) => {
    await batch(changes);
    expect(emulator.inbox('bob')).toMatchObject([{ stored: false }]);
    expect(emulator.inbox('carol')).toEqual([]);
  });

  test('discards a copy within the same second only, whatever its content', async () => {
    const first = await batch();
    expect(await batch({ MsgBody: textBody('other') })).toEqual(first);
    expect(emulator.inbox('bob')).toHaveLength(1);
    emulator.advance(1000);
    const second = await batch({ MsgSeq: 1 });
    expect(second.MsgKey).not.toBe(first.MsgKey);
    expect(emulator.inbox('bob')).toHaveLength(2);
  });

  test('is limited in its recipients a minute, counted one by one, in a sliding window', async () => {
    const other = await createEmulator({
      tencentIm: { users: ['bob', 'carol'], limits: { batchRecipientsPerMinute: 5 } },
    });
    other.freeze();
    try {
      const codes = async (count: number, first: number) => {
        const found: unknown[] = [];
        for (let index = 0; index < count; index++) {
          found.push((await batch({ MsgRandom: first + index }, other)).ErrorCode);
        }
        return found;
      };
      expect(await codes(3, 0)).toEqual([0, 0, 90057]);
      expect((await batch({ MsgRandom: 10, To_Account: ['bob'] }, other)).ErrorCode).toBe(0);
      other.advance(50_000);
      expect(await codes(1, 20)).toEqual([90057]);
      other.advance(11_000);
      expect(await codes(3, 30)).toEqual([0, 0, 90057]);
    } finally {
      await other.close();
    }
  });

  test('serves a name twice, and answers a large body with another code, by the readings of these names', () =>
    withReadings(
      { repeatedRecipients: 'each', batchTooLargeCode: 90055, batchOnlineOnly: ['OnlineOnlyFlag'] },
      async (on) => {
        await batch({ To_Account: ['bob', 'bob'], MsgLifeTime: 1 }, on);
        expect(on.inbox('bob')).toHaveLength(2);
        const large = { MsgRandom: 5, CloudCustomData: 'x'.repeat(12_000) };
        expect((await batch(large, on)).ErrorCode).toBe(90055);
      },
    ));
});

describe('sendmsg with other readings and limits', () => {
  test('clamps a long MsgLifeTime, refuses unknown fields, ignores unknown words, takes relay elements', () =>
    withReadings(
      { longLifeTime: 'clamp', unknownFields: 'refuse', unknownFlags: 'ignore', relayElements: true },
      async (on) => {
        expect((await send({ MsgLifeTime: 604_801 }, on)).ErrorCode).toBe(0);
        expect((await send({ Later: 1 }, on)).ErrorCode).toBe(90010);
        expect((await send({ SendMsgControl: ['NoUnreads'] }, on)).ErrorCode).toBe(0);
        const relay = [{ MsgType: 'TIMRelayElem', MsgContent: { JsonMsgKey: 'k' } }];
        expect((await send({ MsgBody: relay }, on)).ErrorCode).toBe(0);
      },
    ));

  test('takes so many messages a day on a trial edition', async () => {
    const other = await createEmulator({ tencentIm: { users: ['bob'], limits: { messagesPerDay: 2 } } });
    other.freeze();
    try {
      const codes: unknown[] = [];
      for (let index = 0; index < 3; index++) codes.push((await send({}, other)).ErrorCode);
      expect(codes).toEqual([0, 0, 60028]);
      other.advance(86_400_000);
      expect((await call(other, 'openim/sendmsg', body)).ErrorCode).toBe(0);
    } finally {
      await other.close();
    }
  });
});

test('the sample of sendmsg in the reference is answered with the documented members', async () => {
  emulator.tencentIm.users.put({ userId: 'user_b' });
  const single = await call(emulator, 'openim/sendmsg', {
    To_Account: 'user_b',
    MsgRandom: 77120034,
    MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: 'Hello' } }],
  });
  expect(Object.keys(single).sort()).toEqual(
    ['ActionStatus', 'ErrorCode', 'ErrorInfo', 'MsgId', 'MsgKey', 'MsgTime'].sort(),
  );
  emulator.tencentIm.users.delete('user_b');
});
