import { describe, expect, test } from 'vitest';
import type { MessageRef } from '../model/outcome.ts';
import { changingAdapter, plainRef } from '../testing/changing-adapter.ts';
import { plainAdapter, plainProblems } from '../testing/plain-adapter.ts';
import { jsonReply, recipientsOf } from '../testing/scripted-transport.ts';
import { simulatedChat } from '../testing/simulated-chat.ts';

const refs = (...ids: readonly string[]) => ids.map((id) => plainRef(id));

describe('recall', () => {
  test('takes one message back, and says so with its ref', async () => {
    const { chat, clock } = simulatedChat([jsonReply({ gone: ['m1'] })], changingAdapter());
    expect(await clock.finish(chat.recall(plainRef('m1')))).toEqual({
      accepted: [{ ref: plainRef('m1'), via: 'plain', requestId: 'r-1' }],
      failed: [],
      unconfirmed: [],
      warnings: [],
    });
  });

  test('takes a ref that was stored as JSON and read again', async () => {
    const { chat, clock } = simulatedChat([jsonReply({ gone: ['m1'] })], changingAdapter());
    const stored = JSON.parse(
      JSON.stringify(plainRef('m1', { sentAt: 5, sequence: '12345678901234567890' })),
    );
    expect((await clock.finish(chat.recall([stored]))).accepted[0]?.ref).toEqual(stored);
  });

  test('cuts a list into calls, takes each message once, and keeps the order of the input', async () => {
    const script = [
      jsonReply({ gone: ['m2'], problems: { m1: plainProblems.refused } }),
      jsonReply({ gone: ['m3'] }),
    ];
    const { chat, clock, transport } = simulatedChat(script, changingAdapter());
    const receipt = await clock.finish(chat.recall(refs('m1', 'm2', 'm1', 'm3')));
    expect(transport.requests.map(recipientsOf)).toEqual([['m1', 'm2'], ['m3']]);
    expect(receipt.accepted.map(({ ref }) => ref.messageId)).toEqual(['m2', 'm3']);
    expect(receipt.failed).toMatchObject([
      { ref: plainRef('m1'), via: 'plain', problem: { code: 'recipient_blocked' } },
    ]);
  });

  test('takes the messages of a batch for different users, though they share an id', async () => {
    const { chat, clock, transport } = simulatedChat([jsonReply({ gone: ['shared'] })], changingAdapter());
    const shared = [plainRef('shared', { to: 'bob' }), plainRef('shared', { to: 'cid' })];
    expect((await clock.finish(chat.recall(shared))).accepted.map(({ ref }) => ref.to)).toEqual([
      'bob',
      'cid',
    ]);
    expect(transport.requests).toHaveLength(1);
  });

  test('is repeated after an unclear attempt, whose own recall is then no conflict', async () => {
    const script = [jsonReply({ problem: plainProblems.internal }), jsonReply({ before: ['m1'] })];
    const { chat, clock, transport } = simulatedChat(script, changingAdapter());
    const receipt = await clock.finish(chat.recall(plainRef('m1')));
    expect(receipt.accepted).toHaveLength(1);
    expect(transport.requests).toHaveLength(2);
  });

  test('of what was taken back before fails with a conflict, and the error carries the receipt', async () => {
    const { chat, clock } = simulatedChat([jsonReply({ before: ['m1'] })], changingAdapter());
    await expect(clock.finish(chat.recall(plainRef('m1')))).rejects.toMatchObject({
      code: 'conflict',
      recallReceipt: { accepted: [], failed: [{ ref: plainRef('m1'), problem: { code: 'conflict' } }] },
      summary: { accepted: 0, failed: 1, firstFailed: [{ via: 'plain' }] },
    });
  });

  test('says of what a reply does not name that nobody knows', async () => {
    const { chat, clock } = simulatedChat([jsonReply({ gone: ['m1'] })], changingAdapter());
    const receipt = await clock.finish(chat.recall(refs('m1', 'm2'), { maxAttempts: 1 }));
    expect(receipt.unconfirmed.map(({ ref }) => ref.messageId)).toEqual(['m2']);
  });

  test('names the place of a ref that the adapter cannot use', async () => {
    const { chat, clock } = simulatedChat([jsonReply({ gone: ['m1'] })], changingAdapter());
    const { messageId: _none, ...bare } = plainRef('m2');
    const receipt = await clock.finish(chat.recall([plainRef('m1'), bare]));
    expect(receipt.failed).toMatchObject([{ problem: { field: 'refs[1].messageId', effect: 'not_sent' } }]);
    await expect(clock.finish(chat.recall(bare))).rejects.toMatchObject({ field: 'ref.messageId' });
  });

  test.each<[string, unknown, string, string]>([
    ['nothing', undefined, 'invalid_message', 'ref'],
    ['an empty list', [], 'invalid_message', 'refs'],
    ['a message id', 'm1', 'invalid_message', 'ref'],
    ['a ref of another version', { ...plainRef('m1'), version: 2 }, 'invalid_message', 'ref.version'],
    ['a ref without a sender', { ...plainRef('m1'), from: undefined }, 'invalid_message', 'ref.from'],
    ['an empty recipient', [{ ...plainRef('m1'), to: '' }], 'invalid_message', 'refs[0].to'],
    [
      'a member too many',
      [plainRef('m1'), { ...plainRef('m2'), text: 'x' }],
      'invalid_message',
      'refs[1].text',
    ],
    // biome-ignore lint/suspicious/noSparseArray: that is the case.
    ['a list with a hole', [plainRef('m1'), , plainRef('m2')], 'invalid_message', 'refs[1]'],
    ['a ref of another vendor', plainRef('m1', { vendor: 'pigeon' }), 'invalid_message', 'ref.vendor'],
    ['a ref of another app', [plainRef('m1', { app: 'app-2' })], 'invalid_message', 'refs[0].app'],
    [
      'a conversation of another kind',
      plainRef('m1', { conversation: 'room' }),
      'unsupported',
      'ref.conversation',
    ],
    [
      'too many refs',
      Array.from({ length: 10_001 }, (_, index) => plainRef(`m${index}`)),
      'too_many_recipients',
      'refs',
    ],
  ])('refuses %s, and nothing is sent', async (_what, given, code, field) => {
    const { chat, clock, transport } = simulatedChat([jsonReply({})], changingAdapter());
    await expect(clock.finish(chat.recall(given as MessageRef))).rejects.toMatchObject({ code, field });
    expect(transport.requests).toEqual([]);
  });

  test.each([
    ['journal', { journal: { begin: () => {} } }],
    ['retryUnknown', { retryUnknown: true }],
  ])('refuses the option %s, which means nothing here', async (field, options) => {
    const { chat } = simulatedChat([jsonReply({})], changingAdapter());
    await expect(chat.recall(plainRef('m1'), options as object)).rejects.toMatchObject({
      code: 'misconfigured',
      field,
    });
  });

  test.each([
    ['declares nothing', changingAdapter({ recall: undefined })],
    ['has no plan', { ...plainAdapter(), capabilities: changingAdapter().capabilities }],
  ])('is unsupported where the adapter %s', async (_how, adapter) => {
    const { chat } = simulatedChat([jsonReply({})], adapter);
    await expect(chat.recall(plainRef('m1'))).rejects.toMatchObject({ code: 'unsupported', field: 'recall' });
  });

  test('is cancelled by its signal, and every message has an outcome', async () => {
    const cancel = new AbortController();
    const { chat, clock } = simulatedChat(['silence'], changingAdapter());
    const recalling = chat.recall(refs('m1', 'm2', 'm3'), { signal: cancel.signal });
    recalling.catch(() => {});
    await clock.advance(10);
    cancel.abort();
    await expect(clock.finish(recalling)).rejects.toMatchObject({
      code: 'aborted',
      recallReceipt: { accepted: [] },
    });
  });

  test('shows no user and no id in its events', async () => {
    const { chat, clock, events } = simulatedChat([jsonReply({ gone: ['m1'] })], changingAdapter());
    await clock.finish(chat.recall(plainRef('m1'), { correlationId: 'c-1' }));
    expect(events.map(({ name }) => name)).toEqual(['sendStart', 'request', 'reply', 'sendEnd']);
    expect(events[0]).toMatchObject({ operation: 'recall', correlationId: 'c-1' });
    expect(JSON.stringify(events)).not.toMatch(/alice|bob|m1/);
  });

  test('is refused once the chat is closed', async () => {
    const { chat, clock } = simulatedChat([jsonReply({})], changingAdapter());
    await clock.finish(chat.close());
    await expect(chat.recall(plainRef('m1'))).rejects.toMatchObject({ code: 'misconfigured' });
    await expect(chat.edit(plainRef('m1'), { metadata: 'x' })).rejects.toMatchObject({
      code: 'misconfigured',
    });
  });
});
