import { expect, test } from 'vitest';
import { emulatorForFile } from '../__fixtures__/running-emulator.ts';
import { call } from './__fixtures__/tencent-im-client.ts';
import { limitsSchema } from './limits.ts';

/** Small ones, and each another, so that it shows which of them a command has. */
const rates = { callsPerSecond: 4, slowCallsPerSecond: 3, groupBroadcastsPerSecond: 2 };

const emulator = await emulatorForFile({ tencentIm: { limits: rates } }, 'frozen');

test('the rates are the documented ones', () => {
  expect(limitsSchema.parse({})).toMatchObject({
    callsPerSecond: 200,
    slowCallsPerSecond: 100,
    batchRecipientsPerMinute: 12_000,
    pushesPerDay: 100,
    groupMessagesPerSecond: 40,
    groupBroadcastsPerSecond: 1,
  });
});

test.each<[string, keyof typeof rates, number]>([
  ['openim/sendmsg', 'callsPerSecond', 60007],
  ['openim/batchsendmsg', 'callsPerSecond', 60007],
  ['openim/importmsg', 'callsPerSecond', 60007],
  ['openim/admin_getroammsg', 'callsPerSecond', 60007],
  ['openim/admin_msgwithdraw', 'callsPerSecond', 60007],
  ['openim/modify_c2c_msg', 'callsPerSecond', 60007],
  ['openim/admin_set_msg_read', 'callsPerSecond', 60007],
  ['openim/get_c2c_unread_msg_num', 'callsPerSecond', 60007],
  ['openim/query_online_status', 'callsPerSecond', 60007],
  ['im_open_login_svc/account_import', 'callsPerSecond', 60007],
  ['im_open_login_svc/multiaccount_import', 'slowCallsPerSecond', 60007],
  ['im_open_login_svc/account_delete', 'slowCallsPerSecond', 60007],
  ['im_open_login_svc/account_check', 'slowCallsPerSecond', 60007],
  ['all_member_push/im_set_attr_name', 'slowCallsPerSecond', 60007],
  ['all_member_push/im_get_attr_name', 'slowCallsPerSecond', 60007],
  ['all_member_push/im_set_attr', 'slowCallsPerSecond', 60007],
  ['all_member_push/im_remove_attr', 'slowCallsPerSecond', 60007],
  ['all_member_push/im_get_attr', 'slowCallsPerSecond', 60007],
  ['all_member_push/im_add_tag', 'slowCallsPerSecond', 60007],
  ['all_member_push/im_remove_tag', 'slowCallsPerSecond', 60007],
  ['all_member_push/im_get_tag', 'slowCallsPerSecond', 60007],
  ['all_member_push/im_remove_all_tags', 'slowCallsPerSecond', 60007],
  ['group_open_http_svc/send_group_msg', 'callsPerSecond', 60007],
  ['group_open_http_svc/group_msg_recall', 'callsPerSecond', 60007],
  ['group_open_http_svc/group_msg_get_simple', 'callsPerSecond', 60007],
  ['group_open_http_svc/create_group', 'callsPerSecond', 60007],
  ['group_open_http_svc/destroy_group', 'callsPerSecond', 60007],
  ['group_open_http_svc/change_group_owner', 'callsPerSecond', 60007],
  ['group_open_http_svc/add_group_member', 'callsPerSecond', 60007],
  ['group_open_http_svc/delete_group_member', 'callsPerSecond', 60007],
  ['group_open_http_svc/forbid_send_msg', 'callsPerSecond', 60007],
  ['group_open_http_svc/get_group_muted_account', 'callsPerSecond', 60007],
  ['group_open_http_svc/get_group_info', 'callsPerSecond', 60007],
  ['group_open_http_svc/get_group_member_info', 'callsPerSecond', 60007],
  ['group_open_http_svc/get_joined_group_list', 'callsPerSecond', 60007],
  ['group_open_http_svc/send_broadcast_msg', 'groupBroadcastsPerSecond', 10023],
])('%s has %s', async (command, rate, code) => {
  const codeOf = async () => (await call(emulator, command, {})).ErrorCode;
  for (let index = 0; index < rates[rate]; index += 1) expect(await codeOf()).not.toBe(code);
  expect(await codeOf()).toBe(code);
  emulator.advance(999);
  expect(await codeOf()).toBe(code);
  emulator.advance(1);
  expect(await codeOf()).not.toBe(code);
});
