import { beforeEach, describe, expect, test } from 'vitest';
import type { ClientAct } from '../client-act.ts';
import type { JsonObject } from '../vendor.ts';
import { ServiceHarness } from './__fixtures__/service-harness.ts';

let harness: ServiceHarness;
beforeEach(() => {
  harness = new ServiceHarness();
  harness.clock.freeze();
});

const act = (userId: string, what: ClientAct) => harness.service.clientAct(userId, what);
const told = () => harness.told;

/** Ana writes to Bo, or to a group, and what that raised is forgotten. */
async function sent(to = 'bo', channel: 'direct' | 'group' = 'direct') {
  const message = { MessageType: 1, MessageBody: { Message: 'hello', ExtendedData: 'e' } };
  await act('ana', { act: 'send', to, channel, message });
  harness.told.length = 0;
  const last = harness.messages.all().at(-1);
  if (last === undefined) throw new Error('nothing was sent');
  return last;
}

describe('a device that logs in and out', () => {
  const user = { user_id: 'ana', user_name: '' };
  const online = (session_id: string, relogin: string) => ({
    event: 'user_action',
    body: { ...user, os: 'ANDROID', session_id, action: 0, login_time: harness.clock.seconds(), relogin },
  });

  test('tells of the login, with a session of its own', async () => {
    harness.users.put({ userId: 'ana', presence: 'offline' });
    expect(await act('ana', { act: 'online', platform: 'ANDROID' })).toEqual({ code: 0 });
    await act('ana', { act: 'online', platform: 'ANDROID' });
    expect(told()).toEqual([online('7230000000000000001', '0'), online('7230000000000000002', '1')]);
    expect(harness.users.get('ana')).toMatchObject({ presence: 'online', device: { platform: 'ANDROID' } });
  });

  test('tells of the logout', async () => {
    await act('ana', { act: 'online', platform: 'IOS_PHONE' });
    harness.told.length = 0;
    await act('ana', { act: 'offline' });
    expect(told()).toEqual([
      {
        event: 'user_action',
        body: {
          ...user,
          os: 'IOS_PHONE',
          session_id: '7230000000000000001',
          action: 1,
          logout_time: harness.clock.seconds(),
          logout_reason: '',
        },
      },
    ]);
    expect(harness.users.get('ana')).toMatchObject({ presence: 'offline', loggedOut: true });
  });

  test.each(['disconnected', 'timeout'] as const)(
    'is missed 35 seconds after it is %s, unless it comes back before',
    async (reason) => {
      await act('ana', { act: 'online' });
      harness.told.length = 0;
      await act('ana', { act: 'offline', reason });
      harness.clock.advance(34_999);
      expect(told()).toEqual([]);
      expect(harness.users.get('ana')?.presence).toBe('online');
      harness.clock.advance(1);
      expect(told()).toEqual([
        {
          event: 'user_action',
          body: {
            ...user,
            os: 'WEB',
            session_id: '7230000000000000001',
            action: 2,
            offline_time: harness.clock.seconds(),
          },
        },
      ]);
      await act('ana', { act: 'online' });
      await act('ana', { act: 'offline', reason });
      await act('ana', { act: 'online' });
      harness.told.length = 0;
      harness.clock.advance(1_000_000);
      expect(told()).toEqual([]);
    },
  );
});

describe('a device that reads, recalls and edits', () => {
  test('reads and recalls, which no callback tells', async () => {
    const message = await sent();
    const inGroup = await sent('team', 'group');
    await act('bo', { act: 'read', with: 'ana' });
    await act('bo', { act: 'read', with: 'team', channel: 'group' });
    expect(await act('ana', { act: 'recall', message: message.id })).toEqual({ code: 0 });
    expect(told()).toEqual([]);
    expect(message).toMatchObject({ readAt: harness.clock.now(), state: 'recalled', recalledBy: 'ana' });
    expect(inGroup).toMatchObject({ readers: ['bo'] });
    expect(inGroup.readAt).toBeUndefined();
  });

  test.each(['direct', 'group'] as const)(
    'edits a message, %s, which raises send_msg again',
    async (channel) => {
      const to = channel === 'direct' ? 'bo' : 'team';
      const message = await sent(to, channel);
      const content = { Message: 'better' };
      expect(await act('ana', { act: 'edit', message: message.id, content })).toEqual({ code: 0 });
      expect(told()).toEqual([
        {
          event: 'send_msg',
          body: {
            msg_type: 1,
            payload: 'e',
            from_user_id: 'ana',
            conv_type: channel === 'direct' ? 0 : 2,
            conv_id: to,
            msg_body: 'better',
            msg_id: message.messageId,
            msg_seq: 1,
            msg_time: message.time,
            send_result: 0,
          },
        },
      ]);
      expect(message.former).toMatchObject([{ content: { Message: 'hello' } }]);
    },
  );

  test.each<[string, 'ana' | 'bo', (id: number) => ClientAct, number, number]>([
    ['recall of another user’s message', 'bo', (message) => ({ act: 'recall', message }), 0, 660000026],
    ['recall that comes too late', 'ana', (message) => ({ act: 'recall', message }), 120_001, 660000024],
    [
      'edit of another user’s message',
      'bo',
      (message) => ({ act: 'edit', message, content: { Message: 'x' } }),
      0,
      661000005,
    ],
    [
      'edit that comes too late',
      'ana',
      (message) => ({ act: 'edit', message, content: { Message: 'x' } }),
      86_400_001,
      661000001,
    ],
    ['edit of nothing', 'ana', (message) => ({ act: 'edit', message, content: {} }), 0, 660000002],
    ['recall of no message', 'ana', () => ({ act: 'recall', message: 999 }), 0, 660000022],
  ])('is refused a %s', async (_name, userId, what, waitMs, code) => {
    const message = await sent();
    harness.clock.advance(waitMs);
    expect(await act(userId, what(message.id))).toEqual({ code });
    expect(told()).toEqual([]);
  });
});

test('a device blocks and makes friends, which no callback tells', async () => {
  await act('ana', { act: 'befriend', user: 'bo' });
  await act('ana', { act: 'block', user: 'bo' });
  expect(await act('ana', { act: 'block', user: 'bo' })).toEqual({ code: 660800037 });
  const message = { MessageType: 1, MessageBody: { Message: 'hello' } } satisfies JsonObject;
  expect(await act('bo', { act: 'send', to: 'ana', message })).toEqual({ code: 660800045 });
  expect(harness.users.get('bo')?.friends).toEqual(new Set(['ana']));
  await act('ana', { act: 'unblock', user: 'bo' });
  await act('ana', { act: 'unfriend', user: 'bo' });
  await act('ana', { act: 'set_profile', name: 'Ana' });
  expect(harness.users.get('ana')).toMatchObject({ name: 'Ana', blocked: new Map(), friends: new Set() });
  expect(told()).toEqual([]);
});

test('a device of nobody is refused, and an act that the vendor has not is an error', async () => {
  expect(await act('ghost', { act: 'online' })).toEqual({ code: 660700015 });
  await expect(act('ana', { act: 'set_status', status: 'x' })).rejects.toThrow('zim has no act set_status');
});
