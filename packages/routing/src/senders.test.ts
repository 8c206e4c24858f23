import { type Chat, ChatError } from '@polychat/core';
import { describe, expect, test } from 'vitest';
import { senders } from './senders.ts';
import { hello, InboxVendor } from './testing/inbox-vendor.ts';

const table = { ops: 'administrator' };

describe('senders', () => {
  const verbs: readonly (readonly [string, (chat: Chat, from: string) => Promise<unknown>])[] = [
    ['sendDirect', (chat, from) => chat.sendDirect({ ...hello, from, to: 'bob' })],
    ['deliver', (chat, from) => Array.fromAsync(chat.deliver({ ...hello, from }, ['bob']))],
    ['sendBulk', (chat, from) => chat.sendBulk({ ...hello, from }, ['bob']).summary()],
    ['broadcast', (chat, from) => chat.broadcast({ ...hello, from, audience: 'online' })],
  ];

  test.each(verbs)('%s sends as the account of a sender that the table names', async (_verb, send) => {
    const vendor = new InboxVendor({ name: 'north' });
    await send(senders(vendor.chat, table), 'ops');
    expect(vendor.posted.map(({ from }) => from)).toEqual(['administrator']);
  });

  test.each(verbs)('%s sends as another sender unchanged', async (_verb, send) => {
    const vendor = new InboxVendor({ name: 'north' });
    await send(senders(vendor.chat, table), 'toString');
    expect(vendor.posted.map(({ from }) => from)).toEqual(['toString']);
  });

  test('the outcome names the account in its reference, and the chat that carried it', async () => {
    const { chat } = new InboxVendor({ name: 'north' });
    const { accepted } = await senders(chat, table).sendDirect({ ...hello, to: 'bob' });
    expect(accepted).toMatchObject([{ userId: 'bob', via: 'north', ref: { from: 'administrator' } }]);
  });

  test('preview and check see the account', async () => {
    const { chat } = new InboxVendor({ name: 'north', maxUserId: 13 });
    const one = senders(chat, { ops: 'administrator', longer: 'administrators' });
    const [call] = await Array.fromAsync(one.preview({ ...hello, to: 'bob' }));
    expect(call?.body).toMatchObject({ from: 'administrator', to: ['bob'] });
    expect(one.check({ ...hello, to: 'bob' })).toEqual([]);
    expect(one.check({ ...hello, from: 'longer', to: 'bob' })).toMatchObject([{ field: 'from' }]);
  });

  test('users are registered under their own ids', async () => {
    const vendor = new InboxVendor({ name: 'north' });
    await senders(vendor.chat, table).registerUsers([{ userId: 'ops' }]);
    expect(vendor.posted).toMatchObject([{ command: 'register', to: ['ops'] }]);
  });

  test('a message that is none is refused by the chat, by name', async () => {
    const { chat } = new InboxVendor({ name: 'north' });
    const send = senders(chat, table).sendDirect(undefined as never);
    await expect(send).rejects.toMatchObject({ code: 'invalid_message' });
  });

  test('name and apps are those of the chat', () => {
    const { chat } = new InboxVendor({ name: 'north' });
    expect(senders(chat, table)).toMatchObject({ name: 'north', apps: chat.apps });
  });

  test.each([
    ['no chat', undefined, {}, 'chat'],
    ['half a chat', { name: 'x', apps: [] }, {}, 'chat'],
    ['no table', 'ok', undefined, 'table'],
    ['a list', 'ok', ['administrator'], 'table'],
    ['an account that is a number', 'ok', { ops: 7 }, 'table.ops'],
    ['an account that is empty', 'ok', { ops: '' }, 'table.ops'],
  ])('%s is refused', (_title, chat, accounts, field) => {
    const given = chat === 'ok' ? new InboxVendor({ name: 'north' }).chat : chat;
    expect(() => senders(given as Chat, accounts as never)).toThrow(
      expect.objectContaining({ code: 'misconfigured', field }),
    );
  });

  test('a closed chat takes no more, also a record', async () => {
    const one = senders(new InboxVendor({ name: 'north' }).chat, table);
    await one.close();
    await expect(one.sendDirect({ ...hello, to: 'bob' })).rejects.toSatisfy(ChatError.is);
    await expect(one.resume({} as never)).rejects.toMatchObject({
      message: expect.stringMatching(/^the chat is closed: /),
    });
  });
});
