import { changedChat } from '@polychat/conformance/chats';
import type { Chat } from '@polychat/core';
import { describe, expect, test } from 'vitest';
import { crowd } from '../testing/crowd.ts';
import { readAll } from '../testing/failing-vendors.ts';
import { hello } from '../testing/inbox-vendor.ts';
import { heldReplies, migratingVendors, missingOf, shownReceipt } from '../testing/migrating-vendors.ts';

describe('the answer', () => {
  test('of a list, a stream and a broadcast does not wait for the copies', async () => {
    const { release, vendor } = heldReplies();
    const { chat, clock, old } = migratingVendors({ options: { stage: 'shadow' }, young: vendor });
    const startedAt = clock.monotonic();
    expect(shownReceipt(await chat.sendDirect({ ...hello, to: 'bob' }))).toEqual(['bob accepted old']);
    expect(await readAll(chat.deliver(hello, ['ann']))).toHaveLength(1);
    await chat.broadcast({ ...hello, audience: 'online' });
    expect(clock.monotonic()).toBe(startedAt);
    expect(old.posted).toHaveLength(3);
    expect(chat.report().waiting).toBe(3);
    release();
    await clock.finish(chat.drain());
    expect(chat.report()).toMatchObject({ waiting: 0, missing: 0 });
  });

  test('is the receipt of the authority itself, and what it throws', async () => {
    const receipt = { accepted: [{ userId: 'bob', via: 'mine' }], failed: [], unconfirmed: [], warnings: [] };
    const failure = new Error('not from here');
    const answering = (answer: () => Promise<unknown>) => (chat: Chat) =>
      changedChat(chat, { sendDirect: answer as Chat['sendDirect'] });
    const good = migratingVendors({ options: { stage: 'shadow' }, wrap: answering(async () => receipt) });
    expect(await good.chat.sendDirect({ ...hello, to: 'bob' })).toBe(receipt);
    const bad = migratingVendors({
      options: { stage: 'shadow' },
      wrap: answering(() => Promise.reject(failure)),
    });
    await expect(bad.chat.sendDirect({ ...hello, to: 'bob' })).rejects.toBe(failure);
  });
});

describe('who gets a copy', () => {
  test('those whom the authority accepted or left unconfirmed, in one list', async () => {
    const vendors = migratingVendors({
      options: { stage: 'shadow' },
      old: { fateOf: (id) => (id === 'lost' ? 'lost' : id === 'refused' ? 'refused' : 'accepted') },
    });
    const { chat, clock, young } = vendors;
    await clock.finish(chat.sendDirect({ ...hello, to: ['ann', 'refused', 'lost'] }));
    await clock.finish(chat.drain());
    expect(['ann', 'refused', 'lost'].map((id) => young.inbox(id).length)).toEqual([1, 0, 1]);
    expect(chat.report().stages[0]?.other).toMatchObject({
      accepted: 2,
      agreed: 1,
      mismatches: [{ authority: 'bad_reply', other: 'accepted', count: 1, examples: [{ userId: 'lost' }] }],
    });
  });

  test.each([
    ['left out of its receipt', async () => ({ accepted: [], failed: [], unconfirmed: [], warnings: [] })],
    ['left open by throwing what is no ChatError', () => Promise.reject(new Error('broken'))],
  ])('also those whom the authority %s', async (_title, sendDirect) => {
    const { chat, clock, young } = migratingVendors({
      options: { stage: 'shadow' },
      wrap: (one) => (one.name === 'old' ? changedChat(one, { sendDirect }) : one),
    });
    await clock.finish(chat.sendDirect({ ...hello, to: 'bob' }).catch(() => {}));
    await clock.finish(chat.drain());
    expect(young.inbox('bob')).toEqual(['hello']);
  });

  test('nobody twice in one list', async () => {
    const { chat, clock, young } = migratingVendors({ options: { stage: 'shadow' } });
    await clock.finish(chat.sendDirect({ ...hello, to: ['bob', 'ann', 'bob'] }));
    await clock.finish(chat.drain());
    expect([young.inbox('bob'), young.inbox('ann')]).toEqual([['hello'], ['hello']]);
  });

  test('whom a stream sends to twice, twice', async () => {
    const { chat, clock, old, young } = migratingVendors({
      options: { stage: 'shadow' },
      old: { maxItems: 1 },
    });
    const ids = ['bob', ...crowd(600), 'bob'];
    await clock.finish(readAll(chat.deliver(hello, ids)));
    await clock.finish(chat.drain());
    expect(young.inbox('bob')).toHaveLength(old.inbox('bob').length);
  });
});

describe('the copies of one send', () => {
  test('that wait together are written in one list', async () => {
    const { release, vendor } = heldReplies();
    const { chat, clock, young } = migratingVendors({
      options: { stage: 'shadow' },
      old: { maxItems: 1 },
      young: { ...vendor, maxItems: 1_000 },
    });
    // The first few fill all the ways.
    for (const userId of crowd(40, 'a')) await chat.sendDirect({ ...hello, to: userId });
    await clock.finish(readAll(chat.deliver(hello, crowd(200))));
    release();
    await clock.finish(chat.drain());
    expect(young.posted.map(({ to }) => to.length)).toContain(200);
  });

  test('are written in lists of 1,000 at most', async () => {
    const { chat, clock, young } = migratingVendors({
      options: { stage: 'shadow' },
      old: { maxItems: 10_000 },
      young: { maxItems: 10_000 },
    });
    await clock.finish(chat.sendDirect({ ...hello, to: crowd(2_500) }));
    await clock.finish(chat.drain());
    expect(young.posted.map(({ to }) => to.length)).toEqual([1_000, 1_000, 500]);
  });
});

describe('the copies of one recipient', () => {
  test('do not overtake each other', async () => {
    const waits = [5_000, 10, 10];
    const vendors = migratingVendors({
      options: { stage: 'shadow' },
      young: {
        beforeReply: ([userId]) =>
          new Promise<void>((resolve) => {
            vendors.clock.schedule(resolve, userId === 'bob' ? (waits.shift() ?? 0) : 0);
          }),
      },
    });
    const { chat, clock, young } = vendors;
    const say = (text: string, to: string) =>
      chat.sendDirect({ from: 'ops', content: { type: 'text', text }, to });
    for (const text of ['one', 'two', 'three']) await say(text, 'bob');
    await say('hello', 'ann');
    await clock.advance(100);
    // A slow one holds up nobody else.
    expect([young.inbox('bob'), young.inbox('ann')]).toEqual([[], ['hello']]);
    await clock.finish(chat.drain());
    expect(young.inbox('bob')).toEqual(['one', 'two', 'three']);
  });
});

describe('the time of a copy', () => {
  test('is bounded by its own deadline', async () => {
    const { chat, clock } = migratingVendors({
      options: { stage: 'shadow', otherDeadlineMs: 3_000 },
      young: { callFate: () => 'silent' },
    });
    await chat.sendDirect({ ...hello, to: 'bob' });
    const startedAt = clock.monotonic();
    await clock.finish(chat.drain());
    expect(clock.monotonic() - startedAt).toBeLessThanOrEqual(3_000);
    expect(await missingOf(chat)).toEqual(['bob young unconfirmed timeout']);
  });

  test('is bounded where a chat keeps no deadline: the queue goes on', async () => {
    const hanging = (chat: Chat) =>
      chat.name === 'young' ? changedChat(chat, { sendDirect: () => new Promise(() => {}) }) : chat;
    const { chat, clock } = migratingVendors({
      options: { stage: 'shadow', otherDeadlineMs: 3_000 },
      wrap: hanging,
    });
    await chat.sendDirect({ ...hello, to: 'bob' });
    await clock.finish(chat.drain());
    expect(await missingOf(chat)).toEqual(['bob young unconfirmed timeout']);
  });
});
