import type { Chat, GroupMessage } from '@polychat/core';
import { describe, expect, test } from 'vitest';
import { escapedUserIds } from './escaped-user-ids.ts';
import { mapUsers } from './map-users.ts';
import { senders } from './senders.ts';
import type { AccountVendorOptions } from './testing/account-vendor.ts';
import { conversationKinds, outcomeOf, sendTo } from './testing/conversations.ts';
import { ensured } from './testing/ensured.ts';
import { hello, InboxVendor } from './testing/inbox-vendor.ts';
import { thrown } from './testing/thrown.ts';

const messageTo = (kind: 'group' | 'room', fields: object = {}) =>
  ({ ...hello, ...fields, [`${kind}Id`]: 'g1' }) as never;

describe.each(conversationKinds)('senders, of a message to a %s', (kind) => {
  test.each([
    ['ops', 'administrator'],
    ['toString', 'toString'],
  ])('%s sends as %s', async (from, account) => {
    const vendor = new InboxVendor({ name: 'north', changes: true });
    const chat = senders(vendor.chat, { ops: 'administrator' });
    const { ref } = await sendTo(chat, kind, 'g1', { from });
    expect(vendor.posted.map((posted) => [posted.from, ...posted.to])).toEqual([[account, 'g1']]);
    expect(ref).toMatchObject({ from: account, to: 'g1', conversation: kind });
    const [call] = await Array.fromAsync(chat.preview(messageTo(kind, { from })));
    expect(call?.body).toMatchObject({ from: account });
  });
});

describe('mapUsers', () => {
  const encoding = { toVendor: (id: string) => `x-${id}`, toApp: (id: string) => id.slice(2) };
  const mapped = (): { vendor: InboxVendor; chat: Chat } => {
    const vendor = new InboxVendor({ name: 'north', changes: true, maxUserId: 12 });
    return { vendor, chat: mapUsers(vendor.chat, encoding) };
  };

  test.each<[string, Partial<GroupMessage>, object]>([
    ['the sender', {}, {}],
    ['whom it names', { mentions: { everyone: true, users: ['ann', 'bob'] } }, { users: ['x-ann', 'x-bob'] }],
    ['nobody where everyone is named', { mentions: { everyone: true } }, { everyone: true }],
  ])('of a message to a group writes the vendor’s ids of %s', async (_whom, fields, mentions) => {
    const { vendor, chat } = mapped();
    const { ref } = await chat.sendToGroup({ ...hello, ...fields, groupId: 'g1' });
    expect(vendor.posted).toMatchObject([{ from: 'x-ops', to: ['g1'] }]);
    expect(vendor.posted[0]?.mentions ?? {}).toMatchObject(mentions);
    expect(ref).toMatchObject({ from: 'x-ops', to: 'g1' });
  });

  test.each<['only' | 'except']>([['only'], ['except']])(
    'writes the ids of the targets, %s',
    async (name) => {
      const { vendor, chat } = mapped();
      await chat.sendToGroup({ ...hello, groupId: 'g1', targets: { [name]: ['ann', 'bob'] } as never });
      expect(vendor.posted[0]?.targets).toEqual({ [name]: ['x-ann', 'x-bob'] });
    },
  );

  test('of a message to a room writes the sender, and the room as it is', async () => {
    const { vendor, chat } = mapped();
    await chat.sendToRoom({ ...hello, roomId: 'r1' });
    expect(vendor.posted).toMatchObject([{ command: 'room', from: 'x-ops', to: ['r1'] }]);
  });

  test.each<[string, object, string]>([
    ['from', { from: 'ops!' }, 'from'],
    ['a mention', { mentions: { users: ['ann', 'a b'] } }, 'mentions.users[1]'],
    ['a target', { targets: { only: ['a b'] } }, 'targets.only[0]'],
    ['an exception', { targets: { except: ['ann', 'bob', 'a b'] } }, 'targets.except[2]'],
  ])('%s that cannot be written makes the send throw, and check says so', async (_what, fields, field) => {
    const vendor = new InboxVendor({ name: 'north' });
    const chat = mapUsers(vendor.chat, {
      toVendor: (id) => {
        if (/[^a-z]/.test(id)) throw new Error('no such id');
        return id;
      },
      toApp: (id) => id,
    });
    const problem = { code: 'invalid_message', field };
    expect(await thrown(sendTo(chat, 'group', 'g1', fields))).toMatchObject(problem);
    expect(chat.check(messageTo('group', fields))).toMatchObject([problem]);
    await expect(Array.fromAsync(chat.preview(messageTo('group', fields)))).rejects.toMatchObject(problem);
    expect(vendor.posted).toEqual([]);
  });

  test('what is no message, and what names no ids, the chat refuses', async () => {
    const { chat } = mapped();
    expect(await thrown(chat.sendToGroup(undefined as never))).toMatchObject({ code: 'invalid_message' });
    expect(await thrown(sendTo(chat, 'group', 'g1', { mentions: { users: [7] } }))).toMatchObject({
      field: 'mentions.users[0]',
    });
    expect(await thrown(sendTo(chat, 'group', 'g1', { targets: 'ann' }))).toMatchObject({ field: 'targets' });
    expect(chat.check(messageTo('group', { mentions: { users: 'ann' } }))).toMatchObject([
      { field: 'mentions.users' },
    ]);
  });

  test('goes around itself', async () => {
    const { vendor, chat } = mapped();
    await sendTo(mapUsers(chat, escapedUserIds()), 'group', 'g1', { mentions: { users: ['a@b'] } });
    const written = `x-${escapedUserIds().toVendor('a@b')}`;
    expect(vendor.posted[0]?.mentions?.users).toEqual([written]);
  });
});

describe.each(conversationKinds)('ensureUsers, of a message to a %s', (kind) => {
  const commandsOf = async (options: AccountVendorOptions, ids: readonly string[], more = {}) => {
    const one = ensured(options, more);
    const outcomes: string[] = [];
    for (const id of ids) outcomes.push(await one.vendor.clock.finish(outcomeOf(sendTo(one.chat, kind, id))));
    return { commands: one.vendor.commands, outcomes };
  };

  test('registers the sender before the first, and again once they are gone', async () => {
    const one = ensured();
    await one.vendor.clock.finish(sendTo(one.chat, kind, 'g1'));
    one.vendor.accounts.delete('ops');
    await one.vendor.clock.finish(sendTo(one.chat, kind, 'g1'));
    const sends = `${kind} g1`;
    expect(one.vendor.commands).toEqual(['register ops', sends, sends, 'register ops', sends]);
    expect(one.vendor.delivered).toEqual(['g1', 'g1']);
  });

  test('registers nobody whom it names', async () => {
    const one = ensured();
    const fields = kind === 'group' ? { mentions: { users: ['ann'] }, targets: { only: ['ann'] } } : {};
    await one.vendor.clock.finish(sendTo(one.chat, kind, 'g1', fields));
    expect(one.vendor.commands).toEqual(['register ops', `${kind} g1`]);
  });

  test('does not take a group that is not there for a sender who is not', async () => {
    expect(await commandsOf({ users: [{ userId: 'ops' }] }, ['no1'], { ahead: false })).toEqual({
      commands: [`${kind} no1`],
      outcomes: ['failed not_found'],
    });
  });

  test('without `ahead` registers the sender when the vendor does not know them', async () => {
    expect(await commandsOf({}, ['g1'], { ahead: false })).toEqual({
      commands: [`${kind} g1`, 'register ops', `${kind} g1`],
      outcomes: ['accepted accounts'],
    });
  });

  test('is not sent again where it is unclear what became of it', async () => {
    const fateOf: AccountVendorOptions['fateOf'] = (command) => (command === kind ? 'unknown' : 'answered');
    expect(await commandsOf({ fateOf }, ['g1'])).toEqual({
      commands: ['register ops', `${kind} g1`],
      outcomes: ['unconfirmed network'],
    });
  });
});
