import type { CallRecord, UsersReceipt } from '@polychat/core';
import { describe, expect, test } from 'vitest';
import { routeBy } from './route-by.ts';
import { type CallFate, hello, InboxVendor } from './testing/inbox-vendor.ts';
import { thrown } from './testing/thrown.ts';
import { twoVendors } from './testing/two-vendors.ts';

const ids = (entries: readonly { readonly userId: string; readonly via: string }[]) =>
  entries.map(({ userId, via }) => `${userId} ${via}`);

describe('a broadcast', () => {
  const audience = { ...hello, audience: 'online' } as const;

  test('goes to all chats, or to those in via', async () => {
    const { chat, north, south } = twoVendors();
    expect(await chat.broadcast(audience)).toEqual({
      results: [
        { via: 'north', taskId: 'task-north' },
        { via: 'south', taskId: 'task-south' },
      ],
      warnings: [],
    });
    expect((await chat.broadcast(audience, { via: ['south'] })).results).toMatchObject([{ via: 'south' }]);
    expect([north.posted.length, south.posted.length]).toEqual([1, 2]);
  });

  test.each([
    ['cannot', { lacks: ['audience'] }, { failed: [{ via: 'south', problem: { code: 'unsupported' } }] }],
    [
      'cannot be reached',
      { callFate: (): CallFate => 'not_sent', chat: { retry: { maxAttempts: 1 } } },
      { failed: [{ via: 'south', problem: { code: 'network' } }] },
    ],
    [
      'does not answer',
      { callFate: (): CallFate => 'unknown' },
      { unconfirmed: [{ via: 'south', problem: { code: 'network' } }] },
    ],
  ])('a chat that %s is in the receipt, and the others take it', async (_title, south, rest) => {
    const { chat } = twoVendors({ south });
    expect(await chat.broadcast(audience)).toEqual({
      results: [{ via: 'north', taskId: 'task-north' }],
      warnings: [],
      ...Object.fromEntries(
        Object.entries(rest).map(([list, entries]) => [
          list,
          entries.map((entry) =>
            expect.objectContaining({ via: entry.via, problem: expect.objectContaining(entry.problem) }),
          ),
        ]),
      ),
    });
  });

  test('that nobody took is thrown, as the unconfirmed one', async () => {
    const { chat } = twoVendors({ north: { lacks: ['audience'] }, south: { callFate: () => 'unknown' } });
    const error = await thrown(chat.broadcast(audience));
    expect(error).toMatchObject({ code: 'network', effect: 'unknown' });
    expect(error.receipt).toMatchObject({
      results: [],
      failed: [{ via: 'north' }],
      unconfirmed: [{ via: 'south' }],
    });
    expect(error.summary).toMatchObject({ accepted: 0, failed: 1, unconfirmed: 1 });
  });

  test('through chats of chats names the chats that speak to a vendor', async () => {
    const { chat } = twoVendors({ north: { lacks: ['audience'] }, south: { callFate: () => 'unknown' } });
    const west = new InboxVendor({ name: 'west' });
    const outer = routeBy(() => 'west', [chat, west.chat], { name: 'outer' });
    expect(await outer.broadcast(audience)).toMatchObject({
      results: [{ via: 'west' }],
      failed: [{ via: 'north' }],
      unconfirmed: [{ via: 'south' }],
    });
    expect((await thrown(outer.broadcast(audience, { via: ['routed'] }))).receipt).toMatchObject({
      failed: [{ via: 'north' }],
      unconfirmed: [{ via: 'south' }],
    });
  });
});

describe('users', () => {
  const users = [{ userId: 'a', name: 'A' }, { userId: 'b' }, { userId: 'c' }];

  test('are registered everywhere, and accepted where every chat accepted them', async () => {
    const { chat, north, south } = twoVendors({
      north: { fateOf: (userId) => (userId === 'b' ? 'refused' : userId === 'c' ? 'lost' : 'accepted') },
      south: { fateOf: (userId) => (userId === 'b' ? 'lost' : 'accepted') },
    });
    const receipt = await chat.registerUsers(users);
    expect(ids(receipt.accepted)).toEqual(['a routed']);
    expect(ids(receipt.failed)).toEqual(['b north']);
    expect(ids(receipt.unconfirmed)).toEqual(['c north']);
    for (const { posted } of [north, south]) expect(posted[0]?.to).toEqual(['a', 'b', 'c']);
  });

  test('are accepted nowhere while one chat has no registration', async () => {
    const { chat } = twoVendors({ south: { lacks: ['users'] } });
    const error = await thrown(chat.registerUsers(users));
    expect(error).toMatchObject({ code: 'unsupported' });
    expect(ids((error.receipt as UsersReceipt).failed)).toEqual(['a south', 'b south', 'c south']);
    expect(ids((await chat.registerUsers(users, { via: ['north'] })).accepted)).toHaveLength(3);
  });

  test('that are none are refused as one chat refuses them', async () => {
    expect(await thrown(twoVendors().chat.registerUsers([]))).toMatchObject({ field: 'users' });
    expect(await thrown(twoVendors().chat.registerUsers(undefined as never))).toMatchObject({
      field: 'users',
    });
  });
});

describe('check and preview', () => {
  test('check asks those chats at which the recipients are, and names the places in the whole list', () => {
    const { chat } = twoVendors({ north: { maxUserId: 3 }, south: { lacks: ['metadata'] } });
    const found = (message: object) =>
      chat.check(message as never).map(({ code, field }) => `${code} ${field}`);
    expect(found({ ...hello, to: ['s123', 'n1', 'n1', 'n123', 'x'] })).toEqual([
      'recipient_not_found to[4]',
      'invalid_message to[3]',
    ]);
    expect(found({ ...hello, metadata: 'x', to: 'n1' })).toEqual([]);
    expect(found({ ...hello, metadata: 'x', to: ['n1', 's1'] })).toEqual(['unsupported metadata']);
    expect(found({ ...hello, metadata: 'x', to: 'x' })).toEqual([
      'recipient_not_found to',
      'unsupported metadata',
    ]);
    expect(found({ ...hello, to: [] })).toEqual(['invalid_message to']);
    expect(found({ from: 'ops', to: 'n1' })).toEqual(['invalid_message content']);
    expect(found({ ...hello, metadata: 'x', audience: 'online' })).toEqual(['unsupported metadata']);
  });

  test('where a look-up takes time, check asks all chats about the message, and nobody about recipients', () => {
    const { chat } = twoVendors({
      pick: async () => 'north',
      north: { maxUserId: 3 },
      south: { lacks: ['metadata'] },
    });
    expect(chat.check({ ...hello, to: 'n12345' })).toEqual([]);
    expect(chat.check({ ...hello, metadata: 'x', to: 'n1' })).toMatchObject([{ field: 'metadata' }]);
  });

  test('a look-up that fails later is no fault of check', async () => {
    const { chat } = twoVendors({ pick: () => Promise.reject(new Error('down')) });
    expect(chat.check({ ...hello, to: 'n1' })).toEqual([]);
  });

  test('preview shows the calls of each chat', async () => {
    const { chat, north } = twoVendors();
    const calls = await Array.fromAsync(chat.preview({ ...hello, to: ['s1', 'n1', 's2', 'x'] }));
    expect(calls.map(({ recipients }) => recipients)).toEqual([['s1', 's2'], ['n1']]);
    const broadcasts = await Array.fromAsync(chat.preview({ ...hello, audience: 'online' }));
    expect(broadcasts).toHaveLength(2);
    expect(north.posted).toEqual([]);
  });
});

describe('records and closing', () => {
  test('a record goes to the chat that made it, also through several floors', async () => {
    const records: CallRecord[] = [];
    const { chat, south, clock } = twoVendors({ south: { dedupWindowMs: 60_000 } });
    const outer = routeBy(() => 'routed', [new InboxVendor({ name: 'west' }).chat, chat], { name: 'outer' });
    const journal = { begin: (begun: readonly CallRecord[]) => void records.push(...begun) };
    await outer.sendDirect({ ...hello, to: 's1' }, { journal });
    const [record] = records as [CallRecord];
    expect(record).toMatchObject({ chat: 'south', vendor: 'south' });
    await clock.advance(10_000);
    expect(await outer.resume(record)).toMatchObject([{ userId: 's1', via: 'south', status: 'accepted' }]);
    expect(south.delivered).toBe(1);
    expect(await thrown(outer.resume({ ...record, chat: 'east' }))).toMatchObject({ field: 'record.chat' });
    expect(await thrown(outer.resume({} as never))).toMatchObject({ code: 'misconfigured' });
  });

  test('apps are those of all chats, each once', () => {
    const { chat, north, south } = twoVendors();
    const again = routeBy(() => 'routed', [chat, north.chat], { name: 'outer' });
    expect(again.apps).toEqual([...north.chat.apps, ...south.chat.apps]);
  });

  test('close closes all of them, and nothing starts any more', async () => {
    const { chat, north } = twoVendors();
    const unread = chat.deliver(hello, ['n1']);
    await chat.close();
    const closed = { code: 'misconfigured', message: expect.stringMatching(/^the chat is closed: /) };
    for (const send of [
      () => chat.sendDirect({ ...hello, to: 'n1' }),
      () => chat.broadcast({ ...hello, audience: 'online' }),
      () => chat.registerUsers([{ userId: 'n1' }]),
      async () => chat.deliver(hello, ['n1']),
      async () => chat.sendBulk(hello, ['n1']),
      () => Array.fromAsync(unread),
      () => north.chat.sendDirect({ ...hello, to: 'n1' }),
    ]) {
      expect(await thrown(send())).toMatchObject(closed);
    }
    expect(north.posted).toEqual([]);
    expect(await thrown(chat.close({ drainMs: -1 }))).toMatchObject({ field: 'drainMs' });
  });
});
