import { describe, expect, test } from 'vitest';
import { emulatorForFile } from '../__fixtures__/running-emulator.ts';
import { call, textBody } from './__fixtures__/tencent-im-client.ts';

const emulator = await emulatorForFile(
  {
    tencentIm: { users: ['alice', 'bob'], readings: { unknownFields: 'refuse', retiredNames: false } },
  },
  'frozen',
);

const message = { MsgRandom: 1, MsgBody: textBody() };

test('a fault may answer any code of the vendor, and the call then has no effect', async () => {
  emulator.fail({ vendor: 'tencentIm', endpoint: 'sendmsg', fault: { kind: 'code', code: 90992 } });
  const body = { To_Account: 'bob', ...message };
  const batch = { To_Account: ['bob'], ...message };
  expect((await call(emulator, 'openim/batchsendmsg', batch)).ErrorCode).toBe(0);
  expect(await call(emulator, 'openim/sendmsg', body)).toEqual({
    ActionStatus: 'FAIL',
    ErrorCode: 90992,
    ErrorInfo: 'error 90992',
  });
  expect((await call(emulator, 'openim/sendmsg', body)).ErrorCode).toBe(0);
  expect(emulator.inbox('bob')).toHaveLength(2);
});

// Wherever a command names a user, a fault for that user finds it.
test.each<[string, unknown]>([
  ['openim/sendmsg', { To_Account: 'bob', ...message }],
  ['openim/batchsendmsg', { To_Account: ['alice', 'bob'], ...message }],
  ['openim/admin_getroammsg', { Operator_Account: 'alice', Peer_Account: 'bob' }],
  ['openim/query_online_status', { To_Account: ['bob'] }],
  ['im_open_login_svc/account_import', { UserID: 'bob' }],
  ['im_open_login_svc/multiaccount_import', { AccountList: [{ UserID: 'bob' }] }],
  ['im_open_login_svc/multiaccount_import', { Accounts: ['bob'] }],
  ['im_open_login_svc/account_delete', { DeleteItem: [{ UserID: 'bob' }] }],
  ['im_open_login_svc/account_check', { CheckItem: [{ UserID: 'bob' }] }],
  ['all_member_push/im_add_tag', { UserTags: [{ To_Account: 'bob', Tags: ['a'] }] }],
  ['all_member_push/im_set_attr', { UserAttrs: [{ To_Account: 'bob', Attrs: {} }] }],
  ['all_member_push/im_get_tag', { To_Account: ['bob'] }],
  ['group_open_http_svc/send_group_msg', { GroupId: 'bob' }],
])('a fault for one user finds %s', async (command, body) => {
  emulator.fail({ recipient: 'somebody else', fault: { kind: 'html' } });
  const waiting = emulator.fail({ recipient: 'bob', fault: { kind: 'html', status: 200 } });
  await expect(call(emulator, command, body)).rejects.toThrow(/JSON/);
  expect(emulator.faults.map((fault) => fault.id)).not.toContain(waiting.id);
  expect(emulator.faults).toHaveLength(1);
});

// Where the reply has no list of failures, the fault's code is the whole answer.
test.each<[string, Record<string, unknown>]>([
  ['openim/sendmsg', { To_Account: 'bob', ...message }],
  ['openim/importmsg', { From_Account: 'alice', To_Account: 'bob', SyncFromOldSystem: 2, ...message }],
  ['openim/admin_getroammsg', { Operator_Account: 'alice', Peer_Account: 'bob' }],
  ['openim/admin_msgwithdraw', { From_Account: 'alice', To_Account: 'bob', MsgKey: '1_1_1' }],
  ['openim/modify_c2c_msg', { From_Account: 'alice', To_Account: 'bob', MsgKey: '1_1_1' }],
  ['openim/admin_set_msg_read', { Report_Account: 'alice', Peer_Account: 'bob' }],
  ['im_open_login_svc/account_import', { UserID: 'bob' }],
  ['all_member_push/im_add_tag', { UserTags: [{ To_Account: 'bob', Tags: ['a'] }] }],
  ['all_member_push/im_remove_all_tags', { To_Account: ['alice', 'bob'] }],
  [
    'group_open_http_svc/send_group_msg',
    { GroupId: 'g', Random: 1, MsgBody: textBody(), To_Account: ['bob'] },
  ],
  ['group_open_http_svc/group_msg_recall', { GroupId: 'bob', MsgSeqList: [{ MsgSeq: 1 }] }],
])('a fault for one user is the answer of %s', async (command, body) => {
  emulator.fail({ recipient: 'bob', fault: { kind: 'code', code: 20004, text: 'by hand' } });
  expect(await call(emulator, command, body)).toEqual({
    ActionStatus: 'FAIL',
    ErrorCode: 20004,
    ErrorInfo: 'by hand',
  });
  expect(emulator.messages).toEqual([]);
});

test('a fault for the reader is the answer of get_c2c_unread_msg_num; one for a peer stands in its list', async () => {
  const body = { To_Account: 'bob', Peer_Account: ['alice'] };
  emulator.fail({ recipient: 'bob', fault: { kind: 'code', code: 20004 } });
  expect((await call(emulator, 'openim/get_c2c_unread_msg_num', body)).ErrorCode).toBe(20004);
  emulator.fail({ recipient: 'alice', fault: { kind: 'code', code: 20004 } });
  expect(await call(emulator, 'openim/get_c2c_unread_msg_num', body)).toMatchObject({
    ErrorCode: 0,
    ErrorList: [{ Peer_Account: 'alice', ErrorCode: 20004 }],
  });
});

test.each(['[]', '5', 'null', 'no JSON'])('a fault for one user lets be a body of %s', async (body) => {
  emulator.fail({ recipient: 'bob', fault: { kind: 'html' } });
  expect((await call(emulator, 'openim/sendmsg', body)).ErrorCode).toBe(90001);
});

describe('where unknown fields are refused and retired names are off,', () => {
  const direct = { From_Account: 'alice', To_Account: 'bob', ...message };
  const group = { GroupId: 'g', Random: 1, MsgBody: textBody() };
  const named = { From_Account: 'alice', To_Account: 'bob', MsgKey: '1_1_1' };
  test.each<[string, Record<string, unknown>, number]>([
    ['openim/sendmsg', direct, 90010],
    ['openim/batchsendmsg', { ...direct, To_Account: ['bob'] }, 90010],
    ['openim/importmsg', { ...direct, MsgTimeStamp: 1, SyncFromOldSystem: 2 }, 90010],
    [
      'openim/admin_getroammsg',
      { Operator_Account: 'alice', Peer_Account: 'bob', MaxCnt: 1, MinTime: 0, MaxTime: 1 },
      90001,
    ],
    ['openim/admin_msgwithdraw', named, 90001],
    ['openim/modify_c2c_msg', { ...named, CloudCustomData: 'd' }, 90001],
    ['openim/admin_set_msg_read', { Report_Account: 'alice', Peer_Account: 'bob' }, 90001],
    ['openim/get_c2c_unread_msg_num', { To_Account: 'bob' }, 90001],
    ['openim/query_online_status', { To_Account: ['bob'] }, 90001],
    ['im_open_login_svc/account_import', { UserID: 'bob' }, 70402],
    ['im_open_login_svc/multiaccount_import', { AccountList: [{ UserID: 'bob' }] }, 70402],
    ['im_open_login_svc/account_delete', { DeleteItem: [{ UserID: 'nobody' }] }, 70402],
    ['im_open_login_svc/account_check', { CheckItem: [{ UserID: 'bob' }] }, 70402],
    ['all_member_push/im_push', message, 90010],
    ['all_member_push/im_set_attr_name', { AttrNames: { 0: 'sex' } }, 90001],
    ['all_member_push/im_get_attr_name', {}, 90001],
    ['all_member_push/im_set_attr', { UserAttrs: [{ To_Account: 'bob', Attrs: {} }] }, 90001],
    ['all_member_push/im_remove_attr', { UserAttrs: [{ To_Account: 'bob', Attrs: [] }] }, 90001],
    ['all_member_push/im_get_attr', { To_Account: ['bob'] }, 90001],
    ['all_member_push/im_add_tag', { UserTags: [{ To_Account: 'bob', Tags: ['a'] }] }, 90001],
    ['all_member_push/im_remove_tag', { UserTags: [{ To_Account: 'bob', Tags: ['a'] }] }, 90001],
    ['all_member_push/im_get_tag', { To_Account: ['bob'] }, 90001],
    ['all_member_push/im_remove_all_tags', { To_Account: ['bob'] }, 90001],
    ['group_open_http_svc/send_group_msg', group, 10004],
    ['group_open_http_svc/group_msg_recall', { GroupId: 'g', MsgSeqList: [{ MsgSeq: 1 }] }, 10004],
    ['group_open_http_svc/send_broadcast_msg', { Random: 1, MsgBody: textBody() }, 10004],
  ])('an unknown field of %s is refused with code $2', async (command, body, code) => {
    emulator.tencentIm.groups.put({ groupId: 'g' });
    expect((await call(emulator, command, { ...body, Later: 1 })).ErrorCode).toBe(code);
    // One of them may be called once a second only.
    emulator.advance(1001);
    // A message that is not there is another matter.
    expect([0, 20001, 20022]).toContain((await call(emulator, command, body)).ErrorCode);
  });

  test('an unknown field of one account in a list is refused', async () => {
    const AccountList = [{ UserID: 'bob', Later: 1 }];
    expect((await call(emulator, 'im_open_login_svc/multiaccount_import', { AccountList })).ErrorCode).toBe(
      70402,
    );
  });

  test.each<[string, Record<string, unknown>, number]>([
    ['openim/querystate', { To_Account: ['bob'] }, 60009],
    ['openim/importmsg', { ...direct, MsgTimeStamp: 1, SyncFromOldSystem: 1 }, 90030],
    [
      'openim/admin_getroammsg',
      { From_Account: 'alice', To_Account: 'bob', MaxCnt: 1, MinTime: 0, MaxTime: 1 },
      90001,
    ],
    ['im_open_login_svc/account_import', { Identifier: 'bob' }, 70402],
  ])('the retired form of %s is refused with code $2', async (command, body, code) => {
    expect((await call(emulator, command, body)).ErrorCode).toBe(code);
  });
});
