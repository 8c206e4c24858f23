import { describe, expect, test } from 'vitest';
import { EmulatorPerTest } from '../__fixtures__/running-emulator.ts';
import { call, textBody } from './__fixtures__/tencent-im-client.ts';

const local = new EmulatorPerTest({
  users: ['alice', 'bob'],
  groups: [
    { groupId: 'grp-42', members: ['alice', 'bob'] },
    { groupId: 'live', type: 'AVChatRoom', members: ['alice', 'bob'] },
  ],
});

const group = (command: string, body: unknown) =>
  call(local.emulator, `group_open_http_svc/${command}`, body);
const modify = (changes: Record<string, unknown> = {}) =>
  call(local.emulator, 'openim/modify_group_msg', {
    GroupId: 'grp-42',
    MsgSeq: 1,
    MsgBody: textBody('better'),
    ...changes,
  });
const send = (GroupId = 'grp-42') =>
  group('send_group_msg', {
    GroupId,
    From_Account: 'alice',
    Random: 1,
    MsgBody: textBody('hello'),
    CloudCustomData: 'v1',
  });

describe('modify_group_msg', () => {
  test('changes what it is given, for every member, and leaves the rest', async () => {
    await send();
    expect(await modify()).toEqual({ ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: 'succeed' });
    expect(local.emulator.inbox('bob')).toMatchObject([
      { content: { MsgBody: textBody('better'), CloudCustomData: 'v1' }, editedAt: local.emulator.now() },
    ]);
    expect((await modify({ MsgBody: undefined, CloudCustomData: 'v2' })).ErrorCode).toBe(0);
    expect(local.emulator.inbox('bob')).toMatchObject([
      { content: { MsgBody: textBody('better'), CloudCustomData: 'v2' } },
    ]);
  });

  test.each<[string, Record<string, unknown>, number]>([
    ['no group', { GroupId: undefined }, 90001],
    ['no such group', { GroupId: 'grp-43' }, 10010],
    ['an id that is none', { GroupId: 'grüp' }, 10015],
    ['no MsgSeq', { MsgSeq: undefined }, 90001],
    ['MsgSeq 0', { MsgSeq: 0 }, 90001],
    ['a number that no message has', { MsgSeq: 2 }, 20001],
    ['nothing to change', { MsgBody: undefined }, 90010],
    ['MsgBody that is no list', { MsgBody: 'better' }, 90007],
    ['CloudCustomData that is no string', { CloudCustomData: 5 }, 90010],
    ['a live group', { GroupId: 'live' }, 20001],
    ['13,000 bytes', { MsgBody: textBody('x'.repeat(13_000)) }, 93000],
  ])('with %s is refused with %3$s', async (_what, changes, code) => {
    await send();
    await send('live');
    expect((await modify(changes)).ErrorCode).toBe(code);
  });

  test('of a message that was recalled is refused', async () => {
    await send();
    await group('group_msg_recall', { GroupId: 'grp-42', MsgSeqList: [{ MsgSeq: 1 }] });
    expect((await modify()).ErrorCode).toBe(20001);
  });

  test('is of the service openim alone', async () => {
    expect(
      (await group('modify_group_msg', { GroupId: 'grp-42', MsgSeq: 1, MsgBody: textBody('x') })).ErrorCode,
    ).toBe(60009);
  });
});
