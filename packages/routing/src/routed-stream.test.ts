import type { RecipientOutcome } from '@polychat/core';
import { describe, expect, test } from 'vitest';
import { crowd } from './testing/crowd.ts';
import { hello } from './testing/inbox-vendor.ts';
import { thrown } from './testing/thrown.ts';
import { inOrder, twoVendors } from './testing/two-vendors.ts';

async function* slowly<T>(items: readonly T[]): AsyncGenerator<T> {
  for (const item of items) yield item;
}

describe('a stream', () => {
  test.each([
    ['a list', (ids: readonly string[]) => ids],
    ['an async source', slowly],
  ])(
    'of %s goes to each recipient’s chat, and outcomes name the place in the whole',
    async (_title, source) => {
      const { chat, clock, south } = twoVendors({ south: { maxUserId: 3 } });
      const ids = ['s1', 'n1', 's123', 'x', 'n2', 7 as never];
      const outcomes = (await clock.finish(Array.fromAsync(chat.deliver(hello, source(ids))))).flat();
      expect(inOrder(outcomes)).toEqual([
        '0 s1 accepted south',
        '1 n1 accepted north',
        '2 s123 failed south',
        '3 x failed routed',
        '4 n2 accepted north',
        '5 7 failed routed',
      ]);
      expect(outcomes.find(({ index }) => index === 2)).toMatchObject({ problem: { field: 'to[2]' } });
      expect(outcomes.find(({ index }) => index === 5)).toMatchObject({ problem: { field: 'to[5]' } });
      expect(south.posted.map(({ to }) => to)).toEqual([['s1']]);
    },
  );

  test('fills the calls of each chat', async () => {
    const { chat, north, south } = twoVendors({ options: { pickBatchSize: 7 } });
    const ids = crowd(25, 'n').flatMap((id, at) => (at % 5 === 0 ? [id, `s${at}`] : [id]));
    await chat.sendBulk(hello, ids).summary();
    expect(north.posted.map(({ to }) => to.length)).toEqual([10, 10, 5]);
    expect(south.posted.map(({ to }) => to.length)).toEqual([5]);
  });

  test('asks nothing of a chat at which nobody is', async () => {
    const events: string[] = [];
    const hooks = { sendStart: ({ chat }: { chat: string }) => void events.push(chat) };
    const { chat } = twoVendors({ north: { chat: { hooks } }, south: { chat: { hooks } } });
    await Array.fromAsync(chat.deliver(hello, ['n1']));
    expect(events).toEqual(['north']);
  });

  test('a message that one of the chats cannot carry is refused at once, unless via leaves it out', async () => {
    const { chat, north } = twoVendors({ south: { lacks: ['metadata'] } });
    const message = { ...hello, metadata: 'x' };
    for (const verb of ['deliver', 'sendBulk'] as const) {
      expect(() => chat[verb](message, ['n1'])).toThrow(
        expect.objectContaining({ code: 'unsupported', field: 'metadata' }),
      );
    }
    expect(north.posted).toEqual([]);
    const outcomes = (await Array.fromAsync(chat.deliver(message, ['n1', 's1'], { via: ['north'] }))).flat();
    expect(inOrder(outcomes)).toEqual(['0 n1 accepted north', '1 s1 failed routed']);
    const summary = await chat
      .sendBulk(message, ['n1', 's1'], { onUnsupported: { south: 'warn' } })
      .summary();
    expect(summary).toMatchObject({ accepted: 2, warnings: [{ code: 'unsupported', via: 'south' }] });
  });

  test.each([
    ['no message', undefined, ['n1'], 'invalid_message'],
    ['no recipients', hello, undefined, 'invalid_message'],
    ['one id', hello, 'n1', 'invalid_message'],
  ])('%s is refused at once', (_title, message, recipients, code) => {
    const { chat } = twoVendors();
    expect(() => chat.deliver(message as never, recipients as never)).toThrow(
      expect.objectContaining({ code }),
    );
    expect(() => chat.sendBulk(message as never, recipients as never)).toThrow(
      expect.objectContaining({ code }),
    );
  });

  test('duplicates is an option of sendBulk alone, and a bad one is refused', () => {
    const { chat } = twoVendors();
    const bad = expect.objectContaining({ code: 'misconfigured', field: 'duplicates' });
    expect(() => chat.deliver(hello, [], { duplicates: 'exact' } as never)).toThrow(bad);
    expect(() => chat.sendBulk(hello, [], { duplicates: 'all' } as never)).toThrow(bad);
  });

  test('who is on their way already is a duplicate; with exact, who ever came is', async () => {
    const { chat, north } = twoVendors({ north: { maxItems: 1 }, options: { pickBatchSize: 1 } });
    const ids = ['n1', 'n1', 'n2', 'n3', 'n1'];
    const summary = await chat.sendBulk(hello, ids, { duplicates: 'exact' }).summary();
    expect(summary).toMatchObject({ pulled: 5, duplicates: 2, accepted: 3, completed: true });
    expect(north.delivered).toBe(3);
    const called = await chat.sendBulk(hello, ['n1', 'n1']).summary();
    expect(called).toMatchObject({ pulled: 2, accepted: 1, duplicates: 1 });
  });

  test('what a source throws comes after the outcomes of those before it', async () => {
    const { chat, clock } = twoVendors({ options: { pickBatchSize: 1 } });
    async function* source() {
      yield 'n1';
      throw new Error('the database is gone');
    }
    const seen: RecipientOutcome[] = [];
    const reading = (async () => {
      for await (const outcomes of chat.deliver(hello, source())) seen.push(...outcomes);
    })();
    await expect(clock.finish(reading)).rejects.toThrow('the database is gone');
    expect(inOrder(seen)).toEqual(['0 n1 accepted north']);
  });
});

describe('a slow chat', () => {
  function held() {
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    return { beforeReply: () => gate, release: () => release() };
  }

  test.each([
    { bufferSize: 5, letter: 'n' },
    { bufferSize: 40, letter: 'n' },
  ])('holds up the others only when its buffer of $bufferSize ids is full', async ({ bufferSize }) => {
    const { beforeReply, release } = held();
    const chatOptions = { maxInFlight: 1 };
    const { chat, clock, south } = twoVendors({
      north: { beforeReply, maxItems: 1, chat: chatOptions },
      options: { bufferSize, pickBatchSize: 1 },
    });
    // One is in flight in the north; the chat has taken one more at most, and the others wait in the buffer.
    const ids = crowd(bufferSize + 2, 'n').flatMap((id, at) => [id, `s${at}`]);
    const bulk = chat.sendBulk(hello, [...ids, ...crowd(100, 'n').map((id) => `${id}-later`), 's-last']);
    const summary = bulk.summary();
    await clock.advance(5_000);
    expect(south.delivered).toBeGreaterThanOrEqual(bufferSize);
    expect(south.inbox('s-last')).toEqual([]);
    expect(bulk.progress.pulled).toBeLessThan(2 * bufferSize + 10);
    release();
    expect(await clock.finish(summary)).toMatchObject({ accepted: ids.length + 101, completed: true });
    expect(south.inbox('s-last')).toEqual(['hello']);
  });

  test('that is stopped meanwhile names everybody', async () => {
    const { beforeReply, release } = held();
    const { chat, clock } = twoVendors({
      north: { beforeReply, maxItems: 1, chat: { maxInFlight: 1 } },
      options: { bufferSize: 2, pickBatchSize: 4 },
    });
    const bulk = chat.sendBulk(hello, [...crowd(20, 'n'), 's1']);
    const summary = bulk.summary();
    await clock.advance(10);
    bulk.stop();
    release();
    const { pulled, accepted, failed, unconfirmed, completed } = await clock.finish(summary);
    expect({ unconfirmed, completed }).toEqual({ unconfirmed: 0, completed: false });
    expect(accepted).toBeGreaterThan(0);
    expect(pulled).toBe(accepted + failed);
    expect(pulled).toBeLessThan(20);
  });

  test('whose send is cancelled meanwhile leaves only what is under way unconfirmed', async () => {
    const { chat, clock } = twoVendors({
      north: { beforeReply: () => new Promise(() => {}), maxItems: 1, chat: { maxInFlight: 1 } },
      options: { bufferSize: 2, pickBatchSize: 4 },
    });
    const cancelled = new AbortController();
    const bulk = chat.sendBulk(hello, slowly(crowd(20, 'n')), { signal: cancelled.signal });
    const reading = Array.fromAsync(bulk);
    await clock.advance(10);
    cancelled.abort();
    const outcomes = (await clock.finish(reading)).flat();
    const summary = await bulk.summary();
    expect(outcomes).toHaveLength(summary.pulled);
    expect(outcomes.filter(({ status }) => status === 'unconfirmed')).toHaveLength(1);
    expect(new Set(outcomes.map(({ index }) => index)).size).toBe(summary.pulled);
  });
});

describe('a reader', () => {
  test('that leaves the loop cancels the rest, and the summary has whom it did not see', async () => {
    const { chat, clock, north } = twoVendors({ north: { maxItems: 1 }, south: { maxItems: 1 } });
    const bulk = chat.sendBulk(hello, [...crowd(10, 'n'), ...crowd(10, 's')]);
    const seen: RecipientOutcome[] = [];
    const reading = (async () => {
      for await (const outcomes of bulk) {
        seen.push(...outcomes);
        break;
      }
    })();
    await clock.finish(reading);
    const summary = await clock.finish(bulk.summary());
    const all = [...seen, ...(summary.unread ?? [])];
    expect(summary.completed).toBe(false);
    expect(all).toHaveLength(summary.pulled);
    expect(new Set(all.map(({ index }) => index)).size).toBe(summary.pulled);
    expect(north.delivered).toBeLessThanOrEqual(10);
  });

  test('that is slow slows the source down', async () => {
    const { chat } = twoVendors({
      north: { maxItems: 1 },
      south: { maxItems: 1 },
      options: { bufferSize: 4, pickBatchSize: 4 },
    });
    let pulled = 0;
    async function* source() {
      for (let at = 0; at < 10_000; at += 1) {
        pulled += 1;
        yield `${at % 2 === 0 ? 'n' : 's'}${at}`;
      }
    }
    const bulk = chat.sendBulk(hello, source());
    const iterator = bulk[Symbol.asyncIterator]();
    await iterator.next();
    for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(pulled).toBeLessThan(400);
    bulk.stop();
    await Array.fromAsync(bulk);
  });
});

test('an unread stream of a chat that was closed says so', async () => {
  const { chat } = twoVendors();
  const bulk = chat.sendBulk(hello, ['n1']);
  await chat.close();
  expect(await thrown(Array.fromAsync(bulk))).toMatchObject({ message: 'the chat is closed: routed' });
});
