import { describe, expect, test } from 'vitest';
import { emulatorForFile } from '../__fixtures__/running-emulator.ts';
import { createEmulator } from '../create-emulator.ts';
import { callZim } from './__fixtures__/zim-client.ts';

const emulator = await emulatorForFile({
  zim: {
    users: ['ana', 'bo', 'cy'],
    groups: [{ groupId: 'team', owner: 'ana', members: ['bo'] }],
    rates: { calls: 1000, messagesBySequence: 20 },
  },
});

const sendPeer = async (changes: Record<string, unknown> = {}) => {
  const { json } = await callZim(emulator, 'SendPeerMessage', {
    FromUserId: 'ana',
    ToUserId: ['bo'],
    MessageType: 1,
    Priority: 2,
    MessageBody: { Message: 'hello', ExtendedData: 'e' },
    ...changes,
  });
  expect(json.Code).toBe(0);
};
const code = async (action: string, body: unknown) => (await callZim(emulator, action, body)).json.Code;
const decode = (text: unknown) => JSON.parse(decodeURIComponent(String(text)));

describe('RevokePeerMessage', () => {
  const base = { FromUserId: 'ana', ToUserId: 'bo', MsgSeq: 1 };
  const revoke = (changes: Record<string, unknown> = {}) =>
    code('RevokePeerMessage', { ...base, ...changes });

  test('takes a message back, once', async () => {
    await sendPeer();
    expect(await revoke({ Payload: 'p' })).toBe(0);
    expect(emulator.inbox('bo')).toMatchObject([{ state: 'recalled' }]);
    expect(await revoke()).toBe(660000023);
  });

  test.each([
    [119_000, 0],
    [121_000, 660000024],
  ])('within two minutes: %d ms later', async (later, expected) => {
    await sendPeer();
    emulator.advance(later);
    expect(await revoke()).toBe(expected);
  });

  test.each<[string, Record<string, unknown>, number]>([
    ['a number that no message has', { MsgSeq: 2 }, 660000022],
    ['a conversation that does not exist', { ToUserId: 'cy' }, 660000022],
    ['the recipient', { FromUserId: 'bo', ToUserId: 'ana' }, 660000026],
    ['no number', { MsgSeq: undefined }, 660000002],
    ['a number as text', { MsgSeq: '1' }, 660000002],
    ['number 0', { MsgSeq: 0 }, 660000002],
    ['a list of recipients', { ToUserId: ['bo'] }, 660000002],
    ['201 bytes of payload', { Payload: 'x'.repeat(201) }, 660000002],
    ['200 bytes of payload', { Payload: 'x'.repeat(200) }, 0],
  ])('%s', async (_name, changes, expected) => {
    await sendPeer();
    expect(await revoke(changes)).toBe(expected);
  });
});

describe('RevokeGroupMessage', () => {
  const base = { FromUserId: 'ana', GroupId: 'team', MsgSeq: 1 };

  test.each<[string, Record<string, unknown>, number, number]>([
    ['in time', {}, 0, 0],
    ['too late', {}, 121_000, 660000024],
    ['by somebody else', { FromUserId: 'bo' }, 0, 660000026],
    ['of no message', { MsgSeq: 5 }, 0, 660000022],
    ['in no group', { GroupId: 'nowhere' }, 0, 660600001],
    ['without a group', { GroupId: undefined }, 0, 660000002],
  ])('%s', async (_name, changes, later, expected) => {
    await callZim(emulator, 'SendGroupMessage', {
      FromUserId: 'ana',
      GroupId: 'team',
      MessageType: 1,
      Priority: 2,
      MessageBody: { Message: 'hello' },
    });
    emulator.advance(later);
    expect(await code('RevokeGroupMessage', { ...base, ...changes })).toBe(expected);
    if (expected === 0) expect(await code('RevokeGroupMessage', base)).toBe(660000023);
  });
});

describe('EditC2cMsgBody', () => {
  const base = {
    FromUserId: 'ana',
    SenderId: 'ana',
    ConvId: 'bo',
    MsgType: 1,
    ConvMsgSeq: 1,
    EditType: 1,
    MessageBody: { Message: 'better' },
  };
  const edit = (changes: Record<string, unknown> = {}) =>
    callZim(emulator, 'EditC2cMsgBody', { ...base, ...changes });

  test('changes the text for both sides', async () => {
    await sendPeer();
    const { json } = await edit();
    expect(json).toMatchObject({ Code: 0, StateMsgSeq: expect.any(Number), EditMsgSeq: 1 });
    expect(Math.abs(Number(json.LatestEditTime) - Date.now() / 1000)).toBeLessThan(5);
    expect(emulator.inbox('bo')).toMatchObject([{ content: { Message: 'better', ExtendedData: 'e' } }]);
    expect((await edit({ FromUserId: 'bo', ConvId: 'ana' })).json.EditMsgSeq).toBe(2);
  });

  test('changes extended data, mentions and subtype by their bits', async () => {
    await sendPeer({ MessageType: 200, SubMsgType: 3 });
    const { json } = await edit({
      MsgType: 200,
      EditType: 2 | 4 | 8 | 16,
      MessageBody: { ExtendedData: '' },
      AtListInfo: { AtList: ['bo'] },
      IsAtAll: false,
      SubMsgType: 9,
    });
    expect(json.Code).toBe(0);
    expect(emulator.inbox('bo')[0]?.content).toMatchObject({
      Message: 'hello',
      ExtendedData: '',
      AtList: ['bo'],
      IsAtAll: false,
      SubMsgType: 9,
    });
  });

  test.each<[string, Record<string, unknown>, number, number]>([
    ['23 hours later', {}, 23 * 3_600_000, 0],
    ['25 hours later', {}, 25 * 3_600_000, 661000001],
    ['an image', { MsgType: 11 }, 0, 660000002],
    ['another type than was sent', { MsgType: 200, SubMsgType: 1 }, 0, 661000005],
    ['a number that no message has', { ConvMsgSeq: 9 }, 0, 661000005],
    ['the wrong sender', { SenderId: 'bo' }, 0, 661000005],
    ['a sender from elsewhere', { SenderId: 'cy' }, 0, 660000002],
    ['no bits', { EditType: 0 }, 0, 660000002],
    ['too many bits', { EditType: 32 }, 0, 660000002],
    ['no text', { MessageBody: {} }, 0, 660000002],
    ['an empty text', { MessageBody: { Message: '' } }, 0, 660000002],
    ['no extended data', { EditType: 2 }, 0, 660000002],
    ['no mentions', { EditType: 4 }, 0, 660000002],
    ['no mention of all', { EditType: 8 }, 0, 660000002],
    ['no subtype', { EditType: 16 }, 0, 660000002],
    ['too long a text', { MessageBody: { Message: 'x'.repeat(2049) } }, 0, 660400001],
  ])('%s', async (_name, changes, later, expected) => {
    await sendPeer();
    emulator.advance(later);
    expect((await edit(changes)).json.Code).toBe(expected);
  });

  test('refuses a message that was recalled', async () => {
    await sendPeer();
    await code('RevokePeerMessage', { FromUserId: 'ana', ToUserId: 'bo', MsgSeq: 1 });
    expect((await edit()).json.Code).toBe(661000005);
  });
});

describe('ImportPeerMsg', () => {
  const base = {
    FromUserId: 'ana',
    ToUserId: 'bo',
    MessageType: 1,
    Priority: 2,
    MessageBody: { Message: 'old' },
    ImportedUserId: 'bo',
  };

  test('writes one side of the history, with its own time', async () => {
    const SendMessageTime = emulator.now() - 86_400_000;
    const { json } = await callZim(emulator, 'ImportPeerMsg', { ...base, SendMessageTime });
    expect(json).toMatchObject({ Code: 0, MsgId: expect.stringMatching(/^\d{19}$/), MsgSeq: 1 });
    const view = async (FromUserId: string, ToUserId: string) =>
      (await callZim(emulator, 'QueryPeerMsg', { FromUserId, ToUserId })).json.List;
    expect(await view('bo', 'ana')).toMatchObject([
      { Sender: 'ana', MsgBody: 'old', MsgTime: SendMessageTime },
    ]);
    expect(await view('ana', 'bo')).toEqual([]);
    expect(emulator.inbox('bo')).toMatchObject([{ countsAsUnread: false, pushShown: false }]);
  });

  test.each<[string, () => Record<string, unknown>, number]>([
    ['no time', () => ({}), 0],
    ['time 0', () => ({ SendMessageTime: 0 }), 0],
    ['for the sender', () => ({ ImportedUserId: 'ana' }), 0],
    ['a time to come', () => ({ SendMessageTime: Date.now() + 60_000 }), 660000002],
    ['a time before retention', () => ({ SendMessageTime: Date.now() - 91 * 86_400_000 }), 660000002],
    ['a time as text', () => ({ SendMessageTime: '1' }), 660000002],
    ['for a stranger', () => ({ ImportedUserId: 'cy' }), 660000002],
    ['for nobody', () => ({ ImportedUserId: undefined }), 660000002],
    ['a command', () => ({ MessageType: 2 }), 660000002],
    ['no priority', () => ({ Priority: undefined }), 660000002],
    ['a list of recipients', () => ({ ToUserId: ['bo'] }), 660000002],
    ['to oneself', () => ({ ToUserId: 'ana', ImportedUserId: 'ana' }), 660000002],
    ['an unknown sender', () => ({ FromUserId: 'ghost' }), 660500002],
    ['an unknown recipient', () => ({ ToUserId: 'ghost', ImportedUserId: 'ana' }), 660700015],
    ['too large', () => ({ MessageBody: { Message: 'x'.repeat(2049) } }), 660400001],
  ])('%s', async (_name, changes, expected) => {
    expect(await code('ImportPeerMsg', { ...base, ...changes() })).toBe(expected);
  });
});

describe('QueryPeerMsg', () => {
  const query = (changes: Record<string, unknown> = {}) =>
    callZim(emulator, 'QueryPeerMsg', { FromUserId: 'bo', ToUserId: 'ana', ...changes });

  test('gives pages, newest first, with ids as bare numbers', async () => {
    for (let index = 0; index < 12; index += 1) {
      await sendPeer({ MessageBody: { Message: `m${index}` } });
    }
    const first = await query({ Limit: 5 });
    const second = await query({ Limit: 5, Next: first.json.Next });
    const third = await query({ Limit: 5, Next: second.json.Next });
    const bodies = [first, second, third].flatMap(({ json }) =>
      (json.List as { MsgBody: string }[]).map(({ MsgBody }) => MsgBody),
    );
    expect(bodies).toEqual(Array.from({ length: 12 }, (_, index) => `m${11 - index}`));
    expect([first, second].every(({ json }) => json.Next !== 0)).toBe(true);
    expect(third.json.Next).toBe(0);
    expect(first.text).toMatch(/"MsgId":9033112\d{12},/);
  });

  test.each([
    [undefined, 10],
    [0, 10],
    [-3, 10],
    [1, 1],
    [100, 12],
    [1000, 12],
  ])('Limit %s gives %d of 12', async (Limit, count) => {
    for (let index = 0; index < 12; index += 1) await sendPeer();
    expect((await query({ Limit })).json.List).toHaveLength(count);
  });

  test('leaves out what was recalled, unless asked for', async () => {
    await sendPeer();
    await sendPeer();
    await code('RevokePeerMessage', { FromUserId: 'ana', ToUserId: 'bo', MsgSeq: 1, Payload: 'why' });
    expect((await query()).json.List).toMatchObject([{ MsgSeq: 2, IsEmpty: 0 }]);
    const { json } = await query({ WithEmptyMsg: 1 });
    expect(json.List).toMatchObject([{ IsEmpty: 0 }, { MsgSeq: 1, IsEmpty: 2, MsgType: 31 }]);
    expect(decode((json.List as { MsgBody: string }[])[1]?.MsgBody)).toEqual({
      user_id: 'ana',
      revoke_time: expect.any(Number),
      msg_type: 1,
      payload: 'why',
      msg_status: 12,
    });
  });

  test('forgets what is older than the plan keeps', async () => {
    await sendPeer();
    emulator.advance(91 * 86_400_000);
    expect((await query()).json.List).toEqual([]);
    expect((await query({ WithEmptyMsg: 1 })).json.List).toMatchObject([{ IsEmpty: 1, MsgBody: '' }]);
  });

  test('never shows commands, and hides from a sender what the sender was not to see', async () => {
    await sendPeer({ MessageType: 2 });
    await sendPeer({ SenderUnaware: 1 });
    expect((await query()).json.List).toHaveLength(1);
    expect((await query({ FromUserId: 'ana', ToUserId: 'bo' })).json.List).toEqual([]);
  });

  test.each<[string, Record<string, unknown>, number]>([
    ['an unknown viewer', { FromUserId: 'ghost' }, 660500002],
    ['no partner', { ToUserId: undefined }, 660000002],
    ['Limit as text', { Limit: '5' }, 660000002],
    ['WithEmptyMsg as a boolean', { WithEmptyMsg: true }, 660000002],
  ])('%s', async (_name, changes, expected) => {
    expect((await query(changes)).json.Code).toBe(expected);
  });
});

describe('the bodies of history', () => {
  const picture = { Url: 'https://example.com/a b.png', Width: 10, Height: 20 };
  const media = { Uid: 'u', FileName: 'a.png', Size: 5 };

  test.each<[string, number, unknown, unknown]>([
    [
      'an image',
      11,
      { ...media, Origin: picture, Thumbnail: { ...picture, Width: 1, Height: 2 } },
      {
        md5: '',
        file_name: 'a.png',
        file_size: '5',
        download_url: picture.Url,
        origin_image_width: 10,
        origin_image_height: 20,
        large_image_download_url: picture.Url,
        large_image_width: 10,
        large_image_height: 20,
        thumbnail_download_url: picture.Url,
        thumbnail_width: 1,
        thumbnail_height: 2,
      },
    ],
    [
      'a file',
      12,
      { ...media, Url: 'https://example.com/f' },
      { md5: '', file_name: 'a.png', file_size: '5', download_url: 'https://example.com/f' },
    ],
    [
      'an audio',
      13,
      { ...media, Url: 'https://example.com/f', MediaDuration: 7 },
      {
        md5: '',
        file_name: 'a.png',
        file_size: '5',
        download_url: 'https://example.com/f',
        media_duration: '7',
      },
    ],
    [
      'a video',
      14,
      { ...media, Url: 'https://example.com/f', MediaDuration: 7, Thumbnail: picture },
      {
        md5: '',
        file_name: 'a.png',
        file_size: '5',
        download_url: 'https://example.com/f',
        media_duration: '7',
        video_first_frame_download_url: picture.Url,
        video_first_frame_width: 10,
        video_first_frame_height: 20,
      },
    ],
    [
      'items',
      10,
      {
        MultiMsg: [
          { MsgType: 1, Msg: 'hi' },
          { MsgType: 200, SubMsgType: 4, Msg: '{}' },
          { MsgType: 12, Msg: JSON.stringify({ ...media, Url: 'https://example.com/f' }) },
        ],
      },
      {
        multi_msg: [
          { msg_type: 1, callback_content: 'hi' },
          { msg_type: 200, sub_msg_type: 4, callback_content: '{}' },
          {
            msg_type: 12,
            callback_content: JSON.stringify({
              md5: '',
              file_name: 'a.png',
              file_size: '5',
              download_url: 'https://example.com/f',
            }),
          },
        ],
      },
    ],
  ])('%s comes back URL-encoded and in snake case', async (_name, MessageType, message, expected) => {
    await sendPeer({ MessageType, MessageBody: { Message: JSON.stringify(message), ExtendedData: 'e' } });
    const { json } = await callZim(emulator, 'QueryPeerMsg', { FromUserId: 'bo', ToUserId: 'ana' });
    const [item] = json.List as { MsgBody: string; MsgType: number; Payload: string }[];
    expect(item).toMatchObject({ MsgType: MessageType, Payload: 'e' });
    expect(item?.MsgBody).not.toContain('{');
    expect(decode(item?.MsgBody)).toEqual(expected);
  });

  test.each([
    [1, { MessageType: 1 }],
    [200, { MessageType: 200, SubMsgType: 7 }],
  ])('type %d comes back as sent', async (MsgType, changes) => {
    await sendPeer({ ...changes, MessageBody: { Message: '50% {a}' } });
    const { json } = await callZim(emulator, 'QueryPeerMsg', { FromUserId: 'bo', ToUserId: 'ana' });
    expect(json.List).toMatchObject([{ MsgType, MsgBody: '50% {a}', Payload: '' }]);
    if (MsgType === 200) expect(json.List).toMatchObject([{ SubMsgType: 7 }]);
  });
});

describe('QueryMessagesByMsgSeq', () => {
  const query = (changes: Record<string, unknown> = {}) =>
    callZim(emulator, 'QueryMessagesByMsgSeq', {
      FromUserId: 'bo',
      ConvId: 'ana',
      ConvType: 0,
      MsgSeqList: [2, 1, 9],
      ...changes,
    });

  test('gives the messages that exist, recalled ones as type 31', async () => {
    await sendPeer();
    await sendPeer();
    await code('RevokePeerMessage', { FromUserId: 'ana', ToUserId: 'bo', MsgSeq: 1 });
    expect((await query()).json.MessageList).toMatchObject([
      { MsgSeq: 2, MsgType: 1 },
      { MsgSeq: 1, MsgType: 31, IsEmpty: 2 },
    ]);
  });

  test('answers any registered user about a group', async () => {
    await callZim(emulator, 'SendGroupMessage', {
      FromUserId: 'ana',
      GroupId: 'team',
      MessageType: 1,
      Priority: 1,
      MessageBody: { Message: 'hello' },
    });
    const { json } = await query({ FromUserId: 'cy', ConvId: 'team', ConvType: 2, MsgSeqList: [1] });
    expect(json.MessageList).toMatchObject([{ Sender: 'ana', MsgBody: 'hello' }]);
  });

  test('takes 20 messages a second, not 20 calls', async () => {
    emulator.freeze();
    const MsgSeqList = Array.from({ length: 20 }, (_, index) => index + 1);
    expect((await query({ MsgSeqList })).json.Code).toBe(0);
    expect((await query({ MsgSeqList: [1] })).json.Code).toBe(660300005);
    emulator.advance(1000);
    expect((await query({ MsgSeqList: [1] })).json.Code).toBe(0);
  });

  test.each<[string, Record<string, unknown>, number]>([
    ['21 numbers', { MsgSeqList: Array.from({ length: 21 }, (_, index) => index + 1) }, 660000002],
    ['no numbers', { MsgSeqList: [] }, 660000002],
    ['numbers as text', { MsgSeqList: ['1'] }, 660000002],
    ['a room', { ConvType: 1 }, 660000002],
    ['an unknown viewer', { FromUserId: 'ghost' }, 660700015],
    ['an unknown partner', { ConvId: 'ghost' }, 660700008],
    ['an unknown group', { ConvId: 'nowhere', ConvType: 2 }, 660600001],
  ])('%s', async (_name, changes, expected) => {
    expect((await query(changes)).json.Code).toBe(expected);
  });
});

test('each side counts for itself when the option says so', async () => {
  const other = await createEmulator({
    zim: { users: ['ana', 'bo', 'cy'], readings: { peerSequence: 'per_side' } },
  });
  const body = { MessageType: 1, Priority: 2, MessageBody: { Message: 'x' } };
  await callZim(other, 'ImportPeerMsg', { ...body, FromUserId: 'ana', ToUserId: 'bo', ImportedUserId: 'bo' });
  const { json } = await callZim(other, 'SendPeerMessage', { ...body, FromUserId: 'bo', ToUserId: ['ana'] });
  expect(json.SuccList).toMatchObject([{ MsgSeq: 2 }]);
  const view = async (FromUserId: string, ToUserId: string) =>
    (await callZim(other, 'QueryPeerMsg', { FromUserId, ToUserId })).json.List;
  expect(await view('bo', 'ana')).toMatchObject([{ MsgSeq: 2 }, { MsgSeq: 1 }]);
  await other.close();
});
