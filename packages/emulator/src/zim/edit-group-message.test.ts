import { describe, expect, test } from 'vitest';
import { codeOf, emulator, startEmulator } from './__fixtures__/conversation.ts';
import { callZim } from './__fixtures__/zim-client.ts';

await startEmulator();

const send = (FromUserId = 'ana') =>
  callZim(emulator, 'SendGroupMessage', {
    FromUserId,
    GroupId: 'team',
    MessageType: 1,
    Priority: 2,
    MessageBody: { Message: 'hello' },
  });
const base = {
  FromUserId: 'ana',
  SenderId: 'ana',
  ConvId: 'team',
  MsgType: 1,
  ConvMsgSeq: 1,
  EditType: 1,
  MessageBody: { Message: 'better' },
};

describe('EditGroupMsgBody', () => {
  test('changes the text for everybody', async () => {
    await send();
    const { json } = await callZim(emulator, 'EditGroupMsgBody', base);
    expect(json).toMatchObject({ Code: 0, EditMsgSeq: 1, LatestEditTime: expect.any(Number) });
    expect(emulator.inbox('bo')).toMatchObject([{ content: { Message: 'better' } }]);
  });

  test('names members, or everyone', async () => {
    await send();
    const edit = (changes: object) => callZim(emulator, 'EditGroupMsgBody', { ...base, ...changes });
    await edit({ EditType: 4, AtListInfo: { AtList: ['bo'] } });
    expect(emulator.inbox('bo')[0]?.mentions).toEqual({ everyone: false, users: ['bo'] });
    await edit({ EditType: 8, IsAtAll: true });
    expect(emulator.inbox('bo')[0]?.mentions).toEqual({ everyone: true, users: ['bo'] });
  });

  test.each<[string, Record<string, unknown>, number, number]>([
    ['without the sender', { SenderId: undefined }, 0, 0],
    ['by another member', { FromUserId: 'bo' }, 0, 0],
    ['by somebody else', { FromUserId: 'cy' }, 0, 660600024],
    ['of another sender', { SenderId: 'bo' }, 0, 661000005],
    ['in no group', { ConvId: 'nowhere' }, 0, 660600001],
    ['of no message', { ConvMsgSeq: 5 }, 0, 661000005],
    ['of another type', { MsgType: 200 }, 0, 661000005],
    ['of an image', { MsgType: 11 }, 0, 660000002],
    ['a day and an hour later', {}, 25 * 3_600_000, 661000001],
  ])('%s is answered with code %4$s', async (_title, changes, later, code) => {
    await send();
    emulator.advance(later);
    expect(await codeOf('EditGroupMsgBody', { ...base, ...changes })).toBe(code);
  });
});
