import { expect, test } from 'vitest';
import { emulatorForFile } from '../__fixtures__/running-emulator.ts';
import { callZim, getZim } from './__fixtures__/zim-client.ts';
import { zimActions } from './actions.ts';
import type { ZimApp } from './app.ts';
import { zimOptionsSchema } from './options-schema.ts';

const emulator = await emulatorForFile({ zim: { users: ['ana', 'bo'] } }, 'frozen');

// Of the app, only its options are read before a call comes.
const actions = zimActions({ options: zimOptionsSchema.parse({}) } as ZimApp);

const oneMessage = { FromUserId: 'ana', ConvId: 'bo', ConvType: 0, MsgSeqList: [1] };

/** Calls in any second, from the limits of each action's page, and the code above that. */
const documented: readonly [string, number, number, unknown?][] = [
  ['SendPeerMessage', 20, 660300005],
  ['SendGroupMessage', 10, 660300005],
  ['SendRoomMessage', 10, 660300005],
  ['SendMessageToAllUsers', 1, 660500003],
  ['RevokePeerMessage', 20, 660300005],
  ['RevokeGroupMessage', 20, 660300005],
  ['RevokeRoomMessage', 20, 660300005],
  ['EditC2cMsgBody', 20, 660300005],
  ['EditGroupMsgBody', 20, 660300005],
  ['ImportPeerMsg', 20, 660300005],
  ['QueryPeerMsg', 20, 660300005],
  ['QueryMessagesByMsgSeq', 20, 660300005, oneMessage],
  ['UserRegister', 20, 660700001],
  ['QueryUserInfos', 20, 660300005],
  ['QueryUserOnlineState', 20, 660300005],
  ['AddUsersToBlacklist', 20, 660300005],
  ['RemoveUsersFromBlacklist', 20, 660300005],
  ['CheckUsersIsInBlacklist', 20, 660300005],
  ['CreateGroup', 20, 660600010],
  ['InviteUsersIntoGroup', 1, 660300006],
  ['KickoutGroupUser', 20, 660600005],
  ['TransferGroupOwner', 1, 660300006],
  ['DismissGroup', 1, 660300006],
  ['QueryGroupMemberList', 20, 660600004],
  ['QueryGroupInfo', 20, 660300005],
  ['MuteGroup', 20, 660300005],
  ['MuteGroupMembers', 20, 660300005],
  ['CreateRoom', 20, 660300005],
  ['DestroyRoom', 20, 660300005],
  ['QueryRoomUserList', 20, 660300006],
  ['KickoutRoomUser', 20, 660300005],
];

test.each(documented)('%s: %d calls fit in a second', async (action, calls, code, body = {}) => {
  const call = async () =>
    (actions.find(({ name }) => name === action)?.method === 'GET'
      ? await getZim(emulator, action, [])
      : await callZim(emulator, action, body)
    ).json.Code;
  for (let index = 0; index < calls; index += 1) expect(await call()).not.toBe(code);
  expect(await call()).toBe(code);
  emulator.advance(999);
  expect(await call()).toBe(code);
  emulator.advance(1);
  expect(await call()).not.toBe(code);
});

test('no action is left out', () => {
  expect(documented.map(([action]) => action).toSorted()).toEqual(actions.map(({ name }) => name).toSorted());
});
