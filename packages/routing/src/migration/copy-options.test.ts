import { changedChat } from '@polychat/conformance/chats';
import type { CallRecord, Chat, SendOptions } from '@polychat/core';
import { describe, expect, test } from 'vitest';
import { hello } from '../testing/inbox-vendor.ts';
import { heldReplies, migratingVendors, missingOf } from '../testing/migrating-vendors.ts';

describe('the options of a send', () => {
  test('go to both chats, but for the signal and the deadline', async () => {
    const given: Record<string, SendOptions | undefined> = {};
    const listening = (chat: Chat) =>
      changedChat(chat, {
        sendDirect: (...[message, options]: Parameters<Chat['sendDirect']>) => {
          given[chat.name] = options;
          return chat.sendDirect(message, options);
        },
      });
    const { chat, clock } = migratingVendors({
      options: { stage: 'shadow', otherDeadlineMs: 7_000 },
      wrap: listening,
    });
    const journal = { begin: () => {} };
    const { signal } = new AbortController();
    const options: SendOptions = {
      signal,
      deadlineMs: 20_000,
      timeoutMs: 9_000,
      retryUnknown: true,
      maxAttempts: 2,
      correlationId: 'request 1',
      onUnsupported: 'warn',
      journal,
    };
    await clock.finish(chat.sendDirect({ ...hello, to: 'bob' }, options));
    await clock.finish(chat.drain());
    expect(given.old).toBe(options);
    const { signal: own, ...others } = given.young ?? {};
    expect(own).not.toBe(signal);
    const { signal: _signal, ...expected } = options;
    expect(others).toEqual({ ...expected, deadlineMs: 7_000, timeoutMs: 7_000 });
  });

  test('a journal has the records of both, and each is resumed at its chat', async () => {
    const records: CallRecord[] = [];
    const journal = {
      begin: (given: readonly CallRecord[]) => {
        records.push(...given);
      },
    };
    const { chat, clock } = migratingVendors({ options: { stage: 'live' } });
    await clock.finish(chat.sendDirect({ ...hello, to: 'bob' }, { journal, correlationId: 'request 1' }));
    await clock.finish(chat.drain());
    expect(records.map(({ chat: name, correlationId }) => [name, correlationId])).toEqual([
      ['young', 'request 1'],
      ['old', 'request 1'],
    ]);
    await clock.advance(60_000);
    for (const record of records) {
      expect(await clock.finish(chat.resume(record))).toMatchObject([{ userId: 'bob', via: record.chat }]);
    }
  });

  test('a caller who cancels after the answer takes no copy away', async () => {
    const { release, vendor } = heldReplies();
    const { chat, clock, young } = migratingVendors({ options: { stage: 'shadow' }, young: vendor });
    const stopping = new AbortController();
    await chat.sendDirect({ ...hello, to: 'bob' }, { signal: stopping.signal });
    stopping.abort();
    release();
    await clock.finish(chat.drain());
    expect(young.inbox('bob')).toEqual(['hello']);
    expect(await missingOf(chat)).toEqual([]);
  });

  test('a caller who cancels while the authority has the request leaves it open, and the copy is written', async () => {
    const { release, vendor } = heldReplies();
    const { chat, clock, young } = migratingVendors({ options: { stage: 'shadow' }, old: vendor });
    const stopping = new AbortController();
    const sending = chat.sendDirect({ ...hello, to: 'bob' }, { signal: stopping.signal });
    await clock.advance(10);
    stopping.abort();
    await expect(clock.finish(sending)).rejects.toMatchObject({ code: 'aborted', effect: 'unknown' });
    release();
    await clock.finish(chat.drain());
    expect(young.inbox('bob')).toEqual(['hello']);
  });
});
