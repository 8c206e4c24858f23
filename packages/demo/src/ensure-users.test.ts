import { type Chat, type ChatOptions, createChat, type Pacer } from '@polychat/core';
import { createEmulator, type Emulator, type Vendor } from '@polychat/emulator';
import { ensureUsers, type RegisterEvent } from '@polychat/routing';
import { tencentIm } from '@polychat/tencent-im';
import { zim } from '@polychat/zim';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { EmulatorTime } from './__fixtures__/emulator-time.ts';

let emulator: Emulator;
let time: EmulatorTime;
let options: ChatOptions & { readonly clock: NonNullable<ChatOptions['clock']> };

/** Those who exist from the start. */
let own: ReadonlySet<string>;

/** Both vendors know one user, who has a name. Of importing a user again, the reading that changes most. */
const users = [{ userId: 'alice', name: 'Alice herself' }];

beforeAll(async () => {
  emulator = await createEmulator({
    zim: { users },
    tencentIm: { users, readings: { reimportUpdatesProfile: true } },
  });
  own = new Set(
    [...emulator.zim.users.values(), ...emulator.tencentIm.users.values()].map((user) => user.userId),
  );
  time = new EmulatorTime(emulator);
  const { clock, transport } = time;
  options = { clock, transport, pacer: unpaced };
});
beforeEach(() => time.freeze());
afterEach(() => {
  emulator.reset();
  // Users who were registered stay.
  for (const { users: known } of [emulator.zim, emulator.tencentIm]) {
    for (const { userId } of [...known.values()]) if (!own.has(userId)) known.delete(userId);
  }
});
afterAll(() => emulator.close());

/** Pacing has tests of its own. */
const unpaced: Pacer = { acquire: async () => ({ settle: () => {} }) };

const connect: Record<string, () => Chat> = {
  zim() {
    const { appId, serverSecret, baseUrl } = emulator.zim;
    return createChat(zim({ appId, serverSecret, baseUrl }), options);
  },
  tencentIm() {
    const { sdkAppId, secretKey, admins, baseUrl } = emulator.tencentIm;
    return createChat(tencentIm({ sdkAppId, secretKey, adminUserId: admins[0] ?? '', baseUrl }), options);
  },
  'tencentIm, one call for each recipient'() {
    const { sdkAppId, secretKey, admins, baseUrl } = emulator.tencentIm;
    const app = { sdkAppId, secretKey, adminUserId: admins[0] ?? '', baseUrl, command: 'single' } as const;
    return createChat(tencentIm(app), options);
  },
};

const message = { from: 'nils', content: { type: 'text', text: 'At eight?' } } as const;
const profileOf = async (userIds: readonly string[]) => userIds.map((userId) => ({ name: `new ${userId}` }));

describe.each(Object.keys(connect))('%s', (name) => {
  const vendor = name.split(',')[0] as Vendor;
  const nameOf = (userId: string) => emulator[vendor].users.get(userId)?.name;
  const received = (userId: string) => emulator.inbox(userId, { vendor }).length;

  test('unknown users get their message and their profile; who exists keeps theirs', async () => {
    const events: RegisterEvent[] = [];
    const chat = ensureUsers(connect[name]?.() as Chat, {
      profileOf,
      clock: options.clock,
      hooks: { register: (event) => void events.push(event) },
    });
    const { accepted } = await chat.sendDirect({ ...message, to: ['alice', 'bob', 'carol'] });
    expect(accepted.map(({ userId }) => userId)).toEqual(['alice', 'bob', 'carol']);
    expect(['alice', 'bob', 'carol'].map(received)).toEqual([1, 1, 1]);
    expect(['bob', 'carol', 'alice'].map(nameOf)).toEqual(['new bob', 'new carol', 'Alice herself']);
    expect(nameOf('nils')).toMatch(/^(new nils)?$/);
    expect(new Set(events.map(({ reason }) => reason))).toEqual(new Set(['not_found']));
  });

  test('a stream of them, a broadcast, and a second process that does the same', async () => {
    const connected = () => ensureUsers(connect[name]?.() as Chat, { clock: options.clock });
    const one = connected();
    const other = connected();
    const summaries = await Promise.all(
      [one, other].map((chat) => chat.sendBulk(message, ['alice', 'bob', 'carol', 'dora']).summary()),
    );
    expect(summaries.map(({ accepted, completed }) => [accepted, completed])).toEqual([
      [4, true],
      [4, true],
    ]);
    expect(['alice', 'bob', 'carol', 'dora'].map(received)).toEqual([2, 2, 2, 2]);
    expect(nameOf('alice')).toBe('Alice herself');
    await expect(one.broadcast({ ...message, from: 'olga', audience: 'online' })).resolves.toMatchObject({
      results: [{}],
    });
  });

  test('a user whom the vendor refuses to register is told as the vendor tells it', async () => {
    const chat = ensureUsers(connect[name]?.() as Chat, { clock: options.clock });
    const bad = 'x'.repeat(33);
    const { accepted, failed } = await chat.sendDirect({ ...message, to: ['bob', bad] });
    expect(accepted).toMatchObject([{ userId: 'bob' }]);
    expect(failed).toMatchObject([{ userId: bad, problem: { code: 'invalid_message', field: 'to[1]' } }]);
  });
});
