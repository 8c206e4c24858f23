import { describe, expect, test } from 'vitest';
import { emulatorForFile } from '../__fixtures__/running-emulator.ts';
import { createEmulator } from '../create-emulator.ts';
import { callZim } from './__fixtures__/zim-client.ts';

const emulator = await emulatorForFile({
  zim: {
    users: [
      'ana',
      'bo',
      'cy',
      '@RBT#bot',
      { userId: 'phone', presence: 'offline' },
      { userId: 'live', presence: 'online' },
      ...Array.from({ length: 101 }, (_, index) => `user${index}`),
    ],
  },
});

const base = {
  FromUserId: 'ana',
  ToUserId: ['bo'],
  MessageType: 1,
  Priority: 2,
  MessageBody: { Message: 'hello' },
};
const send = (changes: Record<string, unknown>) =>
  callZim(emulator, 'SendPeerMessage', { ...base, ...changes });
const users = (count: number) => Array.from({ length: count }, (_, index) => `user${index}`);

const image = (changes: Record<string, unknown> = {}) =>
  JSON.stringify({
    Uid: 'u1',
    Origin: { Url: 'https://example.com/a.png', Width: 10, Height: 20 },
    FileName: 'a.png',
    ...changes,
  });
const file = (changes: Record<string, unknown> = {}) =>
  JSON.stringify({ Uid: 'u1', Url: 'https://example.com/a.bin', FileName: 'a.bin', Size: 12, ...changes });
const items = (count: number, item: unknown = { MsgType: 1, Msg: 'x' }) =>
  JSON.stringify({ MultiMsg: Array.from({ length: count }, () => item) });

describe('a message that is accepted', () => {
  test('is answered with an id as text and a sequence, and lies in the inbox', async () => {
    const { json } = await send({
      MessageBody: {
        Message: 'hello',
        ExtendedData: 'e',
        OfflinePush: { Enable: 1, Title: 'T', Content: 'C' },
      },
      SendMsgOptions: { NoUnread: true },
    });
    expect(json).toMatchObject({ Code: 0, Message: 'success', ErrorList: [] });
    expect(json.SuccList).toEqual([{ UserId: 'bo', MsgId: expect.stringMatching(/^\d{19}$/), MsgSeq: 1 }]);
    expect(json).not.toHaveProperty('AuditInfos');
    expect(emulator.inbox('bo')).toMatchObject([
      {
        vendor: 'zim',
        from: 'ana',
        to: 'bo',
        content: { MessageType: 1, Message: 'hello', ExtendedData: 'e', Priority: 2 },
        stored: true,
        delivered: true,
        countsAsUnread: false,
        pushShown: false,
        push: { title: 'T', body: 'C' },
      },
    ]);
  });

  test('gives each recipient an id of their own, and each conversation its own count', async () => {
    const first = await send({ ToUserId: ['bo', 'cy'] });
    const second = await send({ ToUserId: ['bo'] });
    expect(first.json.SuccList).toMatchObject([
      { UserId: 'bo', MsgSeq: 1 },
      { UserId: 'cy', MsgSeq: 1 },
    ]);
    expect(second.json.SuccList).toMatchObject([{ UserId: 'bo', MsgSeq: 2 }]);
    const ids = [
      ...(first.json.SuccList as { MsgId: string }[]),
      ...(second.json.SuccList as { MsgId: string }[]),
    ];
    expect(new Set(ids.map(({ MsgId }) => MsgId)).size).toBe(3);
  });

  test.each([
    ['by default', undefined, 1],
    ['with 0', 0, 1],
    ['not with 1', 1, 0],
  ])("is seen by the sender's own clients: SenderUnaware %s", async (_name, SenderUnaware, copies) => {
    await send(SenderUnaware === undefined ? {} : { SenderUnaware });
    expect(emulator.inbox('ana', { direction: 'sent' })).toHaveLength(copies);
  });

  test('shows its push on a phone that is offline, and on no other', async () => {
    const OfflinePush = { Enable: 1, Title: 'T', Content: 'C' };
    await send({ ToUserId: ['bo', 'phone', 'live'], MessageBody: { Message: 'x', OfflinePush } });
    await send({
      ToUserId: ['phone'],
      MessageBody: { Message: 'x', OfflinePush: { ...OfflinePush, Enable: 0 } },
    });
    expect(emulator.inbox('bo').map((message) => message.pushShown)).toEqual([false]);
    expect(emulator.inbox('phone').map((message) => message.pushShown)).toEqual([true, false]);
    expect(emulator.inbox('live').map((message) => message.pushShown)).toEqual([false]);
  });

  test('of type 2 has no sequence, is never stored, and reaches connected devices only', async () => {
    const { json } = await send({ ToUserId: ['bo', 'live'], MessageType: 2 });
    expect(json.SuccList).toEqual([
      { UserId: 'bo', MsgId: expect.any(String) },
      { UserId: 'live', MsgId: expect.any(String) },
    ]);
    expect(emulator.inbox('bo')).toEqual([]);
    expect(emulator.inbox('live')).toMatchObject([{ stored: false, delivered: true }]);
  });

  test('of type 2 in base64 is delivered decoded', async () => {
    await send({
      ToUserId: ['live'],
      MessageType: 2,
      MessageBody: { Message: Buffer.from('do it').toString('base64'), IsBase64: 1 },
    });
    expect(emulator.inbox('live')[0]?.content).toMatchObject({ MessageType: 2, Message: 'do it' });
  });
});

/** Message, then what is expected. */
test.each<[string, Record<string, unknown>, number]>([
  ['priority 1', { Priority: 1 }, 0],
  ['priority 3', { Priority: 3 }, 0],
  ['100 recipients', { ToUserId: users(100) }, 0],
  ['a bot as sender', { FromUserId: '@RBT#bot' }, 0],
  ['2048 bytes of text', { MessageBody: { Message: 'é'.repeat(1024) } }, 0],
  ['1024 bytes of extended data', { MessageBody: { Message: 'x', ExtendedData: 'é'.repeat(512) } }, 0],
  ['empty extended data', { MessageBody: { Message: 'x', ExtendedData: '' } }, 0],
  ['control characters', { MessageBody: { Message: 'a\u0000\u001f\u007fb' } }, 0],
  ['a receipt', { MessageBody: { Message: 'x', HasReceipt: 1 } }, 0],
  ['a badge above 99', { MessageBody: { Message: 'x', OfflinePush: { BadgeIncrement: 120 } } }, 0],
  ['custom', { MessageType: 200, SubMsgType: 0, SearchedContent: 'x'.repeat(64) }, 0],
  ['custom of the largest subtype', { MessageType: 200, SubMsgType: 200 }, 0],
  ['an image', { MessageType: 11, MessageBody: { Message: image() } }, 0],
  [
    'an image in three sizes',
    {
      MessageType: 11,
      MessageBody: {
        Message: image({
          LargeImage: { Url: 'https://example.com/b.png', Width: 1, Height: 1 },
          Thumbnail: { Url: 'https://example.com/c.png', Width: 1, Height: 1 },
          Size: 5,
        }),
      },
    },
    0,
  ],
  ['a file', { MessageType: 12, MessageBody: { Message: file() } }, 0],
  ['an audio', { MessageType: 13, MessageBody: { Message: file({ MediaDuration: 3 }) } }, 0],
  [
    'a video',
    {
      MessageType: 14,
      MessageBody: {
        Message: file({ Thumbnail: { Url: 'https://example.com/t.png', Width: 1, Height: 1 } }),
      },
    },
    0,
  ],
  ['20 items', { MessageType: 10, MessageBody: { Message: items(20) } }, 0],
  [
    'a picture among items',
    { MessageType: 10, MessageBody: { Message: items(1, { MsgType: 11, Msg: image() }) } },
    0,
  ],
  [
    'two custom items',
    { MessageType: 10, MessageBody: { Message: items(2, { MsgType: 200, SubMsgType: 1, Msg: 'x' }) } },
    0,
  ],
  ['an unknown member', { Surprise: 1 }, 0],

  ['101 recipients', { ToUserId: users(101) }, 660000011],
  ['no recipient', { ToUserId: [] }, 660000002],
  ['a recipient in place of a list', { ToUserId: 'bo' }, 660000002],
  ['a number as recipient', { ToUserId: [7] }, 660000002],
  ['the sender among the recipients', { ToUserId: ['bo', 'ana'] }, 660000002],
  ['a recipient twice', { ToUserId: ['bo', 'bo'] }, 660000002],
  ['an id with an asterisk', { ToUserId: ['b*'] }, 660000002],
  ['an id with a comma', { ToUserId: ['b,o'] }, 660000002],
  ['an id that is not ASCII', { ToUserId: ['bö'] }, 660000002],
  ['an empty id', { ToUserId: [''] }, 660000002],
  ['an id of 33 bytes', { ToUserId: ['x'.repeat(33)] }, 660000012],
  ['a sender of 33 bytes', { FromUserId: 'x'.repeat(33) }, 660000012],
  ['a sender who is a number', { FromUserId: 7 }, 660000002],
  ['a sender nobody knows', { FromUserId: 'nobody' }, 660500002],
  ['no priority', { Priority: undefined }, 660000002],
  ['priority 0', { Priority: 0 }, 660000002],
  ['priority 4', { Priority: 4 }, 660000002],
  ['priority as text', { Priority: '2' }, 660000002],
  ['no body', { MessageBody: undefined }, 660000002],
  ['a body as text', { MessageBody: 'hello' }, 660000002],
  ['no message', { MessageBody: {} }, 660000002],
  ['an empty message', { MessageBody: { Message: '' } }, 660000002],
  ['a message that is a number', { MessageBody: { Message: 5 } }, 660000002],
  ['a lone surrogate', { MessageBody: { Message: 'a\ud800' } }, 660000002],
  ['a type nobody knows', { MessageType: 3 }, 660000002],
  ['a barrage', { MessageType: 20 }, 660000002],
  ['a combined message', { MessageType: 100 }, 660000002],
  ['a type as text', { MessageType: '1' }, 660000002],
  ['2049 bytes of text', { MessageBody: { Message: `${'é'.repeat(1024)}x` } }, 660400001],
  ['2049 bytes of emoji', { MessageBody: { Message: `${'😀'.repeat(512)}x` } }, 660400001],
  [
    '1025 bytes of extended data',
    { MessageBody: { Message: 'x', ExtendedData: 'x'.repeat(1025) } },
    660400001,
  ],
  ['extended data that is no text', { MessageBody: { Message: 'x', ExtendedData: {} } }, 660000002],
  ['a receipt as a boolean', { MessageBody: { Message: 'x', HasReceipt: true } }, 660000002],
  [
    'push switched on by a boolean',
    { MessageBody: { Message: 'x', OfflinePush: { Enable: true } } },
    660000002,
  ],
  ['a badge below 0', { MessageBody: { Message: 'x', OfflinePush: { BadgeIncrement: -1 } } }, 660000002],
  ['SenderUnaware as a boolean', { SenderUnaware: true }, 660000002],
  ['NoUnread as a number', { SendMsgOptions: { NoUnread: 1 } }, 660000002],
  ['custom without a subtype', { MessageType: 200 }, 660000002],
  ['a subtype of 201', { MessageType: 200, SubMsgType: 201 }, 660000002],
  ['a subtype below 0', { MessageType: 200, SubMsgType: -1 }, 660000002],
  [
    '65 bytes of searched content',
    { MessageType: 200, SubMsgType: 1, SearchedContent: 'x'.repeat(65) },
    660000002,
  ],
  [
    'a command that is no base64',
    { MessageType: 2, MessageBody: { Message: 'no base64!', IsBase64: 1 } },
    660000025,
  ],
  [
    '2049 bytes in base64',
    { MessageType: 2, MessageBody: { Message: Buffer.alloc(2049).toString('base64'), IsBase64: 1 } },
    660400001,
  ],
  ['a picture that is no JSON', { MessageType: 11, MessageBody: { Message: 'a.png' } }, 660000002],
  [
    'a picture without Uid',
    { MessageType: 11, MessageBody: { Message: image({ Uid: undefined }) } },
    660000002,
  ],
  [
    'a picture without height',
    {
      MessageType: 11,
      MessageBody: { Message: image({ Origin: { Url: 'https://example.com/a', Width: 1 } }) },
    },
    660000002,
  ],
  [
    'a URL of 501 bytes',
    { MessageType: 12, MessageBody: { Message: file({ Url: `https://example.com/${'x'.repeat(481)}` }) } },
    660000002,
  ],
  [
    'a file name of 151 bytes',
    { MessageType: 12, MessageBody: { Message: file({ FileName: 'x'.repeat(151) }) } },
    660000002,
  ],
  ['a file without a name', { MessageType: 12, MessageBody: { Message: file({ FileName: '' }) } }, 660000002],
  ['a size as text', { MessageType: 12, MessageBody: { Message: file({ Size: '12' }) } }, 660000002],
  [
    'a first frame of no width',
    {
      MessageType: 14,
      MessageBody: { Message: file({ Thumbnail: { Url: 'https://example.com/t', Width: 0, Height: 1 } }) },
    },
    660000002,
  ],
  ['21 items', { MessageType: 10, MessageBody: { Message: items(21) } }, 660000002],
  ['no items', { MessageType: 10, MessageBody: { Message: items(0) } }, 660000002],
  [
    'a command among items',
    { MessageType: 10, MessageBody: { Message: items(1, { MsgType: 2, Msg: 'x' }) } },
    660000002,
  ],
  [
    'a custom item without a subtype',
    { MessageType: 10, MessageBody: { Message: items(1, { MsgType: 200, Msg: 'x' }) } },
    660000002,
  ],
  [
    'a bad picture among items',
    { MessageType: 10, MessageBody: { Message: items(1, { MsgType: 11, Msg: '{}' }) } },
    660000002,
  ],
  [
    '5121 bytes of items',
    {
      MessageType: 10,
      MessageBody: { Message: JSON.stringify({ MultiMsg: [{ MsgType: 1, Msg: 'x'.repeat(5085) }] }) },
    },
    660400001,
  ],
])('SendPeerMessage with %s is answered with code $2', async (_name, changes, code) => {
  const { json, status } = await send(changes);
  expect(status).toBe(200);
  expect(json.Code).toBe(code);
  if (code !== 0) {
    expect(json).not.toHaveProperty('SuccList');
    expect(emulator.messages).toEqual([]);
  }
});

describe('a list of recipients of whom some fail', () => {
  test('names them with a SubCode, and serves the others', async () => {
    await callZim(emulator, 'SendPeerMessage', base);
    emulator.zim.users.get('cy')?.blocked.set('ana', 0);
    const { json } = await send({ ToUserId: ['bo', 'ghost', 'cy'] });
    expect(json).toMatchObject({
      Code: 0,
      ErrorList: [
        { UserId: 'ghost', SubCode: 660700015 },
        { UserId: 'cy', SubCode: 660800045 },
      ],
      SuccList: [{ UserId: 'bo', MsgSeq: 2 }],
    });
    expect(emulator.inbox('cy')).toEqual([]);
    // Blocking is one-way.
    const back = await send({ FromUserId: 'cy', ToUserId: ['ana'] });
    expect(back.json.Code).toBe(0);
    emulator.zim.users.get('cy')?.blocked.clear();
  });

  test.each([
    ['the same reason', ['ghost', 'spook'], 660700015],
    ['different reasons', ['ghost', 'blocker'], 660000001],
  ])('which all fail for %s has that code', async (_name, ToUserId, code) => {
    emulator.zim.users.put('blocker').blocked.set('ana', 0);
    const { json } = await send({ ToUserId });
    expect(json).toMatchObject({ Code: code, SuccList: [] });
    expect(json.ErrorList).toHaveLength(2);
    emulator.zim.users.delete('blocker');
  });
});

describe('the reading', () => {
  const withReadings = async (
    readings: NonNullable<NonNullable<Parameters<typeof createEmulator>[0]>['zim']>['readings'],
    body: Record<string, unknown>,
  ) => {
    const other = await createEmulator({ zim: { users: ['ana', 'bo'], readings } });
    const { json } = await callZim(other, 'SendPeerMessage', { ...base, ...body });
    const inbox = other.inbox('bo');
    await other.close();
    return { json, inbox };
  };

  test('unknownRecipientCode: an unknown recipient has the code that the option says', async () => {
    const { json } = await withReadings({ unknownRecipientCode: 660500002 }, { ToUserId: ['ghost'] });
    expect(json).toMatchObject({ Code: 660500002, ErrorList: [{ UserId: 'ghost', SubCode: 660500002 }] });
  });

  test('emptyList: a list without entries is null or absent in the reply, as the option says', async () => {
    expect((await withReadings({ emptyList: 'null' }, {})).json.ErrorList).toBeNull();
    expect((await withReadings({ emptyList: 'absent' }, {})).json).not.toHaveProperty('ErrorList');
  });

  test('missingSequence: the MsgSeq of a command is null where the option says so', async () => {
    const { json } = await withReadings({ missingSequence: 'null' }, { MessageType: 2 });
    expect(json.SuccList).toMatchObject([{ MsgSeq: null }]);
  });

  test('duplicateRecipients: who is named twice gets the message once or twice, as the option says', async () => {
    const ToUserId = ['bo', 'bo'];
    expect((await withReadings({ duplicateRecipients: 'once' }, { ToUserId })).inbox).toHaveLength(1);
    expect((await withReadings({ duplicateRecipients: 'twice' }, { ToUserId })).inbox).toHaveLength(2);
  });

  test('illFormedText: half a surrogate pair is replaced where the option says so', async () => {
    const { inbox } = await withReadings(
      { illFormedText: 'replace' },
      { MessageBody: { Message: 'a\ud800' } },
    );
    expect(inbox[0]?.content.Message).toBe('a\ufffd');
  });

  test('unknownFields: an unknown member of the request is refused where the option says so', async () => {
    const { json, inbox } = await withReadings({ unknownFields: 'refuse' }, { Surprise: 1 });
    expect(json).toMatchObject({ Code: 660000002, Message: 'Surprise is not a field of the request' });
    expect(inbox).toEqual([]);
    expect((await withReadings({ unknownFields: 'refuse' }, {})).json.Code).toBe(0);
  });

  test('multiItemCounts: too many custom items are refused where the option says so', async () => {
    const Message = items(2, { MsgType: 200, SubMsgType: 1, Msg: 'x' });
    const { json } = await withReadings(
      { multiItemCounts: 'checked' },
      { MessageType: 10, MessageBody: { Message } },
    );
    expect(json.Code).toBe(660000002);
  });
});

describe('the rates of SendPeerMessage', () => {
  const statuses = async (count: number, changes: Record<string, unknown> = {}) => {
    const codes: unknown[] = [];
    for (let index = 0; index < count; index += 1) codes.push((await send(changes)).json.Code);
    return codes;
  };

  test('20 calls fit in any second, the next one is refused', async () => {
    emulator.freeze();
    expect((await statuses(21)).filter((code) => code === 660300005)).toHaveLength(1);
    expect(emulator.inbox('bo')).toHaveLength(20);
    emulator.advance(1000);
    expect(await statuses(1)).toEqual([0]);
  });

  test('a send of high priority has a limit of its own', async () => {
    emulator.freeze();
    await statuses(20);
    expect((await statuses(20, { Priority: 3 })).every((code) => code === 0)).toBe(true);
    expect(await statuses(1, { Priority: 3 })).toEqual([660300005]);
  });

  test('reset gives the used-up limit back', async () => {
    emulator.freeze();
    await statuses(20);
    emulator.reset();
    expect(await statuses(1)).toEqual([0]);
  });
});

describe('SendPeerMessage with other limits and plans', () => {
  test.each<[string, Parameters<typeof createEmulator>[0], Record<string, unknown>, number]>([
    [
      'sizes raised',
      { zim: { sizes: { message: 32_768 } } },
      { MessageBody: { Message: 'x'.repeat(32_768) } },
      0,
    ],
    [
      'no receipts on the free plan',
      { zim: { plan: 'free' } },
      { MessageBody: { Message: 'x', HasReceipt: 1 } },
      660000028,
    ],
    ['no texts on the signaling plan', { zim: { plan: 'signaling' } }, {}, 660000028],
    ['commands on the signaling plan', { zim: { plan: 'signaling' } }, { MessageType: 2 }, 0],
  ])('%s: answered with code $3', async (_name, options, changes, code) => {
    const other = await createEmulator({ zim: { ...options?.zim, users: ['ana', 'bo'] } });
    expect((await callZim(other, 'SendPeerMessage', { ...base, ...changes })).json.Code).toBe(code);
    await other.close();
  });

  test('moderation refuses server sends only when it is switched on for them', async () => {
    const words = ['forbidden'];
    const MessageBody = { Message: 'a forbidden word' };
    const off = await createEmulator({ zim: { users: ['ana', 'bo'], moderation: { words } } });
    expect((await callZim(off, 'SendPeerMessage', { ...base, MessageBody })).json.Code).toBe(0);
    await off.close();
    const on = await createEmulator({
      zim: { users: ['ana', 'bo'], moderation: { words, serverSends: true } },
    });
    const Message = JSON.stringify({
      MultiMsg: [
        { MsgType: 1, Msg: 'fine' },
        { MsgType: 1, Msg: 'forbidden' },
      ],
    });
    expect((await callZim(on, 'SendPeerMessage', { ...base, MessageBody })).json).toMatchObject({
      Code: 660500005,
      ErrorList: [{ UserId: 'bo', SubCode: 660500005 }],
      AuditInfos: [{ Index: 0, Reason: expect.any(String) }],
    });
    const mixed = await callZim(on, 'SendPeerMessage', {
      ...base,
      MessageType: 10,
      MessageBody: { Message },
    });
    expect(mixed.json.AuditInfos).toMatchObject([{ Index: 1 }]);
    await on.close();
  });
});
