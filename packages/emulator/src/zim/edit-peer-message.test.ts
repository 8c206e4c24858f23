import { describe, expect, test } from 'vitest';
import { codeOf, emulator, sendPeer, startEmulator } from './__fixtures__/conversation.ts';
import { callZim } from './__fixtures__/zim-client.ts';

await startEmulator();

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
    expect(Math.abs(Number(json.LatestEditTime) - Date.now() / 1000)).toBeLessThan(60);
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
    ['an edit 23 hours later', {}, 23 * 3_600_000, 0],
    ['an edit 25 hours later', {}, 25 * 3_600_000, 661000001],
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
  ])('with %s is answered with code $3', async (_name, changes, later, expected) => {
    await sendPeer();
    emulator.advance(later);
    expect((await edit(changes)).json.Code).toBe(expected);
  });

  test('refuses a message that was recalled', async () => {
    await sendPeer();
    await codeOf('RevokePeerMessage', { FromUserId: 'ana', ToUserId: 'bo', MsgSeq: 1 });
    expect((await edit()).json.Code).toBe(661000005);
  });
});
