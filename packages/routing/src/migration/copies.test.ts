import type { CallRecord, Chat, SendOptions } from '@polychat/core';
import { describe, expect, test } from 'vitest';
import { readAll } from '../testing/failing-vendors.ts';
import { hello } from '../testing/inbox-vendor.ts';
import {
  type MigratingVendors,
  migratingVendors,
  missingOf,
  shownReceipt,
} from '../testing/migrating-vendors.ts';
import type { MissingCopies } from './missing-copies.ts';

const list = (count: number, prefix = 'u') => Array.from({ length: count }, (_, at) => `${prefix}${at}`);

/** A vendor whose replies wait until the test lets them go. */
function held() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { release: resolve, vendor: { beforeReply: () => promise } };
}

function copiesAt({ young }: MigratingVendors, userIds: readonly string[]): number {
  return userIds.filter((userId) => young.inbox(userId).length > 0).length;
}

describe('the answer', () => {
  test('of a list, a stream and a broadcast does not wait for the copies', async () => {
    const { release, vendor } = held();
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
      Object.assign(Object.create(chat), { name: chat.name, sendDirect: answer });
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

  test('also whom a chat left out of its receipt, or left open by throwing something else', async () => {
    const leavingOut = (chat: Chat) => {
      const sendDirect = async () => ({ accepted: [], failed: [], unconfirmed: [], warnings: [] });
      return chat.name === 'old' ? Object.assign(Object.create(chat), { name: 'old', sendDirect }) : chat;
    };
    const { chat, clock, young } = migratingVendors({ options: { stage: 'shadow' }, wrap: leavingOut });
    await clock.finish(chat.sendDirect({ ...hello, to: 'bob' }));
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
    const ids = ['bob', ...list(600), 'bob'];
    await clock.finish(readAll(chat.deliver(hello, ids)));
    await clock.finish(chat.drain());
    expect(young.inbox('bob')).toHaveLength(old.inbox('bob').length);
  });
});

describe('a full queue', () => {
  test('is reported for those of a single send who find no place', async () => {
    const { release, vendor } = held();
    const vendors = migratingVendors({ options: { stage: 'shadow', maxWaiting: 5 }, young: vendor });
    const { chat, clock } = vendors;
    await chat.sendDirect({ ...hello, to: list(3, 'a') });
    expect(shownReceipt(await chat.sendDirect({ ...hello, to: list(4, 'b') }))).toHaveLength(4);
    await chat.sendDirect({ ...hello, to: 'c0' });
    expect(chat.report()).toMatchObject({ waiting: 5, missing: 3 });
    release();
    await clock.finish(chat.drain());
    expect(await missingOf(chat)).toEqual([
      'b2 young not_written queue_full',
      'b3 young not_written queue_full',
      'c0 young not_written queue_full',
    ]);
    expect(copiesAt(vendors, [...list(3, 'a'), ...list(4, 'b')])).toBe(5);
    expect(chat.report().stages[0]?.other).toMatchObject({ accepted: 5, notWritten: 3 });
  });

  test('holds a stream back, and loses nobody of it', async () => {
    const { release, vendor } = held();
    const vendors = migratingVendors({
      options: { stage: 'shadow', maxWaiting: 100 },
      old: { maxItems: 500 },
      young: { ...vendor, maxItems: 500 },
    });
    const { chat, clock, old } = vendors;
    let pulled = 0;
    function* ids() {
      for (const userId of list(5_000)) {
        pulled += 1;
        yield userId;
      }
    }
    const reading = readAll(chat.deliver(hello, ids()));
    await clock.advance(5_000);
    // Of the batch that was pulled, so many were sent as there is space for copies.
    expect(pulled).toBe(500);
    expect(old.delivered).toBe(100);
    expect(chat.report().waiting).toBe(100);
    release();
    expect(await clock.finish(reading)).toHaveLength(5_000);
    await clock.finish(chat.drain());
    expect(copiesAt(vendors, list(5_000))).toBe(5_000);
    expect(chat.report()).toMatchObject({ waiting: 0, missing: 0 });
  });

  test('lets a stream go on that is cancelled, and names everybody', async () => {
    const { vendor } = held();
    const { chat, clock } = migratingVendors({ options: { stage: 'shadow', maxWaiting: 10 }, young: vendor });
    const stopping = new AbortController();
    const bulk = chat.sendBulk(hello, list(2_000), { signal: stopping.signal });
    const reading = readAll(bulk);
    await clock.advance(1_000);
    stopping.abort();
    const outcomes = await clock.finish(reading);
    const { pulled, completed } = await bulk.summary();
    expect(completed).toBe(false);
    expect(outcomes).toHaveLength(pulled);
    expect(outcomes.filter(({ status }) => status === 'accepted')).toHaveLength(10);
  });

  test('holds back no stream that writes no copies', async () => {
    const { vendor } = held();
    const stage = { now: 'shadow' };
    const { chat, clock } = migratingVendors({
      options: { stage: () => stage.now, maxWaiting: 1 },
      young: { ...vendor, callFate: () => 'answered' },
    });
    await chat.sendDirect({ ...hello, to: 'bob' });
    stage.now = 'off';
    expect(await clock.finish(readAll(chat.deliver(hello, list(2_000))))).toHaveLength(2_000);
    expect(chat.report().waiting).toBe(1);
  });
});

describe('the copies of one send', () => {
  test('that wait together are written in one list', async () => {
    const { release, vendor } = held();
    const { chat, clock, young } = migratingVendors({
      options: { stage: 'shadow' },
      old: { maxItems: 1 },
      young: { ...vendor, maxItems: 1_000 },
    });
    // The first few fill all the ways.
    for (const userId of list(40, 'a')) await chat.sendDirect({ ...hello, to: userId });
    await clock.finish(readAll(chat.deliver(hello, list(200))));
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
    await clock.finish(chat.sendDirect({ ...hello, to: list(2_500) }));
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

describe('the options of the send', () => {
  test('go to both chats, but for the signal and the deadline', async () => {
    const given: Record<string, SendOptions | undefined> = {};
    const listening = (chat: Chat) =>
      Object.assign(Object.create(chat), {
        name: chat.name,
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
    for (const record of records) {
      expect(await clock.finish(chat.resume(record))).toMatchObject([{ userId: 'bob', via: record.chat }]);
    }
  });

  test('a caller who cancels after the answer takes no copy away', async () => {
    const { release, vendor } = held();
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
    const { release, vendor } = held();
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
      chat.name === 'young'
        ? Object.assign(Object.create(chat), { name: 'young', sendDirect: () => new Promise(() => {}) })
        : chat;
    const { chat, clock } = migratingVendors({
      options: { stage: 'shadow', otherDeadlineMs: 3_000 },
      wrap: hanging,
    });
    await chat.sendDirect({ ...hello, to: 'bob' });
    await clock.finish(chat.drain());
    expect(await missingOf(chat)).toEqual(['bob young unconfirmed timeout']);
  });
});

describe('closing', () => {
  test('waits for the copies', async () => {
    const { release, vendor } = held();
    const vendors = migratingVendors({ options: { stage: 'shadow' }, young: vendor });
    const { chat, clock } = vendors;
    await chat.sendDirect({ ...hello, to: list(50) });
    let isClosed = false;
    const closing = chat.close().then(() => {
      isClosed = true;
    });
    await clock.advance(5_000);
    expect(isClosed).toBe(false);
    await expect(chat.sendDirect({ ...hello, to: 'late' })).rejects.toThrow('closed');
    release();
    await clock.finish(closing);
    expect(copiesAt(vendors, list(50))).toBe(50);
    expect(await missingOf(chat)).toEqual([]);
  });

  test('with drainMs reports those whose copy is not written by then', async () => {
    const { vendor } = held();
    const { chat, clock } = migratingVendors({
      options: { stage: 'shadow', otherDeadlineMs: 100_000 },
      young: { ...vendor, maxItems: 1, chat: { retry: { maxAttempts: 1 }, maxInFlight: 1 } },
    });
    for (const userId of list(40)) await chat.sendDirect({ ...hello, to: userId });
    const startedAt = clock.monotonic();
    await clock.finish(chat.close({ drainMs: 2_000 }));
    expect(clock.monotonic() - startedAt).toBeLessThanOrEqual(4_000);
    const missing = await missingOf(chat);
    expect(missing).toHaveLength(40);
    // 32 lists were under way, and nobody knows of those; the others had not begun.
    expect(missing.filter((line) => line.endsWith('unconfirmed aborted'))).toHaveLength(32);
    expect(missing.filter((line) => line.endsWith('not_written closed'))).toHaveLength(8);
    expect(chat.report()).toMatchObject({ waiting: 0 });
  });

  test('with drainMs bounds streams that nobody reads, and what follows them', async () => {
    const { chat, clock } = migratingVendors({ options: { stage: 'shadow' } });
    const stream = chat.deliver(hello, list(100_000))[Symbol.asyncIterator]();
    await clock.finish(stream.next());
    const startedAt = clock.monotonic();
    await clock.finish(chat.close({ drainMs: 1_000 }));
    expect(clock.monotonic() - startedAt).toBeLessThanOrEqual(4_000);
  });

  test('refuses drainMs that is none, and closes nothing', async () => {
    const { chat } = migratingVendors();
    await expect(chat.close({ drainMs: -1 })).rejects.toMatchObject({
      code: 'misconfigured',
      field: 'drainMs',
    });
    await expect(chat.close({ drainMs: Number.NaN })).rejects.toMatchObject({ code: 'misconfigured' });
    expect(shownReceipt(await chat.sendDirect({ ...hello, to: 'bob' }))).toEqual(['bob accepted old']);
  });

  test('twice does no harm', async () => {
    const { chat, clock } = migratingVendors();
    await clock.finish(Promise.all([chat.close(), chat.close()]));
  });
});

describe('what is missing', () => {
  const failing = { stage: 'shadow', envelope: true } as const;

  test('holds ids and no content, is plain JSON, and comes as an event, too', async () => {
    const events: MissingCopies[] = [];
    const { chat, clock } = migratingVendors({
      options: { ...failing, hooks: { missing: (event) => events.push(event) } },
      young: { callFate: () => 'not_sent' },
    });
    const secret = { ...hello, content: { type: 'text', text: 'a secret' }, metadata: 'a secret' } as const;
    await clock.finish(
      chat.sendDirect({ ...secret, to: list(3), idempotencyKey: 'k' }, { correlationId: 'request 1' }),
    );
    await clock.finish(chat.drain());
    const missing = await Array.fromAsync(chat.takeMissing());
    expect(missing).toEqual([
      {
        operation: 'direct',
        side: 'to',
        via: 'young',
        stage: 'shadow',
        status: 'failed',
        reason: 'network',
        userIds: ['u0', 'u1', 'u2'],
        sendId: expect.any(String),
        idempotencyKey: 'k',
        correlationId: 'request 1',
        envelopeId: expect.stringMatching(/^polychat-/),
        at: clock.now(),
      },
    ]);
    expect(events).toEqual(missing);
    expect(JSON.parse(JSON.stringify(missing))).toEqual(missing);
    expect(JSON.stringify([missing, chat.report()])).not.toContain('a secret');
  });

  test('is given once, and the rest is kept for whoever leaves early', async () => {
    const { chat, clock } = migratingVendors({ options: failing, young: { callFate: () => 'not_sent' } });
    for (const userId of list(3)) await clock.finish(chat.sendDirect({ ...hello, to: userId }));
    await clock.finish(chat.drain());
    for await (const { userIds } of chat.takeMissing()) {
      expect(userIds).toEqual(['u0']);
      break;
    }
    expect(chat.report().missing).toBe(2);
    expect(await missingOf(chat)).toHaveLength(2);
    expect(await missingOf(chat)).toEqual([]);
  });

  test('is kept up to a bound, and counted beyond it', async () => {
    const events: MissingCopies[] = [];
    const { chat, clock } = migratingVendors({
      options: { ...failing, maxMissing: 2, hooks: { missing: (event) => events.push(event) } },
      young: { callFate: () => 'not_sent' },
    });
    for (const userId of list(5)) await clock.finish(chat.sendDirect({ ...hello, to: userId }));
    await clock.finish(chat.drain());
    expect(chat.report()).toMatchObject({ missing: 2, missingDropped: 3 });
    expect(events).toHaveLength(5);
  });
});
