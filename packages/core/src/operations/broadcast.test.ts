import { describe, expect, test } from 'vitest';
import type { ChatError } from '../model/chat-error.ts';
import { plainProblems } from '../testing/plain-adapter.ts';
import { acceptAll, jsonReply, type ScriptStep } from '../testing/scripted-transport.ts';
import { hello, simulatedChat } from '../testing/simulated-chat.ts';

const toAll = { ...hello, audience: 'online' } as const;

describe('broadcast', () => {
  test('is one call, and the receipt names what the vendor made of it', async () => {
    const { chat, clock, transport } = simulatedChat(
      [jsonReply({})],
      { unlistedMeans: 'accepted' },
      { name: 'asia' },
    );
    expect(await clock.finish(chat.broadcast(toAll))).toEqual({
      results: [{ via: 'asia', taskId: 'task-1' }],
      warnings: [{ code: 'stored_for_next_login', message: 'kept for seven days', via: 'asia' }],
    });
    expect(transport.requests.map(({ body }) => JSON.parse(body ?? ''))).toEqual([
      { number: 1, recipients: [], text: 'hello' },
    ]);
  });

  test('the request id is there where the vendor gives one', async () => {
    const { chat, clock } = simulatedChat([jsonReply({})], {
      readBroadcast: () => ({ value: { requestId: '343649807833778782', messageId: undefined } }),
    });
    const { results } = await clock.finish(chat.broadcast(toAll));
    expect(results).toStrictEqual([{ via: 'plain', requestId: '343649807833778782' }]);
  });

  test.each<[string, ScriptStep, string, string]>([
    ['refused', jsonReply({ problem: plainProblems.refused }), 'recipient_blocked', 'rejected'],
    ['never sent', { fault: 'not_sent', reason: 'network' }, 'network', 'not_sent'],
    ['unclear', { fault: 'unknown', reason: 'network' }, 'network', 'unknown'],
    ['in silence', 'silence', 'timeout', 'unknown'],
    ['read with holes', { status: 200, headers: {}, text: 'null' }, 'bad_reply', 'unknown'],
  ])('%s throws, with a receipt', async (_, step, code, effect) => {
    const { chat, clock } = simulatedChat([step]);
    const error: ChatError = await clock.finish(chat.broadcast(toAll).catch((reason) => reason));
    expect(error).toMatchObject({ name: 'ChatError', code, effect });
    expect(error.receipt).toMatchObject({ results: [], warnings: [{ code: 'stored_for_next_login' }] });
  });

  test.each<[string, () => unknown]>([
    ['no result', () => undefined],
    ['neither a value nor a problem', () => ({})],
    [
      'an exception',
      () => {
        throw new TypeError('bug');
      },
    ],
  ])(
    'an adapter that reads %s makes a ChatError: nobody knows what became of it',
    async (_, readBroadcast) => {
      const { chat, clock } = simulatedChat([jsonReply({})], { readBroadcast: readBroadcast as never });
      const error = await clock.finish(chat.broadcast(toAll).catch((reason) => reason));
      expect(error).toMatchObject({ name: 'ChatError', code: 'bad_reply', effect: 'unknown' });
    },
  );

  test('a fault that passes is not repeated where the vendor discards no copy', async () => {
    const { chat, clock, transport } = simulatedChat(['silence', acceptAll]);
    const error = await clock.finish(chat.broadcast(toAll).catch((reason) => reason));
    expect(error).toMatchObject({ code: 'timeout', effect: 'unknown', transient: true, retryable: false });
    expect(transport.requests).toHaveLength(1);
  });

  test('an unclear attempt stays unclear, though a later one is refused', async () => {
    const script: ScriptStep[] = ['silence', jsonReply({ problem: plainProblems.refused })];
    const { chat, clock } = simulatedChat(script, { dedupWindowMs: 600_000 });
    const error = await clock.finish(chat.broadcast(toAll).catch((reason) => reason));
    expect(error).toMatchObject({ code: 'timeout', effect: 'unknown' });
  });

  test('events say that it is one call for one thing, and name no user', async () => {
    const { chat, clock, events } = simulatedChat([jsonReply({})]);
    await clock.finish(chat.broadcast(toAll));
    expect(events.map(({ name }) => name)).toEqual(['sendStart', 'request', 'reply', 'sendEnd']);
    expect(events).toMatchObject([
      { operation: 'audience' },
      { endpoint: 'broadcast', count: 1 },
      { accepted: 1, failed: 0, unconfirmed: 0 },
      { operation: 'audience', accepted: 1, failed: 0, unconfirmed: 0 },
    ]);
    for (const event of events) expect(event).not.toHaveProperty('userIds');
  });

  test('a fault that passes is repeated, byte for byte', async () => {
    const { chat, clock, transport } = simulatedChat(['silence', acceptAll], { dedupWindowMs: 600_000 });
    const { results } = await clock.finish(chat.broadcast(toAll));
    expect(results).toHaveLength(1);
    expect(transport.requests[0]?.body).toBe(transport.requests[1]?.body);
  });

  test('cancelled, it throws the caller’s reason as the cause', async () => {
    const controller = new AbortController();
    const { chat, clock } = simulatedChat(['silence']);
    const reason = new Error('never mind');
    clock.schedule(() => controller.abort(reason), 100);
    const sending = chat.broadcast(toAll, { signal: controller.signal }).catch((thrown) => thrown);
    expect(await clock.finish(sending)).toMatchObject({ code: 'aborted', effect: 'unknown', cause: reason });
  });

  test('a warning of the reply is in the receipt', async () => {
    const { chat, clock } = simulatedChat([jsonReply({})], {
      readBroadcast: () => ({
        value: {},
        warnings: [{ code: 'profile_not_updated', message: 'as it was' }],
      }),
    });
    expect((await clock.finish(chat.broadcast(toAll))).warnings).toHaveLength(2);
  });

  test.each([
    [{ ...toAll, audience: 'all' }, 'invalid_message', 'audience'],
    [{ ...toAll, audience: 'everyone' }, 'invalid_message', 'push'],
    [{ ...toAll, to: 'bob' }, 'invalid_message', 'to'],
    [undefined, 'invalid_message', 'message'],
  ])('%j is refused before anything is sent', async (message, code, field) => {
    const { chat, clock, transport } = simulatedChat([acceptAll]);
    const error = await clock.finish(chat.broadcast(message as never).catch((reason) => reason));
    expect(error).toMatchObject({ name: 'ChatError', code, field });
    expect(transport.requests).toEqual([]);
  });

  test('a field that the vendor does not support is refused, or left out with a warning', async () => {
    const { chat, clock, transport } = simulatedChat([acceptAll], {
      unsupported: [{ field: 'metadata', reason: 'no place for it' }],
    });
    const message = { ...toAll, metadata: 'm' };
    await expect(clock.finish(chat.broadcast(message))).rejects.toMatchObject({
      code: 'unsupported',
      field: 'metadata',
    });
    expect(transport.requests).toEqual([]);
    const { warnings } = await clock.finish(chat.broadcast(message, { onUnsupported: 'warn' }));
    expect(warnings).toMatchObject([
      { code: 'unsupported', field: 'metadata', message: 'metadata: no place for it' },
      { code: 'stored_for_next_login' },
    ]);
  });
});
