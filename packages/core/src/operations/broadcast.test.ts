import { describe, expect, test } from 'vitest';
import type { ChatError } from '../model/chat-error.ts';
import { createProblem } from '../model/problem.ts';
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
    expect(transport.requests.map(({ body }) => JSON.parse(body))).toEqual([
      { number: 1, recipients: ['online'], text: 'hello' },
    ]);
  });

  test('the request id is there where the vendor gives one', async () => {
    const { chat, clock } = simulatedChat([jsonReply({})], {
      read: () => ({ accepted: [{ userId: 'online', requestId: '343649807833778782' }], failed: [] }),
    });
    const { results } = await clock.finish(chat.broadcast(toAll));
    expect(results).toEqual([{ via: 'plain', requestId: '343649807833778782' }]);
  });

  test.each<[string, ScriptStep, string, string]>([
    ['refused', jsonReply({ problem: plainProblems.refused }), 'recipient_blocked', 'rejected'],
    ['never sent', { fault: 'not_sent', reason: 'network' }, 'network', 'not_sent'],
    ['unclear', { fault: 'unknown', reason: 'network' }, 'network', 'unknown'],
    ['in silence', 'silence', 'timeout', 'unknown'],
    ['read with holes', { status: 200, text: 'null' }, 'bad_reply', 'unknown'],
  ])('%s throws, with a receipt', async (_, step, code, effect) => {
    const { chat, clock } = simulatedChat([step]);
    const error: ChatError = await clock.finish(chat.broadcast(toAll).catch((reason) => reason));
    expect(error).toMatchObject({ name: 'ChatError', code, effect });
    expect(error.receipt).toMatchObject({ results: [], warnings: [{ code: 'stored_for_next_login' }] });
  });

  test('an adapter that throws makes a ChatError', async () => {
    const { chat, clock } = simulatedChat([jsonReply({})], { read: () => undefined as never });
    const error = await clock.finish(chat.broadcast(toAll).catch((reason) => reason));
    expect(error).toMatchObject({ name: 'ChatError', code: 'vendor_error', effect: 'unknown' });
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
      read: () => ({
        accepted: [{ userId: 'online' }],
        failed: [],
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

  test('a promise that cannot be kept is refused, or a warning', async () => {
    const problem = createProblem({
      code: 'unsupported',
      effect: 'not_sent',
      retryable: false,
      message: 'no',
      field: 'metadata',
    });
    const { chat, clock } = simulatedChat([acceptAll], { unsupported: [problem] });
    await expect(clock.finish(chat.broadcast(toAll))).rejects.toMatchObject({
      code: 'unsupported',
      field: 'metadata',
    });
    const { warnings } = await clock.finish(chat.broadcast(toAll, { onUnsupported: 'warn' }));
    expect(warnings).toMatchObject([
      { code: 'unsupported', field: 'metadata' },
      { code: 'stored_for_next_login' },
    ]);
  });
});
