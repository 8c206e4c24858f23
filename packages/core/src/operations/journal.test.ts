import { describe, expect, test } from 'vitest';
import type { CallRecord, Journal } from '../ports/journal.ts';
import { plainProblems } from '../testing/plain-adapter.ts';
import { acceptAll, jsonReply, recipientsOf } from '../testing/scripted-transport.ts';
import { hello, type SimulatedChat, simulatedChat } from '../testing/simulated-chat.ts';
import type { SimulatedClock } from '../testing/simulated-clock.ts';

/** A journal that keeps everything. */
function memoryJournal() {
  const records: CallRecord[] = [];
  const journal: Journal = { begin: (begun) => void records.push(...begun) };
  return { journal, records };
}

/** A journal that keeps everything so many milliseconds later. */
function slowJournal(clock: SimulatedClock, afterMs: number) {
  const stored: CallRecord[] = [];
  const journal: Journal = {
    begin: (records) =>
      new Promise<void>((resolve) => {
        clock.schedule(() => {
          stored.push(...records);
          resolve();
        }, afterMs);
      }),
  };
  return { journal, stored };
}

const send = ({ chat, clock }: SimulatedChat, journal: Journal, to: string | readonly string[] = 'bob') =>
  clock.finish(chat.sendDirect({ ...hello, to }, { journal }).catch((reason) => reason));

describe('a record', () => {
  test('holds what leaves, byte for byte, before it leaves, and whom it is for', async () => {
    const { journal, records } = memoryJournal();
    const storedBefore: number[] = [];
    const simulated = simulatedChat(
      [
        async (request) => {
          storedBefore.push(records.length);
          return jsonReply({ accepted: recipientsOf(request) });
        },
      ],
      { dedupWindowMs: 90_000, maxItems: 9 },
      { name: 'europe' },
    );
    const { clock, transport, events } = simulated;
    const now = clock.now();
    await send(simulated, journal, ['bob', 'bad-carol', 'dave']);
    expect(storedBefore).toEqual([1]);
    const [request] = transport.requests;
    const [start] = events;
    expect(records).toEqual([
      {
        version: 1,
        chat: 'europe',
        vendor: 'plain',
        app: 'app-1',
        sendId: start?.sendId,
        callId: expect.stringMatching(/^[0-9a-f]{16}$/),
        attempt: 1,
        operation: 'direct',
        endpoint: 'send',
        body: { contentType: 'application/json', text: request?.body },
        items: [
          { userId: 'bob', index: 0, id: 'bob' },
          { userId: 'dave', index: 2, id: 'dave' },
        ],
        unlistedMeans: 'unconfirmed',
        sender: 'alice',
        dedupWindowMs: 90_000,
        firstAttemptAt: now,
        leaveBy: now + 10_000,
        mayRunUntil: now + 10_000,
      },
    ]);
    expect(request?.headers['content-type']).toBe('application/json');
  });

  test('survives JSON', async () => {
    const { journal, records } = memoryJournal();
    await send(simulatedChat([acceptAll]), journal, ['a', 'b', 'c', 'd']);
    expect(JSON.parse(JSON.stringify(records))).toEqual(records);
    expect(structuredClone(records)).toEqual(records);
    expect(records).toHaveLength(2);
  });

  test('holds no signature and no token', async () => {
    const { journal, records } = memoryJournal();
    await send(simulatedChat([acceptAll]), journal);
    expect(JSON.stringify(records)).not.toContain('signature');
  });

  test('of a call whose copies do no harm says so in JSON', async () => {
    const { journal, records } = memoryJournal();
    await send(simulatedChat([acceptAll], { dedupWindowMs: Number.POSITIVE_INFINITY }), journal);
    expect(JSON.parse(JSON.stringify(records))).toMatchObject([{ dedupWindowMs: 'unlimited' }]);
  });

  test('of every attempt says when the first was, and the attempts of a call share its id and its bytes', async () => {
    const { journal, records } = memoryJournal();
    const simulated = simulatedChat(['silence', acceptAll], { dedupWindowMs: 90_000 }, { timeoutMs: 1_000 });
    const start = simulated.clock.now();
    await send(simulated, journal);
    expect(records.map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(new Set(records.map(({ callId }) => callId)).size).toBe(1);
    expect(new Set(records.map(({ body }) => body?.text)).size).toBe(1);
    expect(records.map(({ firstAttemptAt }) => firstAttemptAt)).toEqual([start, start]);
    expect(records[1]?.leaveBy).toBeGreaterThan(records[0]?.leaveBy ?? 0);
  });

  test('of a call for a part of the recipients is of another call, and names the one that it replaces', async () => {
    const { journal, records } = memoryJournal();
    const partly = jsonReply({ accepted: ['a'], failed: { b: plainProblems.tooFast } });
    await send(simulatedChat([partly, acceptAll]), journal, ['a', 'b']);
    expect(records.map(({ items }) => items.map(({ userId }) => userId))).toEqual([['a', 'b'], ['b']]);
    expect(records[0]).not.toHaveProperty('replaces');
    expect(records[1]?.replaces).toBe(records[0]?.callId);
    expect(records[1]?.callId).not.toBe(records[0]?.callId);
    expect(records[1]?.firstAttemptAt).toBeGreaterThanOrEqual(records[0]?.firstAttemptAt ?? 0);
  });

  test('of a broadcast has no items, and of a registration users', async () => {
    const { journal, records } = memoryJournal();
    const { chat, clock } = simulatedChat([acceptAll]);
    await clock.finish(chat.broadcast({ ...hello, audience: 'online' }, { journal }));
    await clock.finish(chat.registerUsers([{ userId: 'a' }], { journal }));
    expect(records).toMatchObject([
      { operation: 'audience', endpoint: 'broadcast', items: [], sender: 'alice' },
      { operation: 'users', endpoint: 'register', items: [{ userId: 'a', index: 0, id: 'a' }] },
    ]);
    expect(records[1]).not.toHaveProperty('sender');
  });

  test('of a call without a body has none', async () => {
    const { journal, records } = memoryJournal();
    const simulated = simulatedChat([jsonReply({ accepted: ['bob'] })], {
      planned: (plan) => ({
        ...plan,
        next: (pending) => {
          const batch = plan.next(pending);
          return { ...batch, call: batch.call && { ...batch.call, body: () => undefined } };
        },
      }),
    });
    await send(simulated, journal);
    expect(records[0]).not.toHaveProperty('body');
  });
});

describe('a journal', () => {
  test('stores calls that come during one commit together in the next', async () => {
    const simulated = simulatedChat([acceptAll], { maxItems: 1 });
    const { journal } = slowJournal(simulated.clock, 10);
    const commits: number[] = [];
    const watched: Journal = {
      begin(records) {
        commits.push(records.length);
        return journal.begin(records);
      },
    };
    await send(simulated, watched, ['a', 'b', 'c', 'd', 'e']);
    expect(commits).toEqual([1, 4]);
  });

  test.each<[string, Journal['begin']]>([
    ['rejects', () => Promise.reject(new RangeError('disk full'))],
    [
      'throws',
      () => {
        throw new RangeError('disk full');
      },
    ],
  ])('that %s lets nothing leave, is asked again, and is the cause', async (_, begin) => {
    let asked = 0;
    const journal: Journal = {
      begin: (records) => {
        asked += 1;
        return begin(records);
      },
    };
    const simulated = simulatedChat([acceptAll]);
    const error = await send(simulated, journal, ['a', 'b']);
    expect(error).toMatchObject({
      code: 'network',
      effect: 'not_sent',
      transient: true,
      message: 'the journal failed, so nothing was sent',
      field: 'journal',
      cause: { name: 'RangeError' },
    });
    expect(error.receipt.failed).toHaveLength(2);
    expect(simulated.transport.requests).toEqual([]);
    expect(asked).toBe(3);
  });

  test('that fails once costs nothing but a repeat', async () => {
    let asked = 0;
    const journal: Journal = {
      begin() {
        asked += 1;
        if (asked === 1) throw new Error('busy');
      },
    };
    const simulated = simulatedChat([acceptAll]);
    expect(await send(simulated, journal)).toMatchObject({ accepted: [{ userId: 'bob' }] });
    expect(simulated.transport.requests).toHaveLength(1);
  });

  test('that fails before a copy leaves what is unclear unclear', async () => {
    let asked = 0;
    const journal: Journal = {
      begin() {
        asked += 1;
        if (asked > 1) throw new Error('disk full');
      },
    };
    const simulated = simulatedChat(['silence', acceptAll], { dedupWindowMs: 90_000 });
    expect(await send(simulated, journal)).toMatchObject({ code: 'timeout', effect: 'unknown' });
    expect(simulated.transport.requests).toHaveLength(1);
  });

  test.each([
    [999, 1],
    [1_001, 0],
  ])('that takes %d of the 1,000 ms of an attempt lets %d attempts leave', async (afterMs, expected) => {
    const simulated = simulatedChat([acceptAll], {}, { timeoutMs: 1_000, retry: { maxAttempts: 1 } });
    const { clock, transport } = simulated;
    const { journal, stored } = slowJournal(clock, afterMs);
    const result = await send(simulated, journal);
    expect(transport.requests).toHaveLength(expected);
    if (expected === 0)
      expect(result).toMatchObject({ code: 'timeout', effect: 'not_sent', transient: true });
    // What is stored later never leaves: its moment has passed.
    await clock.advance(60_000);
    expect(stored).toHaveLength(1);
    expect(transport.requests).toHaveLength(expected);
  });

  test('that never answers lets nothing leave, and does not hold up the send', async () => {
    const simulated = simulatedChat([acceptAll], {}, { timeoutMs: 1_000 });
    const { clock, transport } = simulated;
    const start = clock.monotonic();
    const begun: number[] = [];
    const journal: Journal = {
      begin(records) {
        begun.push(records.length);
        return new Promise(() => {});
      },
    };
    const error = await send(simulated, journal, ['a', 'b', 'c', 'd']);
    expect(error).toMatchObject({ code: 'timeout', effect: 'not_sent', transient: true });
    expect(clock.monotonic() - start).toBeLessThan(5_000);
    expect(transport.requests).toEqual([]);
    // Asked again only once nobody waits for what it was asked before.
    expect(new Set(begun)).toEqual(new Set([1]));
    expect(begun.length).toBeLessThan(10);
    expect(clock.pending).toBe(0);
  });

  test('that never answers once is asked again for the next send', async () => {
    const simulated = simulatedChat([acceptAll], {}, { timeoutMs: 1_000, retry: { maxAttempts: 1 } });
    let asked = 0;
    const journal: Journal = {
      begin() {
        asked += 1;
        return asked === 1 ? new Promise(() => {}) : undefined;
      },
    };
    expect(await send(simulated, journal, ['a'])).toMatchObject({ code: 'timeout', effect: 'not_sent' });
    const { chat, clock } = simulated;
    expect(await clock.finish(chat.sendDirect({ ...hello, to: 'b' }, { journal }))).toMatchObject({
      accepted: [{ userId: 'b' }],
    });
  });

  test('that changes its records does not change what is sent', async () => {
    const simulated = simulatedChat([acceptAll], { maxItems: 9 });
    const stored: (string | undefined)[] = [];
    const journal: Journal = {
      begin(records) {
        for (const { body } of records) {
          stored.push(body?.text);
          if (body) Object.assign(body, { text: 'sealed', contentType: 'text/plain' });
        }
      },
    };
    await send(simulated, journal, ['a']);
    const [request] = simulated.transport.requests;
    expect([request?.body, request?.headers['content-type']]).toEqual([stored[0], 'application/json']);
  });

  test('is asked nothing by a send that is cancelled as it would be asked', async () => {
    const cancelling = new AbortController();
    const { chat, clock } = simulatedChat([acceptAll], {}, { hooks: { request: () => cancelling.abort() } });
    const begun: unknown[] = [];
    const journal: Journal = { begin: (records) => void begun.push(...records) };
    const sending = chat.sendDirect({ ...hello, to: 'a' }, { journal, signal: cancelling.signal });
    await expect(clock.finish(sending)).rejects.toMatchObject({ code: 'aborted', effect: 'not_sent' });
    expect(begun).toEqual([]);
  });

  test('has another id for each call, also of a send with very many', async () => {
    const { journal, records } = memoryJournal();
    const { chat, clock } = simulatedChat([acceptAll], { maxItems: 1 });
    const ids = Array.from({ length: 2_000 }, (_, index) => `user-${index}`);
    await clock.finish(chat.sendDirect({ ...hello, to: ids }, { journal }));
    expect(new Set(records.map(({ callId }) => callId)).size).toBe(2_000);
    expect(records[0]?.callId).toHaveLength(16);
  });

  test('is asked before each call of a bulk send too', async () => {
    const { journal, records } = memoryJournal();
    const { chat, clock } = simulatedChat([acceptAll], { maxItems: 1 });
    const bulk = chat.sendBulk(hello, ['a', 'b', 'c'], { journal });
    expect(await clock.finish(bulk.summary())).toMatchObject({ accepted: 3 });
    expect(records.map(({ items }) => items[0]?.index).toSorted()).toEqual([0, 1, 2]);
  });
});
