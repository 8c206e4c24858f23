import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createChat, systemClock } from '@polychat/core';
import {
  allow,
  createWebhookHandler,
  toNodeListener,
  type WebhookEvent,
  type WebhookEventType,
  type WebhookHandlers,
} from '@polychat/core/webhooks';
import { createEmulator, type Emulator } from '@polychat/emulator';
import { afterEach, expect, test } from 'vitest';
import { createClientToken } from '../client-token.ts';
import { tencentIm } from '../index.ts';
import { type TencentImVerdicts, tencentImWebhooks } from './index.ts';

const token = 'xxxxyyyy';
const closings: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closings.splice(0).reverse()) await close();
});

const source = (sdkAppId: number) => tencentImWebhooks({ sdkAppId, token });

/** An emulator whose webhooks go over a socket to a handler of every event that Tencent IM has. */
async function setUp() {
  const events: WebhookEvent[] = [];
  const keep = (event: WebhookEvent) => events.push(event);
  const keepAndAllow = (event: WebhookEvent) => {
    keep(event);
    return allow();
  };
  let listener: ReturnType<typeof toNodeListener> | undefined;
  const server = createServer((request, response) => void listener?.(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closings.push(() => new Promise((resolve) => server.close(resolve)));
  const { port } = server.address() as AddressInfo;
  const emulator = await createEmulator({
    tencentIm: {
      users: [{ userId: 'ana', presence: 'online' }, { userId: 'bo', presence: 'offline' }, 'cy', '@RBT#bot'],
      groups: [
        { groupId: 'team', owner: 'ana', members: ['bo'], muted: ['bo'], maxMembers: 3 },
        { groupId: 'live', type: 'AVChatRoom', owner: 'ana', members: ['bo'] },
      ],
    },
    webhooks: { tencentIm: { url: `http://127.0.0.1:${port}/`, token } },
  });
  closings.push(() => emulator.close());
  const tencentImSource = source(emulator.tencentIm.sdkAppId);
  const handlers = Object.entries(tencentImSource.events).map(([type, support]) => [
    type,
    support?.verdicts === undefined ? keep : keepAndAllow,
  ]);
  const handler = createWebhookHandler(
    tencentImSource,
    Object.fromEntries(handlers) as WebhookHandlers<TencentImVerdicts>,
    { atDeadline: 'refuse', clock: { ...systemClock, now: () => emulator.now() } },
  );
  listener = toNodeListener(handler);
  return { emulator, events };
}

/** Calls a command as a server does. */
async function call(emulator: Emulator, command: string, body: object): Promise<unknown> {
  const { sdkAppId, secretKey, baseUrl } = emulator.tencentIm;
  const userId = emulator.tencentIm.admins[0] ?? '';
  const issuedAt = emulator.now();
  const { token: userSig } = await createClientToken({ sdkAppId, secretKey, userId, issuedAt });
  const query = new URLSearchParams({
    ...{ sdkappid: String(sdkAppId), identifier: userId, usersig: userSig },
    ...{ random: '1', contenttype: 'json' },
  });
  const response = await fetch(`${baseUrl}/v4/${command}?${query}`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  return response.json();
}

type Act = Parameters<Emulator['clientAct']>[2];
const message = { MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: 'hello' } }] };
const send: Act = { act: 'send', to: 'bo', message };
const sendToTeam: Act = { act: 'send', to: 'team', channel: 'group', message };
const sendToLive: Act = { act: 'send', to: 'live', channel: 'room', message };
const team = { channel: 'group', id: 'team' } as const;
const live = { channel: 'room', id: 'live' } as const;

/** Does one thing after the other on users' devices. */
const acts =
  (...steps: readonly (readonly [userId: string, act: Act])[]) =>
  async (emulator: Emulator) => {
    for (const [userId, act] of steps) await emulator.clientAct('tencentIm', userId, act);
  };

/** The same, with a message that is sent first and told of by its id. */
const about =
  (first: Act, userId: string, act: (message: number) => Act) =>
  async (emulator: Emulator): Promise<void> => {
    await acts(['ana', first])(emulator);
    await acts([userId, act(emulator.messages[0]?.id ?? 0)])(emulator);
  };

const asking = (more: object): Act => ({ act: 'send', to: 'bo', message: { ...message, ...more } });
const askingTeam = (more: object): Act => ({
  ...{ act: 'send', to: 'team', channel: 'group' },
  message: { ...message, ...more },
});

type Cause = readonly [
  type: WebhookEventType,
  vendorEvent: string,
  cause: (emulator: Emulator) => Promise<unknown>,
  members: object,
];

const ofDirect = { origin: 'client', conversation: 'direct', from: 'ana', to: 'bo' };
const ofTeam = { origin: 'client', conversation: 'group', to: 'team' };

/** What causes each event, by its neutral name, with Tencent IM's own name of it. */
const causes: readonly Cause[] = [
  ['message.sending', 'C2C.CallbackBeforeSendMsg', acts(['ana', send]), ofDirect],
  ['message.sending', 'Group.CallbackBeforeSendMsg', acts(['ana', sendToTeam]), ofTeam],
  ['message.sent', 'C2C.CallbackAfterSendMsg', acts(['ana', send]), ofDirect],
  [
    'message.sent',
    'Group.CallbackAfterSendMsg',
    acts(['ana', sendToLive]),
    { origin: 'client', conversation: 'room', to: 'live', sequence: '1' },
  ],
  [
    'message.failed',
    'C2C.CallbackAfterSendMsg',
    acts(['bo', { act: 'block', user: 'ana' }], ['ana', send]),
    { ...ofDirect, code: 'recipient_blocked', vendorCode: 20007 },
  ],
  [
    'message.failed',
    'Group.CallbackSendMsgException',
    acts(['bo', sendToTeam]),
    { ...ofTeam, from: 'bo', vendorCode: 10017 },
  ],
  [
    'message.edited',
    'C2C.CallbackAfterModifyMsg',
    about(send, 'ana', (id) => ({ act: 'edit', message: id, content: { CloudCustomData: 'v2' } })),
    { ...ofDirect, by: 'ana', metadata: 'v2' },
  ],
  [
    'message.recalled',
    'C2C.CallbackAfterMsgWithDraw',
    about(send, 'ana', (id) => ({ act: 'recall', message: id })),
    ofDirect,
  ],
  [
    'message.recalled',
    'Group.CallbackAfterRecallMsg',
    about(sendToTeam, 'ana', (id) => ({ act: 'recall', message: id })),
    { ...ofTeam, by: 'ana', sequence: '1' },
  ],
  [
    'message.read',
    'C2C.CallbackAfterMsgReport',
    acts(['ana', send], ['bo', { act: 'read', with: 'ana' }]),
    { ...ofDirect, readers: ['bo'] },
  ],
  [
    'message.read',
    'C2C.CallbackAfterMsgReadReceipt',
    acts(['ana', asking({ IsNeedReadReceipt: 1 })], ['bo', { act: 'read', with: 'ana' }]),
    { ...ofDirect, readers: ['bo'], messageId: expect.any(String) },
  ],
  [
    'message.read',
    'Group.CallbackAfterReadReceipt',
    acts(
      ['ana', askingTeam({ NeedReadReceipt: 1 })],
      ['bo', { act: 'read', channel: 'group', with: 'team' }],
    ),
    { ...ofTeam, readers: ['bo'], readCount: 1, unreadCount: 0 },
  ],
  [
    'message.to_bot',
    'Bot.OnC2CMessage',
    acts(['ana', { act: 'send', to: '@RBT#bot', message }]),
    { botIds: ['@RBT#bot'] },
  ],
  [
    'message.to_bot',
    'Bot.OnGroupMessage',
    acts(['ana', askingTeam({ GroupAtInfo: [{ GroupAtAllFlag: 0, GroupAt_Account: '@RBT#bot' }] })]),
    { ...ofTeam, botIds: ['@RBT#bot'] },
  ],
  [
    'message.extension_changed',
    'C2C.CallbackAfterC2CMsgExtension',
    about(asking({ SupportMessageExtension: 1 }), 'bo', (id) => ({
      act: 'extend',
      message: id,
      extensions: { like: '1' },
    })),
    { ...ofDirect, change: 'set', extensions: [{ key: 'like', value: '1' }] },
  ],
  [
    'message.extension_changed',
    'Group.CallbackAfterGroupMsgExtension',
    about(askingTeam({ SupportMessageExtension: 1 }), 'bo', (id) => ({
      act: 'extend',
      message: id,
      extensions: {},
    })),
    { ...ofTeam, change: 'cleared' },
  ],
  [
    'user.online',
    'State.StateChange',
    acts(['bo', { act: 'online', platform: 'Android' }]),
    { userId: 'bo', platform: 'Android' },
  ],
  [
    'user.offline',
    'State.StateChange',
    acts(['ana', { act: 'offline' }]),
    { userId: 'ana', reason: 'logout' },
  ],
  [
    'user.status_changed',
    'State.StateChange',
    acts(['ana', { act: 'set_status', status: 'at lunch' }]),
    { userId: 'ana', status: 'at lunch' },
  ],
  [
    'user.profile_changed',
    'Profile.CallbackPortraitSet',
    acts(['ana', { act: 'set_profile', name: 'Ana' }]),
    { userId: 'ana', name: 'Ana' },
  ],
  [
    'friend.adding',
    'Sns.CallbackPrevFriendAdd',
    acts(['ana', { act: 'befriend', user: 'bo' }]),
    { userId: 'ana', friendIds: ['bo'] },
  ],
  [
    'block.added',
    'Sns.CallbackBlackListAdd',
    acts(['ana', { act: 'block', user: 'bo' }]),
    { userId: 'ana', blockedId: 'bo' },
  ],
  [
    'block.removed',
    'Sns.CallbackBlackListDelete',
    acts(['ana', { act: 'block', user: 'bo' }], ['ana', { act: 'unblock', user: 'bo' }]),
    { userId: 'ana', blockedId: 'bo' },
  ],
  [
    'group.creating',
    'Group.CallbackBeforeCreateGroup',
    acts(['cy', { act: 'create', channel: 'group', name: 'Crew' }]),
    { by: 'cy', ownerId: 'cy', name: 'Crew', groupType: 'Public' },
  ],
  [
    'group.joining',
    'Group.CallbackBeforeApplyJoinGroup',
    acts(['cy', { act: 'join', ...team }]),
    { groupId: 'team', userId: 'cy' },
  ],
  [
    'group.inviting',
    'Group.CallbackBeforeInviteJoinGroup',
    acts(['bo', { act: 'invite', ...team, users: ['cy'] }]),
    { groupId: 'team', by: 'bo', userIds: ['cy'] },
  ],
  [
    'group.created',
    'Group.CallbackAfterCreateGroup',
    acts(['cy', { act: 'create', channel: 'group', id: 'crew', name: 'Crew' }]),
    { groupId: 'crew', by: 'cy', ownerId: 'cy', name: 'Crew', userIds: ['cy'] },
  ],
  [
    'group.dissolved',
    'Group.CallbackAfterGroupDestroyed',
    acts(['ana', { act: 'dissolve', ...team }]),
    { groupId: 'team', ownerId: 'ana', userIds: ['ana', 'bo'] },
  ],
  [
    'group.member_joined',
    'Group.CallbackAfterNewMemberJoin',
    acts(['cy', { act: 'join', ...team }]),
    { groupId: 'team', userIds: ['cy'], how: 'asked' },
  ],
  [
    'group.member_left',
    'Group.CallbackAfterMemberExit',
    acts(['ana', { act: 'remove', ...team, users: ['bo'] }]),
    { groupId: 'team', by: 'ana', userIds: ['bo'], how: 'removed' },
  ],
  [
    'group.changed',
    'Group.CallbackAfterGroupInfoChanged',
    acts(['ana', { act: 'change_group', id: 'team', notice: 'new' }]),
    { groupId: 'team', by: 'ana', notice: 'new' },
  ],
  [
    'group.owner_changed',
    'Group.CallbackAfterChangeGroupOwner',
    acts(['ana', { act: 'transfer', id: 'team', user: 'bo' }]),
    { groupId: 'team', oldOwnerId: 'ana', newOwnerId: 'bo' },
  ],
  ['group.full', 'Group.CallbackAfterGroupFull', acts(['cy', { act: 'join', ...team }]), { groupId: 'team' }],
  [
    'group.attributes_changed',
    'Group.CallbackAfterGroupAttrChanged',
    acts(['ana', { act: 'change_group', id: 'team', attributes: { topic: 'boats' } }]),
    { groupId: 'team', change: 'modified', attributes: [{ key: 'topic', value: 'boats' }] },
  ],
  [
    'group.member_changed',
    'Group.CallbackAfterMemberFieldChanged',
    acts(['ana', { act: 'change_member', id: 'team', user: 'bo', role: 'admin' }]),
    { groupId: 'team', userId: 'bo', role: 'Admin' },
  ],
  [
    'room.created',
    'Group.CallbackAfterCreateGroup',
    acts(['cy', { act: 'create', channel: 'room', id: 'stage' }]),
    { roomId: 'stage', by: 'cy' },
  ],
  [
    'room.dissolved',
    'Group.CallbackAfterGroupDestroyed',
    acts(['ana', { act: 'dissolve', ...live }]),
    { roomId: 'live' },
  ],
  [
    'room.member_joined',
    'Group.CallbackAfterNewMemberJoin',
    acts(['cy', { act: 'join', ...live }]),
    { roomId: 'live', userIds: ['cy'] },
  ],
  [
    'room.member_joined',
    'Group.CallbackOnMemberStateChange',
    acts(['cy', { act: 'join', ...live }]),
    { roomId: 'live', userIds: ['cy'], how: 'joined' },
  ],
  [
    'room.member_left',
    'Group.CallbackAfterMemberExit',
    acts(['bo', { act: 'leave', ...live }]),
    { roomId: 'live', userIds: ['bo'], how: 'left' },
  ],
  [
    'room.member_left',
    'Group.CallbackOnMemberStateChange',
    async (emulator) => {
      await acts(['ana', { act: 'offline', reason: 'timeout' }])(emulator);
      emulator.advance(30_000);
    },
    { roomId: 'live', userIds: ['ana'], how: 'disconnected' },
  ],
  ...(['push.sent', 'push.delivered'] as const).flatMap((type): Cause[] => [
    [type, 'Push.OfflinePush', acts(['ana', send]), { userId: 'bo', from: 'ana', to: 'bo' }],
    [type, 'Push.AllMemberPush', pushToAll, { userId: 'bo', taskId: expect.any(String) }],
  ]),
  [
    'push.clicked',
    'Push.OfflinePush',
    about(send, 'bo', (id) => ({ act: 'open_push', message: id })),
    { userId: 'bo', from: 'ana' },
  ],
  [
    'push.clicked',
    'Push.AllMemberPush',
    async (emulator) => {
      await pushToAll(emulator);
      await acts(['bo', { act: 'open_push', message: emulator.messages[0]?.id ?? 0 }])(emulator);
    },
    { userId: 'bo' },
  ],
  [
    'app.rate_limited',
    'Alert.RequestOverLimit',
    async (emulator) => {
      emulator.freeze();
      const body = { CheckItem: [{ UserID: 'ana' }] };
      for (let index = 0; index < 101; index += 1) {
        await call(emulator, 'im_open_login_svc/account_check', body);
      }
    },
    { subject: 'im_open_login_svc/account_check', used: 101, limit: 100 },
  ],
];

function pushToAll(emulator: Emulator): Promise<unknown> {
  return call(emulator, 'all_member_push/im_push', { MsgRandom: 1, ...message });
}

/** Events of which one webhook makes two. */
const pairs: readonly Cause[] = [
  [
    'friend.added',
    'Sns.CallbackFriendAdd',
    acts(['ana', { act: 'befriend', user: 'bo' }]),
    { userId: 'ana', friendId: 'bo', by: 'ana' },
  ],
  [
    'friend.removed',
    'Sns.CallbackFriendDelete',
    acts(['ana', { act: 'befriend', user: 'bo' }], ['ana', { act: 'unfriend', user: 'bo' }]),
    { userId: 'ana', friendId: 'bo' },
  ],
];

test.each([...causes, ...pairs])('%s arrives as %s says it', async (type, vendorEvent, cause, members) => {
  const { emulator, events } = await setUp();
  await cause(emulator);
  await emulator.webhooksSettled();
  const found = events.filter((event) => event.type === type && event.vendorEvent === vendorEvent);
  expect(found[0]).toMatchObject(members);
  expect(found).toHaveLength(pairs.some(([each]) => each === type) ? 2 : 1);
});

test('user.offline arrives 400 seconds after a device was last heard of', async () => {
  const { emulator, events } = await setUp();
  await acts(['ana', { act: 'offline', reason: 'timeout' }])(emulator);
  emulator.advance(400_000);
  await emulator.webhooksSettled();
  expect(events.find(({ type }) => type === 'user.offline')).toMatchObject({
    userId: 'ana',
    reason: 'timeout',
  });
});

test('what a server sends and recalls arrives with the ids of its receipt', async () => {
  const { emulator, events } = await setUp();
  const { sdkAppId, secretKey, baseUrl, admins } = emulator.tencentIm;
  const chat = createChat(tencentIm({ sdkAppId, secretKey, baseUrl, adminUserId: admins[0] ?? '' }));
  closings.push(() => chat.close());
  const { ref } = await chat.sendToGroup({
    ...{ groupId: 'team', from: 'ana', content: { type: 'text', text: 'hello' } },
  });
  if (ref === undefined) throw new Error('no ref');
  await chat.recall(ref);
  await emulator.webhooksSettled();
  const told = events.filter(({ type }) => type === 'message.sent' || type === 'message.recalled');
  expect(told).toMatchObject([
    { type: 'message.sent', origin: 'server', ref },
    // This webhook does not say who had sent the message.
    { type: 'message.recalled', origin: 'server', to: 'team', sequence: ref.sequence },
  ]);
});

/** The documents have a page for these; nothing in the emulator causes them. */
const notCaused = [
  'message.moderated ContentCallback.ResultNotify',
  'friend.answering Sns.CallbackPrevFriendResponse',
  'follow.added Follow.CallbackAfterFollowAdd',
  'follow.removed Follow.CallbackAfterFollowDelete',
  'app.rate_limited Group.CallbackOnDailyGroupQuotaAlarm',
  'push.failed Push.AllMemberPush',
  'push.failed Push.OfflinePush',
];

test('every event that is declared is caused here, or named as one that the emulator does not cause', () => {
  const declared = Object.entries(source(1).events).flatMap(([type, support]) =>
    (support?.vendorEvents ?? []).map((vendorEvent) => `${type} ${vendorEvent}`),
  );
  const caused = new Set([...causes, ...pairs].map(([type, vendorEvent]) => `${type} ${vendorEvent}`));
  expect(declared.filter((pair) => !caused.has(pair)).toSorted()).toEqual(notCaused.toSorted());
  const page = readFileSync(new URL('../../../../docs/emulator.md', import.meta.url), 'utf8');
  const names = notCaused.map((pair) => pair.split(' ')[1] ?? '');
  expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});
