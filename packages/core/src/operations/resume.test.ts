import { describe, expect, test } from 'vitest';
import type { SendOptions } from '../chat.ts';
import type { ChatAdapter } from '../ports/chat-adapter.ts';
import type { CallRecord } from '../ports/journal.ts';
import { type PlainAdapterOptions, plainAdapter, plainProblems } from '../testing/plain-adapter.ts';
import { acceptAll, jsonReply, recipientsOf, type ScriptStep } from '../testing/scripted-transport.ts';
import { hello, simulatedChat } from '../testing/simulated-chat.ts';
import { SimulatedClock } from '../testing/simulated-clock.ts';

const window = 90_000;
const discarding: PlainAdapterOptions = { dedupWindowMs: window, maxItems: 9 };

/** A record that another process left behind: it had begun to send and then it ended. */
async function recordOf(
  adapter: PlainAdapterOptions | ChatAdapter = discarding,
  start: (chat: ReturnType<typeof simulatedChat>['chat'], options: SendOptions) => Promise<unknown> = (
    chat,
    options,
  ) => chat.sendDirect({ ...hello, to: ['bob', 'bad-x', 'carol'] }, options),
): Promise<CallRecord> {
  const { chat, clock } = simulatedChat([() => new Promise(() => {})], adapter);
  const records: CallRecord[] = [];
  start(chat, { journal: { begin: (begun) => void records.push(...begun) } }).catch(() => {});
  await clock.advance(0);
  const [record] = records;
  if (!record) throw new Error('nothing was begun');
  return JSON.parse(JSON.stringify(record));
}

/** Resumes a record in a process that begins so many milliseconds after the first attempt. */
async function resume(
  record: CallRecord,
  script: readonly ScriptStep[],
  {
    afterMs = 15_000,
    adapter = discarding,
    options = {},
  }: { afterMs?: number; adapter?: PlainAdapterOptions | ChatAdapter; options?: SendOptions } = {},
) {
  const clock = new SimulatedClock();
  clock.stall(afterMs);
  const simulated = simulatedChat(script, adapter, { clock });
  const outcomes = await clock.finish(simulated.chat.resume(record, options));
  return {
    outcomes,
    statuses: Object.fromEntries(outcomes.map(({ userId, status }) => [userId, status])),
    ...simulated,
  };
}

const unclear = { code: 'vendor_error', effect: 'unknown', transient: true, retryable: false };

describe('a call that may still be under way', () => {
  test.each([
    [0, 10_000],
    [9_999, 1],
  ])('is not resumed after %i ms, and the error says how long to wait: %i ms', async (afterMs, waitMs) => {
    const record = await recordOf();
    const clock = new SimulatedClock();
    clock.stall(afterMs);
    const { chat, transport } = simulatedChat([acceptAll], discarding, { clock });
    const time = new Date(record.mayRunUntil).toISOString();
    await expect(clock.finish(chat.resume(record))).rejects.toMatchObject({
      name: 'ChatError',
      code: 'invalid_message',
      effect: 'not_sent',
      transient: true,
      retryable: true,
      retryAfterMs: waitMs,
      field: 'record.mayRunUntil',
      message: `resume: record.mayRunUntil: the call may be under way for ${waitMs} ms yet, until ${time}; resume it then, where its process has ended`,
    });
    expect(transport.requests).toEqual([]);
    await clock.advance(waitMs);
    expect(await clock.finish(chat.resume(record))).toMatchObject([
      { status: 'accepted' },
      { status: 'accepted' },
    ]);
  });

  test('of a clock that is beyond all calendars is refused, too', async () => {
    const record = { ...(await recordOf()), mayRunUntil: 1e300 };
    const { chat, clock } = simulatedChat([acceptAll], discarding);
    await expect(clock.finish(chat.resume(record))).rejects.toMatchObject({ field: 'record.mayRunUntil' });
  });
});

describe('a call that was begun, inside the window', () => {
  test('is sent again byte for byte, and its recipients have their outcomes', async () => {
    const record = await recordOf();
    const { outcomes, transport } = await resume(record, [acceptAll]);
    expect(transport.requests).toMatchObject([
      { body: record.body?.text, headers: { 'content-type': record.body?.contentType } },
    ]);
    expect(outcomes).toEqual(
      [
        ['bob', 0],
        ['carol', 2],
      ].map(([userId, index]) => ({
        userId,
        index,
        status: 'accepted',
        via: 'plain',
        messageId: `id-${userId}`,
        ref: {
          version: 1,
          vendor: 'plain',
          app: 'app-1',
          conversation: 'direct',
          from: 'alice',
          to: userId,
          messageId: `id-${userId}`,
        },
      })),
    );
  });

  test.each([
    ['just fits an attempt of 10,000 ms', window - 10_000, true],
    ['no longer fits an attempt of 10,000 ms', window - 9_999, false],
    ['is over', window + 1, false],
  ])('where what is left of the window %s: after %d ms it is sent again: %s', async (_, afterMs, isSent) => {
    const { statuses, transport } = await resume(await recordOf(), [acceptAll], { afterMs });
    expect(transport.requests).toHaveLength(isSent ? 1 : 0);
    const status = isSent ? 'accepted' : 'unconfirmed';
    expect(statuses).toEqual({ bob: status, carol: status });
  });

  test('that the vendor refuses now stays unconfirmed: the first may have arrived', async () => {
    const { outcomes } = await resume(await recordOf(), [jsonReply({ problem: plainProblems.refused })]);
    expect(outcomes).toMatchObject([
      { userId: 'bob', status: 'unconfirmed', problem: unclear },
      { userId: 'carol', status: 'unconfirmed', problem: unclear },
    ]);
  });

  test('that never leaves stays unconfirmed', async () => {
    const { statuses } = await resume(await recordOf(), [{ fault: 'not_sent', reason: 'network' }]);
    expect(statuses).toEqual({ bob: 'unconfirmed', carol: 'unconfirmed' });
  });

  test('that fails for some is not cut into a smaller call, which would have another identity', async () => {
    const partly = jsonReply({ accepted: ['bob'], failed: { carol: plainProblems.tooFast } });
    const { statuses, transport } = await resume(await recordOf(), [partly, acceptAll]);
    expect(transport.requests).toHaveLength(1);
    expect(statuses).toEqual({ bob: 'accepted', carol: 'unconfirmed' });
  });

  test('is repeated as often as any, while the window allows', async () => {
    const { statuses, transport } = await resume(await recordOf(), ['silence', acceptAll]);
    expect(new Set(transport.requests.map(({ body }) => body)).size).toBe(1);
    expect([transport.requests.length, statuses.bob]).toEqual([2, 'accepted']);
  });

  test('whose signature is refused is signed anew', async () => {
    const stale = jsonReply({
      problem: { ...plainProblems.refused, code: 'unauthenticated' },
      refused: 'signature',
    });
    const { statuses } = await resume(await recordOf(), [stale, acceptAll]);
    expect(statuses).toEqual({ bob: 'accepted', carol: 'accepted' });
  });

  test('is stored again before it leaves, with the moment of its first attempt', async () => {
    const record = await recordOf();
    const begun: CallRecord[] = [];
    const journal = { begin: (records: readonly CallRecord[]) => void begun.push(...records) };
    await resume(record, [acceptAll], { options: { journal } });
    expect(begun).toMatchObject([
      { body: record.body, items: record.items, firstAttemptAt: record.firstAttemptAt, operation: 'direct' },
    ]);
    // Whoever takes it up after another crash leaves the first alone: nobody gets two outcomes.
    expect(begun.map(({ replaces }) => replaces)).toEqual([record.callId]);
  });
});

describe('a call of which nobody discards a copy', () => {
  const keeping: PlainAdapterOptions = { maxItems: 9 };

  test('is not sent again, and everybody is unconfirmed', async () => {
    const record = await recordOf(keeping);
    const { outcomes, transport } = await resume(record, [acceptAll], { adapter: keeping });
    expect(transport.requests).toEqual([]);
    expect(outcomes).toMatchObject([
      { userId: 'bob', index: 0, status: 'unconfirmed', via: 'plain', problem: unclear },
      { userId: 'carol', index: 2, status: 'unconfirmed', via: 'plain', problem: unclear },
    ]);
  });

  test('is sent again where the caller accepts copies', async () => {
    const { statuses } = await resume(await recordOf(keeping), [acceptAll], {
      adapter: keeping,
      options: { retryUnknown: true },
    });
    expect(statuses).toEqual({ bob: 'accepted', carol: 'accepted' });
  });

  test('is not sent again where this adapter promises more than was promised then', async () => {
    const { transport, statuses } = await resume(await recordOf(keeping), [acceptAll], {
      adapter: discarding,
    });
    expect(transport.requests).toEqual([]);
    expect(statuses.bob).toBe('unconfirmed');
  });

  test('is not sent again where this adapter promises less than was promised then', async () => {
    const { transport } = await resume(await recordOf(discarding), [acceptAll], { adapter: keeping });
    expect(transport.requests).toEqual([]);
  });
});

test('a call whose copies do no harm is sent again whenever', async () => {
  const harmless = { ...discarding, dedupWindowMs: Number.POSITIVE_INFINITY };
  const { statuses } = await resume(await recordOf(harmless), [acceptAll], {
    adapter: harmless,
    afterMs: 365 * 86_400_000,
  });
  expect(statuses.bob).toBe('accepted');
});

describe('a record that another clock wrote in what is the future here', () => {
  test.each([
    ['by less than the window has left', 60_000, true],
    ['by more than the window has left', 86_400_000, false],
  ])('%s (%d ms): it is sent again: %s', async (_, aheadMs, isSent) => {
    const record = await recordOf();
    const later = { ...record, firstAttemptAt: record.firstAttemptAt + aheadMs };
    const { transport } = await resume(later, [acceptAll], { afterMs: 0 });
    expect(transport.requests).toHaveLength(isSent ? 1 : 0);
  });
});

describe('other bytes than were stored are not sent', () => {
  const changed = (call: (record: CallRecord) => unknown): ChatAdapter => ({
    ...plainAdapter(discarding),
    resume: (record) => call(record) as ReturnType<NonNullable<ChatAdapter['resume']>>,
  });
  const plain = plainAdapter(discarding);

  test.each<[string, ChatAdapter, Partial<CallRecord>]>([
    ['by an adapter that cannot resume', { ...plain, resume: undefined }, {}],
    ['by an adapter that does not know the record', changed(() => undefined), {}],
    [
      'by an adapter that throws',
      changed(() => {
        throw new Error('bug');
      }),
      {},
    ],
    [
      'by an adapter that writes them anew',
      changed((record) => {
        const call = plain.resume?.(record);
        const body = { contentType: 'application/json', text: `${record.body?.text} ` };
        return { ...call, body: () => body };
      }),
      {},
    ],
    [
      'by an adapter that changes their type',
      changed((record) => ({
        ...plain.resume?.(record),
        body: () => ({ contentType: 'text/plain', text: record.body?.text }),
      })),
      {},
    ],
    [
      'by an adapter that calls something else',
      changed((record) => ({ ...plain.resume?.(record), endpoint: 'recall' })),
      {},
    ],
    [
      'by an adapter that gives them another identity',
      changed((record) => ({ ...plain.resume?.(record), identity: 'key-2' })),
      { identity: 'key-1' },
    ],
    ['by an adapter that forgets their identity', plain, { identity: 'key-1' }],
    [
      'where the stored ones were altered',
      plain,
      { body: { contentType: 'application/json', text: '{ "a": 1 }' } },
    ],
    [
      'where the stored ones are cut short',
      plain,
      { body: { contentType: 'application/json', text: '{"a":' } },
    ],
    ['where the stored ones are gone', plain, { body: undefined }],
  ])('%s, and everybody is unconfirmed', async (_, adapter, part) => {
    const record = { ...(await recordOf()), ...part };
    const { statuses, outcomes, transport } = await resume(record, [acceptAll], { adapter });
    expect(transport.requests).toEqual([]);
    expect(statuses).toEqual({ bob: 'unconfirmed', carol: 'unconfirmed' });
    expect(outcomes[0]).toMatchObject({ problem: unclear });
  });
});

describe('two workers with one record', () => {
  test('send the same bytes to a vendor that discards the copy', async () => {
    const record = await recordOf();
    const [first, second] = [
      await resume(record, [acceptAll]),
      await resume(record, [acceptAll], { afterMs: 20_000 }),
    ];
    const bodies = [first, second].flatMap(({ transport }) => transport.requests.map(({ body }) => body));
    expect(bodies).toEqual([record.body?.text, record.body?.text]);
    expect([first.statuses.bob, second.statuses.bob]).toEqual(['accepted', 'accepted']);
  });

  test('send nothing to a vendor that does not', async () => {
    const record = await recordOf({ maxItems: 9 });
    for (let worker = 0; worker < 2; worker += 1) {
      const { transport } = await resume(record, [acceptAll], { adapter: { maxItems: 9 } });
      expect(transport.requests).toEqual([]);
    }
  });
});

describe('other operations', () => {
  test.each([
    [window, 'accepted', 1],
    [0, 'unconfirmed', 0],
  ])('a broadcast with a window of %d ms is %s, in one outcome', async (dedupWindowMs, status, requests) => {
    const adapter = { dedupWindowMs };
    const record = await recordOf(adapter, (chat, options) =>
      chat.broadcast({ ...hello, audience: 'online' }, options),
    );
    const { outcomes, transport } = await resume(record, [jsonReply({ shared: { taskId: 'task-9' } })], {
      adapter,
    });
    expect(transport.requests.map(({ body }) => body)).toEqual(Array(requests).fill(record.body?.text));
    expect(outcomes).toMatchObject([{ userId: '', index: 0, status, via: 'plain' }]);
    expect(outcomes).toHaveLength(1);
    if (requests > 0) expect(outcomes[0]).toMatchObject({ taskId: 'task-9' });
  });

  test('a registration has an outcome for each user, and no ref', async () => {
    const record = await recordOf(discarding, (chat, options) =>
      chat.registerUsers([{ userId: 'a' }, { userId: 'b' }], options),
    );
    const { outcomes } = await resume(record, [
      (request) => Promise.resolve(jsonReply({ accepted: recipientsOf(request) })),
    ]);
    expect(outcomes.map(({ userId, status }) => [userId, status])).toEqual([
      ['a', 'accepted'],
      ['b', 'accepted'],
    ]);
    expect(outcomes[0]).not.toHaveProperty('ref');
  });
});

describe('a record that is none of this chat’s', () => {
  test.each<[string, object, string]>([
    ['another chat', { chat: 'asia' }, 'record.chat'],
    ['another app', { app: 'app-2' }, 'record.app'],
    ['another vendor', { vendor: 'pigeon' }, 'record.vendor'],
    ['another version', { version: 2 }, 'record.version'],
    ['no items', { items: undefined }, 'record.items'],
    ['an item without a place', { items: [{ userId: 'a', id: 'a' }] }, 'record.items[0].index'],
    [
      'an item before the first place',
      { items: [{ userId: 'a', index: -1, id: 'a' }] },
      'record.items[0].index',
    ],
    [
      'two items in one place',
      { items: ['a', 'b'].map((id) => ({ userId: id, index: 0, id })) },
      'record.items',
    ],
    ['nobody in a call to users', { items: [] }, 'record.items'],
    ['users in a call to an audience', { operation: 'audience' }, 'record.items'],
    ['an attempt before the first', { attempt: 0 }, 'record.attempt'],
    ['a body that is a string', { body: '{}' }, 'record.body'],
    ['a window that is null', { dedupWindowMs: null }, 'record.dedupWindowMs'],
    ['a window below nothing', { dedupWindowMs: -1 }, 'record.dedupWindowMs'],
    ['an unknown operation', { operation: 'recall' }, 'record.operation'],
    ['an unknown member', { more: 1 }, 'record.more'],
  ])('%s is refused, naming the field', async (_, part, field) => {
    const record = { ...(await recordOf()), ...part } as CallRecord;
    const { chat, clock, transport } = simulatedChat([acceptAll], discarding);
    await expect(clock.finish(chat.resume(record))).rejects.toMatchObject({
      name: 'ChatError',
      code: 'misconfigured',
      effect: 'not_sent',
      field,
      message: expect.stringMatching(/^resume: /),
    });
    expect(transport.requests).toEqual([]);
  });

  test.each([undefined, null, 7, []])('%o in its place is refused', async (record) => {
    const { chat, clock } = simulatedChat([acceptAll]);
    await expect(clock.finish(chat.resume(record as never))).rejects.toMatchObject({
      code: 'misconfigured',
      field: 'record',
    });
  });
});

describe('resuming', () => {
  test('that is cancelled sends nothing, and everybody stays unconfirmed', async () => {
    const { outcomes, transport } = await resume(await recordOf(), [acceptAll], {
      options: { signal: AbortSignal.abort() },
    });
    expect(transport.requests).toEqual([]);
    expect(outcomes).toMatchObject([{ problem: unclear }, { problem: unclear }]);
  });

  test('has a beginning and an end for hooks', async () => {
    const { events } = await resume(await recordOf(), [acceptAll], { options: { correlationId: 'job-1' } });
    expect(events.map(({ name }) => name)).toEqual(['sendStart', 'request', 'reply', 'sendEnd']);
    expect(events.at(-1)).toMatchObject({ operation: 'direct', correlationId: 'job-1', accepted: 2 });
  });

  test('keeps what was stored out of what the vendor says', async () => {
    const refused = { ...plainProblems.refused, vendor: { name: 'plain', message: 'blocked: hello' } };
    const first: ScriptStep = jsonReply({ problem: { ...refused, effect: 'unknown' } });
    const { outcomes } = await resume(await recordOf(), [first]);
    expect(outcomes).toMatchObject([{ problem: { vendor: { message: 'blocked: …' } } }, {}]);
  });
});

describe('a call whose identity is not in its body, such as a key in a header', () => {
  const keyed = (adapter: ChatAdapter): ChatAdapter => ({
    ...adapter,
    plan: {
      ...adapter.plan,
      direct: (message, context) => {
        const plan = adapter.plan.direct?.(message, context);
        if (!plan) throw new Error('the plain vendor has direct messages');
        const next: typeof plan.next = (pending) => {
          const planned = plan.next(pending);
          return { ...planned, call: planned.call && { ...planned.call, identity: 'key-1' } };
        };
        return { ...plan, next };
      },
    },
    resume: (record) => {
      const call = adapter.resume?.(record);
      return call && { ...call, identity: record.identity };
    },
  });

  test('is stored with it, and sent again with it', async () => {
    const record = await recordOf(keyed(plainAdapter(discarding)));
    expect(record.identity).toBe('key-1');
    const { statuses } = await resume(record, [acceptAll], { adapter: keyed(plainAdapter(discarding)) });
    expect(statuses).toEqual({ bob: 'accepted', carol: 'accepted' });
  });
});

describe("a caller's correlationId", () => {
  test.each([
    ['that is given now goes first', { correlationId: 'now' }, 'now'],
    ['that the send had before the crash is kept', undefined, 'before'],
    ['is kept beside other options', { retryUnknown: false }, 'before'],
  ])('%s', async (_, options, expected) => {
    const record = { ...(await recordOf()), correlationId: 'before' };
    const { events } = await resume(record, [acceptAll], { options });
    expect(events.map(({ correlationId }) => correlationId)).toEqual(events.map(() => expected));
  });
});
