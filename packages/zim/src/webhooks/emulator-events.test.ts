import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createChat, systemClock } from '@polychat/core';
import {
  allow,
  createWebhookHandler,
  refuse,
  toNodeListener,
  type WebhookEvent,
  type WebhookEventType,
  type WebhookHandlers,
} from '@polychat/core/webhooks';
import { createEmulator, type Emulator } from '@polychat/emulator';
import { afterEach, expect, test } from 'vitest';
import { zim } from '../index.ts';
import { type ZimVerdicts, zimWebhooks } from './index.ts';

const callbackSecret = 'callbackA';
const closings: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closings.splice(0).reverse()) await close();
});

const source = (appId: number) => zimWebhooks({ appId, callbackSecret });

/** An emulator whose callbacks go over a socket to a handler of every event that ZIM has. */
async function setUp(
  sending: () => ZimVerdicts['message.sending'] = allow,
  readings: { readonly joinEvent?: 'Apply_join_group'; readonly userList?: 'absent' } = {},
) {
  const events: WebhookEvent[] = [];
  const keep = (event: WebhookEvent) => events.push(event);
  const keepAndAnswer = (event: WebhookEvent) => {
    keep(event);
    return sending();
  };
  let listener: ReturnType<typeof toNodeListener> | undefined;
  const server = createServer((request, response) => void listener?.(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closings.push(() => new Promise((resolve) => server.close(resolve)));
  const { port } = server.address() as AddressInfo;
  const emulator = await createEmulator({
    zim: {
      users: [{ userId: 'ana', presence: 'online' }, 'bo', 'cy', '@RBT#bot'],
      groups: [{ groupId: 'team', owner: 'ana', members: ['bo'] }],
      rooms: [{ roomId: 'hall', members: ['bo'] }],
      readings,
    },
    webhooks: { zim: { url: `http://127.0.0.1:${port}/`, callbackSecret } },
  });
  closings.push(() => emulator.close());
  const zimSource = source(emulator.zim.appId);
  const handlers = Object.keys(zimSource.events).map((type) => [
    type,
    type === 'message.sending' ? keepAndAnswer : keep,
  ]);
  const handler = createWebhookHandler(
    zimSource,
    Object.fromEntries(handlers) as WebhookHandlers<ZimVerdicts>,
    { atDeadline: 'refuse', clock: { ...systemClock, now: () => emulator.now() } },
  );
  listener = toNodeListener(handler);
  return { emulator, events };
}

type Act = Parameters<Emulator['clientAct']>[2];
const message = { MessageType: 1, MessageBody: { Message: 'hello' } };
const team = { channel: 'group', id: 'team' } as const;
const hall = { channel: 'room', id: 'hall' } as const;

/** Does one thing after the other on users' devices. */
const acts =
  (...steps: readonly (readonly [userId: string, act: Act])[]) =>
  async (emulator: Emulator) => {
    for (const [userId, act] of steps) await emulator.clientAct('zim', userId, act);
  };

/** Calls an action as a server does. */
async function get(emulator: Emulator, action: string, members: Record<string, string>): Promise<unknown> {
  const { appId, serverSecret, baseUrl } = emulator.zim;
  const SignatureNonce = '0123456789abcdef';
  const Timestamp = String(Math.floor(emulator.now() / 1000));
  const signed = `${appId}${SignatureNonce}${serverSecret}${Timestamp}`;
  const query = new URLSearchParams({
    ...{ Action: action, AppId: String(appId), SignatureNonce, Timestamp, SignatureVersion: '2.0' },
    ...{ Signature: createHash('md5').update(signed).digest('hex'), ...members },
  });
  return (await fetch(`${baseUrl}/?${query}`)).json();
}

/** What causes each event, by its neutral name, with ZIM's own name of it. */
const causes: readonly (readonly [
  type: WebhookEventType,
  vendorEvent: string,
  cause: (emulator: Emulator) => Promise<unknown>,
  members: object,
])[] = [
  [
    'message.sending',
    'before_send_msg',
    acts(['ana', { act: 'send', to: 'bo', message }]),
    { origin: 'client', conversation: 'direct', from: 'ana', to: 'bo' },
  ],
  [
    'message.sent',
    'send_msg',
    acts(['ana', { act: 'send', to: 'team', channel: 'group', message }]),
    { origin: 'client', conversation: 'group', from: 'ana', to: 'team', sequence: '1' },
  ],
  [
    'message.edited',
    'send_msg',
    async (emulator) => {
      await acts(['ana', { act: 'send', to: 'bo', message }])(emulator);
      await emulator.webhooksSettled();
      const id = emulator.messages[0]?.id ?? 0;
      await acts(['ana', { act: 'edit', message: id, content: { Message: 'better' } }])(emulator);
    },
    { origin: 'client', content: { type: 'text', text: 'better' } },
  ],
  [
    'message.to_bot',
    'bot_msg',
    acts(['ana', { act: 'send', to: '@RBT#bot', message }]),
    { botIds: ['@RBT#bot'], from: 'ana' },
  ],
  [
    'user.online',
    'user_action',
    acts(['bo', { act: 'online', platform: 'ANDROID' }]),
    { userId: 'bo', platform: 'ANDROID' },
  ],
  ['user.offline', 'user_action', acts(['ana', { act: 'offline' }]), { userId: 'ana', reason: 'logout' }],
  [
    'group.created',
    'group_create',
    acts(['cy', { act: 'create', channel: 'group', id: 'crew', name: 'Crew', users: ['bo'] }]),
    { groupId: 'crew', by: 'cy', ownerId: 'cy', name: 'Crew', userIds: ['cy', 'bo'] },
  ],
  [
    'group.dissolved',
    'group_destroy',
    acts(['ana', { act: 'dissolve', ...team }]),
    { groupId: 'team', by: 'ana', userIds: ['ana', 'bo'] },
  ],
  [
    'group.member_joined',
    'group_join',
    acts(['bo', { act: 'invite', ...team, users: ['cy'] }]),
    { groupId: 'team', by: 'bo', userIds: ['cy'], how: 'invited' },
  ],
  [
    'group.member_left',
    'group_exit',
    acts(['ana', { act: 'remove', ...team, users: ['bo'] }]),
    { groupId: 'team', by: 'ana', userIds: ['bo'], how: 'removed' },
  ],
  [
    'room.created',
    'room_create',
    acts(['cy', { act: 'create', channel: 'room', id: 'stage', name: 'Stage' }]),
    { roomId: 'stage', by: 'cy', name: 'Stage' },
  ],
  [
    'room.dissolved',
    'room_destroy',
    (emulator) => get(emulator, 'DestroyRoom', { RoomId: 'hall', FromUserId: 'ana' }),
    { roomId: 'hall', by: 'ana', userIds: ['bo'] },
  ],
  [
    'room.member_joined',
    'room_enter',
    acts(['cy', { act: 'join', ...hall }]),
    { roomId: 'hall', userIds: ['cy'], how: 'joined' },
  ],
  [
    'room.member_left',
    'room_exit',
    acts(['bo', { act: 'leave', ...hall }]),
    { roomId: 'hall', userIds: ['bo'], how: 'left' },
  ],
];

test.each(causes)('%s arrives as %s says it', async (type, vendorEvent, cause, members) => {
  const { emulator, events } = await setUp();
  await cause(emulator);
  await emulator.webhooksSettled();
  expect(events.filter((event) => event.type === type)).toMatchObject([{ type, vendorEvent, ...members }]);
});

test('group.member_joined arrives under the name that one sample has', async () => {
  const { emulator, events } = await setUp(allow, { joinEvent: 'Apply_join_group' });
  await acts(['cy', { act: 'join', ...team }])(emulator);
  await emulator.webhooksSettled();
  const joined = {
    type: 'group.member_joined',
    vendorEvent: 'Apply_join_group',
    userIds: ['cy'],
    how: 'asked',
  };
  expect(events).toMatchObject([joined]);
});

test('message.sent arrives without recipients where the app gets no list of them', async () => {
  const { emulator, events } = await setUp(allow, { userList: 'absent' });
  const { appId, serverSecret, baseUrl } = emulator.zim;
  const chat = createChat(zim({ appId, serverSecret, baseUrl }));
  closings.push(() => chat.close());
  await chat.sendDirect({ from: 'ana', to: ['bo', 'cy'], content: { type: 'text', text: 'hello' } });
  await emulator.webhooksSettled();
  expect(events).toMatchObject([{ type: 'message.sent', origin: 'server', from: 'ana' }]);
  expect(events[0]).not.toHaveProperty('to');
});

test('message.failed arrives where the callback refuses, and its message is kept as vetoed', async () => {
  const { emulator, events } = await setUp(() => refuse({ reason: 'no' }));
  await acts(['ana', { act: 'send', to: 'bo', message }])(emulator);
  await emulator.webhooksSettled();
  expect(events.at(-1)).toMatchObject({ type: 'message.failed', vendorEvent: 'send_msg', from: 'ana' });
  expect(emulator.messages).toMatchObject([{ state: 'vetoed', veto: { reason: 'no', silent: false } }]);
});

test('user.offline arrives 35 seconds after a device was last heard of', async () => {
  const { emulator, events } = await setUp();
  await acts(['ana', { act: 'offline', reason: 'timeout' }])(emulator);
  await emulator.webhooksSettled();
  expect(events).toEqual([]);
  emulator.advance(35_000);
  await emulator.webhooksSettled();
  expect(events).toMatchObject([{ type: 'user.offline', userId: 'ana', reason: 'timeout' }]);
});

test('what a server sends and edits arrives with the ids of its receipt', async () => {
  const { emulator, events } = await setUp();
  const { appId, serverSecret, baseUrl } = emulator.zim;
  const chat = createChat(zim({ appId, serverSecret, baseUrl }));
  closings.push(() => chat.close());
  const { ref } = await chat.sendToGroup({
    ...{ groupId: 'team', from: 'ana', content: { type: 'text', text: 'hello' } },
  });
  await emulator.webhooksSettled();
  expect(events).toMatchObject([{ type: 'message.sent', origin: 'server', to: 'team', ref }]);
  if (ref === undefined) throw new Error('no ref');
  await chat.edit(ref, { content: { type: 'text', text: 'better' } });
  await emulator.webhooksSettled();
  expect(events[1]).toMatchObject({ type: 'message.edited', origin: 'server', ref });
});

/** The documents have a page for these; nothing in the emulator causes them. */
const notCaused = ['call_create', 'call_invite', 'call_accept', 'call_reject', 'call_cancel', 'call_timeout'];

test('every event that is declared is caused here, or named as one that the emulator does not cause', async () => {
  const declared = Object.entries(source(1).events).flatMap(([type, support]) =>
    (support?.vendorEvents ?? []).map((vendorEvent) => `${type} ${vendorEvent}`),
  );
  // These have tests of their own.
  const caused = new Set([
    'message.failed send_msg',
    'group.member_joined Apply_join_group',
    ...causes.map(([type, vendorEvent]) => `${type} ${vendorEvent}`),
  ]);
  const left = declared.filter((pair) => !caused.has(pair)).map((pair) => pair.split(' ')[1]);
  expect(left.toSorted()).toEqual(notCaused.toSorted());
  const page = readFileSync(new URL('../../../../docs/emulator.md', import.meta.url), 'utf8');
  expect(notCaused.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});
