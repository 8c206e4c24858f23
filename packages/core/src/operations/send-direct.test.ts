import { describe, expect, test } from 'vitest';
import { ChatError } from '../model/chat-error.ts';
import { calls } from '../testing/pacing.ts';
import { plainProblems } from '../testing/plain-adapter.ts';
import { acceptAll, jsonReply, type ScriptStep } from '../testing/scripted-transport.ts';
import { hello, simulatedChat } from '../testing/simulated-chat.ts';

const { refused, internal } = plainProblems;

/** What a promise was rejected with, which has to be a ChatError. */
async function thrownBy(promise: Promise<unknown>): Promise<ChatError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ChatError)) throw new Error('no ChatError was thrown', { cause: error });
  return error;
}

describe('the receipt', () => {
  test('sorts everybody into one list, each in the order of the input', async () => {
    const script: ScriptStep[] = [
      jsonReply({ accepted: ['c', 'a'], failed: { b: refused } }),
      jsonReply({ accepted: ['d'], failed: { e: internal, f: refused } }),
    ];
    const { chat, clock } = simulatedChat(script, {}, { maxInFlight: 1, name: 'europe' });
    const to = ['a', 'b', 'c', 'd', 'e', 'f', 'bad-g'];
    const receipt = await clock.finish(chat.sendDirect({ ...hello, to }));
    const ref = { version: 1, vendor: 'plain', app: 'app-1', conversation: 'direct', from: 'alice' };
    expect(receipt).toEqual({
      accepted: ['a', 'c', 'd'].map((userId) => ({
        userId,
        via: 'europe',
        messageId: `id-${userId}`,
        ref: { ...ref, to: userId, messageId: `id-${userId}` },
      })),
      failed: [
        { userId: 'b', via: 'europe', problem: expect.objectContaining({ code: 'recipient_blocked' }) },
        { userId: 'f', via: 'europe', problem: expect.objectContaining({ code: 'recipient_blocked' }) },
        { userId: 'bad-g', via: 'europe', problem: expect.objectContaining({ field: 'to[6]' }) },
      ],
      unconfirmed: [
        { userId: 'e', via: 'europe', problem: expect.objectContaining({ code: 'vendor_unavailable' }) },
      ],
      warnings: [],
    });
  });

  test('keeps all that the vendor says of a message, in a ref that survives JSON', async () => {
    const named = {
      messageId: '144115233406643804727',
      sequence: '18446744073709551615',
      sentAt: 1_750_000_000_123,
    };
    const ids = { ...named, taskId: 'task-1', requestId: 'request-1' };
    const { chat, clock } = simulatedChat([jsonReply({})], {
      read: () => ({ value: { accepted: [{ id: 'bob', value: ids }], failed: [] } }),
    });
    const { accepted } = await clock.finish(chat.sendDirect({ ...hello, to: 'bob' }));
    const app = { version: 1, vendor: 'plain', app: 'app-1', conversation: 'direct' };
    const ref = { ...app, from: 'alice', to: 'bob', ...named };
    expect(accepted).toStrictEqual([{ userId: 'bob', via: 'plain', ...ids, ref }]);
    expect(JSON.parse(JSON.stringify(accepted[0]?.ref))).toEqual(ref);
  });

  test('names the sender as the vendor knows it, also where the message names none', async () => {
    const { chat, clock } = simulatedChat([acceptAll], {
      planned: (plan) => ({ ...plan, sender: 'the-default', problems: [] }),
    });
    const { accepted } = await clock.finish(chat.sendDirect({ content: hello.content, to: 'bob' }));
    expect(accepted).toMatchObject([{ ref: { from: 'the-default' } }]);
  });

  test('problems of one call are one frozen object', async () => {
    const { chat, clock } = simulatedChat(
      [acceptAll, jsonReply({ problem: refused })],
      { maxItems: 2 },
      { maxInFlight: 1 },
    );
    const { failed } = await clock.finish(chat.sendDirect({ ...hello, to: ['a', 'b', 'c', 'd'] }));
    expect(failed[0]?.problem).toBe(failed[1]?.problem);
    expect(Object.isFrozen(failed[0]?.problem)).toBe(true);
  });

  test('holds the warnings of the plan and of the reply', async () => {
    const { chat, clock } = simulatedChat(
      [jsonReply({ accepted: ['bob', 'ghost'] })],
      {
        unsupported: [{ field: 'timeToLive', reason: 'no such thing' }],
        planned: (plan) => ({ ...plan, warnings: [{ code: 'webhooks_bypassed', message: 'no webhook' }] }),
      },
      { onUnsupported: 'warn' },
    );
    const { warnings } = await clock.finish(chat.sendDirect({ ...hello, timeToLive: 60, to: 'bob' }));
    expect(warnings).toEqual([
      { code: 'unsupported', message: 'timeToLive: no such thing', field: 'timeToLive', via: 'plain' },
      { code: 'webhooks_bypassed', message: 'no webhook', via: 'plain' },
      { code: 'unasked_recipient', message: expect.any(String), via: 'plain' },
    ]);
  });

  test('the same warning of many calls is there once', async () => {
    const { chat, clock } = simulatedChat([acceptAll], {
      maxItems: 1,
      planned: (plan) => ({
        ...plan,
        next: (pending) => ({
          ...plan.next(pending),
          warnings: [{ code: 'webhooks_bypassed', message: 'm' }],
        }),
      }),
    });
    const { warnings } = await clock.finish(chat.sendDirect({ ...hello, to: ['a', 'b', 'c'] }));
    expect(warnings).toHaveLength(1);
  });
});

describe('when nobody was accepted', () => {
  test.each<[string, ScriptStep, string, string]>([
    [
      'the first unconfirmed recipient',
      jsonReply({ failed: { a: refused, b: internal } }),
      'vendor_unavailable',
      'unknown',
    ],
    [
      'else the first failed one',
      jsonReply({ failed: { a: refused, b: refused } }),
      'recipient_blocked',
      'rejected',
    ],
    ['also where nothing left', { fault: 'not_sent', reason: 'network' }, 'network', 'not_sent'],
  ])('throws the problem of %s, with the whole receipt', async (_, step, code, effect) => {
    const { chat, clock } = simulatedChat([step]);
    const error = await clock.finish(thrownBy(chat.sendDirect({ ...hello, to: ['a', 'b', 'bad'] })));
    expect(error).toMatchObject({ code, effect });
    const { accepted, failed, unconfirmed } = error.receipt as NonNullable<
      Awaited<ReturnType<typeof chat.sendDirect>>
    >;
    expect(accepted).toEqual([]);
    expect([...failed, ...unconfirmed]).toHaveLength(3);
    expect(error.cause).toBeUndefined();
  });
});

describe('recipients', () => {
  test('one id alone is a list of one', async () => {
    const { chat, clock } = simulatedChat([acceptAll]);
    expect((await clock.finish(chat.sendDirect({ ...hello, to: 'bob' }))).accepted).toHaveLength(1);
    const error = await clock.finish(thrownBy(chat.sendDirect({ ...hello, to: 'bad' })));
    expect(error.field).toBe('to');
  });

  test('one that is named twice gets the message once, wherever it stands', async () => {
    const { chat, clock, transport } = simulatedChat([acceptAll], { maxItems: 2 });
    const to = ['a', 'b', 'c', 'a', 'd', 'b', 'a'];
    const { accepted } = await clock.finish(chat.sendDirect({ ...hello, to }));
    expect(accepted.map(({ userId }) => userId)).toEqual(['a', 'b', 'c', 'd']);
    expect(transport.requests).toHaveLength(2);
  });

  test('the caller may change the list while the send goes on', async () => {
    const { chat, clock } = simulatedChat([acceptAll], { maxItems: 1 }, { maxInFlight: 1 });
    const to = ['a', 'b', 'c', 'd'];
    const sending = chat.sendDirect({ ...hello, to });
    to.length = 1;
    expect((await clock.finish(sending)).accepted).toHaveLength(4);
  });

  test.each([
    ['nobody', [], 'to', 'invalid_message', { min: 1, unit: 'items', actual: 0 }],
    [
      'too many',
      Array.from({ length: 6 }, (_, i) => `user-${i}`),
      'to',
      'too_many_recipients',
      { max: 5, unit: 'items', actual: 6 },
    ],
    ['a number', 7, 'to', 'invalid_message', undefined],
    ['nothing', undefined, 'to', 'invalid_message', undefined],
    ['a set', new Set(['a']), 'to', 'invalid_message', undefined],
    ['a number among them', ['a', 7], 'to[1]', 'invalid_message', undefined],
    ['a hole among them', ['a', undefined, 'b'], 'to[1]', 'invalid_message', undefined],
  ])('%s is refused before anything is sent', async (_, to, field, code, limit) => {
    const { chat, clock, transport } = simulatedChat([acceptAll], {}, { maxRecipients: 5 });
    const error = await clock.finish(thrownBy(chat.sendDirect({ ...hello, to: to as string[] })));
    expect(error).toMatchObject({ code, effect: 'not_sent', transient: false, field });
    expect(error.limit).toEqual(limit);
    expect(error.receipt).toBeUndefined();
    expect(transport.requests).toEqual([]);
  });

  test('ten thousand are as many as one send takes by default', async () => {
    const { chat, clock } = simulatedChat([acceptAll], { maxItems: 500 });
    const to = Array.from({ length: 10_001 }, (_, i) => `user-${i}`);
    const error = await clock.finish(thrownBy(chat.sendDirect({ ...hello, to })));
    expect(error).toMatchObject({ code: 'too_many_recipients', limit: { max: 10_000, actual: 10_001 } });
    const receipt = await clock.finish(chat.sendDirect({ ...hello, to: to.slice(1) }));
    expect(receipt.accepted).toHaveLength(10_000);
  });
});

describe('a message that is refused', () => {
  test.each([
    [undefined, 'content'],
    [null, 'content'],
    [7, 'content'],
    [{ to: 'bob' }, 'content'],
    [{ ...hello, to: 'bob', colour: 'red' }, 'colour'],
    [{ content: hello.content, to: 'bob' }, 'from'],
  ])('%j throws, naming %s', async (message, field) => {
    const { chat, clock, transport } = simulatedChat([acceptAll]);
    const error = await clock.finish(thrownBy(chat.sendDirect(message as never)));
    expect(error).toMatchObject({ code: 'invalid_message', effect: 'not_sent', field });
    expect(transport.requests).toEqual([]);
  });

  const unsupported = { field: 'readReceipt', reason: 'no such thing' };

  test.each([
    ['refuse', undefined, 'refuse'],
    ['warn', undefined, 'warn'],
    ['refuse', 'warn', 'warn'],
    ['warn', 'refuse', 'refuse'],
  ] as const)('a field that is not supported: chat %s, send %s: %s', async (ofChat, ofSend, expected) => {
    const { chat, clock } = simulatedChat(
      [acceptAll],
      { unsupported: [unsupported] },
      { onUnsupported: ofChat },
    );
    const sending = chat.sendDirect({ ...hello, readReceipt: true, to: 'bob' }, { onUnsupported: ofSend });
    if (expected === 'refuse') {
      expect(await clock.finish(thrownBy(sending))).toMatchObject({
        code: 'unsupported',
        field: 'readReceipt',
      });
    } else {
      expect((await clock.finish(sending)).warnings).toMatchObject([
        { code: 'unsupported', field: 'readReceipt' },
      ]);
    }
  });
});

describe('aborting', () => {
  test('before the send lets nothing leave, and everybody is accounted for', async () => {
    const { chat, clock, transport } = simulatedChat([acceptAll]);
    const reason = new Error('the user went away');
    const sending = chat.sendDirect({ ...hello, to: ['a', 'b'] }, { signal: AbortSignal.abort(reason) });
    const error = await clock.finish(thrownBy(sending));
    expect(error).toMatchObject({ code: 'aborted', effect: 'not_sent', cause: reason });
    expect(error.receipt).toMatchObject({
      accepted: [],
      failed: [{ userId: 'a' }, { userId: 'b' }],
      unconfirmed: [],
    });
    expect(transport.requests).toEqual([]);
  });

  test('in the middle loses nobody: what has left is unconfirmed, what has not is failed', async () => {
    const controller = new AbortController();
    const { chat, clock } = simulatedChat([acceptAll, 'silence'], { maxItems: 2 }, { maxInFlight: 1 });
    clock.schedule(() => controller.abort(), 500);
    const to = Array.from({ length: 9 }, (_, i) => `user-${i}`);
    const receipt = await clock.finish(chat.sendDirect({ ...hello, to }, { signal: controller.signal }));
    const counts = [receipt.accepted.length, receipt.unconfirmed.length, receipt.failed.length];
    expect(counts).toEqual([2, 2, 5]);
    const codes = [...receipt.failed, ...receipt.unconfirmed].map(({ problem }) => problem.code);
    expect(new Set(codes)).toEqual(new Set(['aborted']));
  });
});

test('a list that is longer than a call takes arguments is accounted for when it is cancelled', async () => {
  const maxRecipients = 200_000;
  const { chat, clock } = simulatedChat([acceptAll], {}, { maxRecipients });
  const to = Array.from({ length: maxRecipients }, (_, i) => `user-${i}`);
  const sending = chat.sendDirect({ ...hello, to }, { signal: AbortSignal.abort() });
  const { code, receipt } = await clock.finish(thrownBy(sending));
  expect(code).toBe('aborted');
  expect(receipt?.failed?.length).toBe(maxRecipients);
});

describe('the deadline', () => {
  test('bounds the whole send, waiting included', async () => {
    const limit = { ...calls, capacity: 1, windowMs: 10_000 };
    const { chat, clock } = simulatedChat([acceptAll], { maxItems: 1, limits: [limit] });
    const start = clock.monotonic();
    const to = ['a', 'b', 'c', 'd', 'e', 'f'];
    const receipt = await clock.finish(chat.sendDirect({ ...hello, to }, { deadlineMs: 25_000 }));
    expect(receipt.accepted.map(({ userId }) => userId)).toEqual(['a', 'b', 'c']);
    expect(receipt.failed.map(({ userId }) => userId)).toEqual(['d', 'e', 'f']);
    expect(receipt.failed[0]?.problem).toMatchObject({
      code: 'rate_limited',
      effect: 'not_sent',
      transient: true,
    });
    expect(receipt.failed[0]?.problem.retryAfterMs).toBeGreaterThan(0);
    expect(clock.monotonic() - start).toBe(20_000);
  });

  test('what it cuts off in silence is unconfirmed, and what it never let go is failed', async () => {
    const { chat, clock } = simulatedChat(['silence'], { maxItems: 1 }, { maxInFlight: 1 });
    const error = await clock.finish(
      thrownBy(chat.sendDirect({ ...hello, to: ['a', 'b', 'c', 'd'] }, { deadlineMs: 25_000 })),
    );
    expect(error.receipt).toMatchObject({
      unconfirmed: [{ userId: 'a' }, { userId: 'b' }, { userId: 'c' }],
      failed: [{ userId: 'd', problem: { code: 'timeout', effect: 'not_sent' } }],
    });
  });

  test.each([
    [{}, {}, 10_000],
    [{ timeoutMs: 4_000 }, {}, 4_000],
    [{ timeoutMs: 4_000 }, { timeoutMs: 6_000 }, 6_000],
    [{ deadlineMs: 5_000 }, {}, 5_000],
    [{ deadlineMs: 5_000 }, { deadlineMs: 2_000 }, 2_000],
  ])('chat %j, send %j: silence ends after %i ms', async (ofChat, ofSend, expected) => {
    const { chat, clock } = simulatedChat(['silence'], {}, ofChat);
    const start = clock.monotonic();
    await clock.finish(thrownBy(chat.sendDirect({ ...hello, to: 'bob' }, ofSend)));
    expect(clock.monotonic() - start).toBe(expected);
  });
});

test('options of the send that do not fit are refused, naming the option', async () => {
  const { chat, clock } = simulatedChat([acceptAll]);
  for (const [options, field] of [
    [{ timeoutMs: 0 }, 'timeoutMs'],
    [{ deadlineMs: Number.NaN }, 'deadlineMs'],
    [{ signal: {} }, 'signal'],
    [{ retryUnknown: 'yes' }, 'retryUnknown'],
    [{ onUnsupported: 'ignore' }, 'onUnsupported'],
    [{ correlationId: 7 }, 'correlationId'],
    [{ journal: {} }, 'journal'],
    [{ duplicates: 'exact' }, 'duplicates'],
    [{ retries: 3 }, 'retries'],
    [7, 'options'],
  ] as const) {
    const error = await clock.finish(thrownBy(chat.sendDirect({ ...hello, to: 'bob' }, options as never)));
    expect(error).toMatchObject({ code: 'misconfigured', effect: 'not_sent', field });
  }
});

test('a send leaves no timer behind', async () => {
  const { chat, clock } = simulatedChat([acceptAll]);
  await clock.finish(chat.sendDirect({ ...hello, to: ['a', 'b', 'c', 'd'] }));
  expect(clock.pending).toBe(0);
});
