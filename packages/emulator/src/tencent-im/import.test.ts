import { describe, expect, test } from 'vitest';
import {
  emulator,
  entries,
  history,
  openim,
  send,
  startEmulator,
  texts,
} from './__fixtures__/conversation.ts';
import { textBody } from './__fixtures__/tencent-im-client.ts';

await startEmulator();

describe('importmsg', () => {
  const at = () => Math.floor(emulator.now() / 1000) - 1000;
  const message = () => ({
    SyncFromOldSystem: 2,
    From_Account: 'alice',
    To_Account: 'bob',
    MsgRandom: 71,
    MsgTimeStamp: at(),
    MsgBody: textBody('from before'),
  });
  const importOne = (changes: Record<string, unknown> = {}) =>
    openim('importmsg', { ...message(), ...changes });

  test.each<[string, Record<string, unknown>, number]>([
    ['no To_Account', { To_Account: undefined }, 90003],
    ['an unknown recipient', { To_Account: 'ghost' }, 90012],
    ['no From_Account', { From_Account: undefined }, 90008],
    ['an unknown sender', { From_Account: 'ghost' }, 90008],
    ['no MsgRandom', { MsgRandom: undefined }, 90005],
    ['no MsgTimeStamp', { MsgTimeStamp: undefined }, 90006],
    ['MsgTimeStamp as a string', { MsgTimeStamp: '1740000000' }, 90006],
    ['no MsgBody', { MsgBody: undefined }, 90007],
    ['an empty MsgBody', { MsgBody: [] }, 90002],
    ['no SyncFromOldSystem', { SyncFromOldSystem: undefined }, 90030],
    ['SyncFromOldSystem as a string', { SyncFromOldSystem: '2' }, 90030],
    ['SyncFromOldSystem 3', { SyncFromOldSystem: 3 }, 90030],
    ['a body that is too large', { CloudCustomData: 'x'.repeat(12_000) }, 93000],
  ])('is refused with %s', async (_name, changes, code) => {
    expect((await importOne(changes)).ErrorCode).toBe(code);
    expect(emulator.messages).toHaveLength(0);
  });

  test.each([
    [2, false],
    [5, true],
    [1, true],
  ])('with SyncFromOldSystem %i counts as unread and pushes: %s', async (SyncFromOldSystem, isRealTime) => {
    expect(await importOne({ SyncFromOldSystem })).toEqual({
      ActionStatus: 'OK',
      ErrorCode: 0,
      ErrorInfo: '',
    });
    expect(emulator.inbox('bob')).toMatchObject([{ countsAsUnread: isRealTime, pushShown: isRealTime }]);
  });

  test('keeps the time of the message, which stands before later ones', async () => {
    await send('later');
    await importOne({ MsgSeq: 9 });
    expect(texts(await history())).toEqual(['from before', 'later']);
    expect(entries(await history())[0]).toMatchObject({ MsgTimeStamp: at(), MsgKey: `9_71_${at()}` });
  });

  test('takes a message of years ago, which can be read', async () => {
    await importOne({ MsgTimeStamp: 1_500_000_000 });
    expect((await history()).MsgCnt).toBe(1);
  });

  test('ignores a second import of the same message: in either direction, whatever the content, at any time', async () => {
    const MsgTimeStamp = at();
    await importOne({ MsgTimeStamp });
    emulator.advance(86_400_000);
    expect((await importOne({ MsgTimeStamp, MsgBody: textBody('other') })).ErrorCode).toBe(0);
    await importOne({ MsgTimeStamp, From_Account: 'bob', To_Account: 'alice' });
    expect(texts(await history())).toEqual(['from before']);
    await importOne({ MsgTimeStamp, MsgSeq: 2 });
    await importOne({ MsgTimeStamp, MsgRandom: 72 });
    await importOne({ MsgTimeStamp: MsgTimeStamp + 1 });
    await importOne({ MsgTimeStamp, To_Account: 'carol' });
    expect((await history()).MsgCnt).toBe(4);
  });
});
