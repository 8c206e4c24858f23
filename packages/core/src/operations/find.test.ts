import { describe, expect, test } from 'vitest';
import type { FoundMessage } from '../model/found-message.ts';
import { changingAdapter, plainRef } from '../testing/changing-adapter.ts';
import { plainAdapter, plainProblems } from '../testing/plain-adapter.ts';
import { jsonReply } from '../testing/scripted-transport.ts';
import { simulatedChat } from '../testing/simulated-chat.ts';

const there: FoundMessage = {
  found: true,
  state: 'sent',
  from: 'alice',
  to: 'bob',
  content: { type: 'text', text: 'at nine' },
  sentAt: 1_700_000_000_000,
};
const answer = (value: FoundMessage) => jsonReply({ value });

describe('find', () => {
  test.each<[string, FoundMessage]>([
    ['a message', there],
    ['none', { found: false }],
    ['one that was taken back', { found: true, state: 'recalled', from: 'alice', to: 'bob' }],
  ])('resolves to what the vendor has: %s', async (_what, value) => {
    const { chat, clock, transport } = simulatedChat([answer(value)], changingAdapter());
    expect(await clock.finish(chat.find(plainRef('m1')))).toEqual(value);
    expect(JSON.parse(transport.requests[0]?.body ?? '')).toEqual({ ref: plainRef('m1') });
  });

  test('is repeated after a fault that passes, and after an unclear attempt', async () => {
    const { chat, clock, transport } = simulatedChat(
      [
        jsonReply({ problem: plainProblems.tooFast }),
        jsonReply({ problem: plainProblems.internal }),
        answer(there),
      ],
      changingAdapter(),
    );
    expect(await clock.finish(chat.find(plainRef('m1')))).toEqual(there);
    expect(transport.requests).toHaveLength(3);
  });

  test('throws what the vendor refused', async () => {
    const { chat, clock } = simulatedChat([jsonReply({ problem: plainProblems.refused })], changingAdapter());
    await expect(clock.finish(chat.find(plainRef('m1')))).rejects.toMatchObject({
      code: 'recipient_blocked',
    });
  });

  test.each<[string, unknown, string, string]>([
    ['no ref', undefined, 'invalid_message', 'ref'],
    ['a list of refs', [plainRef('m1')], 'invalid_message', 'ref'],
    ['a ref of another app', plainRef('m1', { app: 'app-2' }), 'invalid_message', 'ref.app'],
    ['a ref of another vendor', plainRef('m1', { vendor: 'owl' }), 'invalid_message', 'ref.vendor'],
    ['a room', plainRef('m1', { conversation: 'room' }), 'unsupported', 'ref.conversation'],
    [
      'a ref without what the plan needs',
      { ...plainRef('m1'), messageId: undefined },
      'invalid_message',
      'ref.messageId',
    ],
  ])('refuses %s, and nothing is asked', async (_what, ref, code, field) => {
    const { chat, clock, transport } = simulatedChat([answer(there)], changingAdapter());
    const finding = chat.find(ref as ReturnType<typeof plainRef>);
    await expect(clock.finish(finding)).rejects.toMatchObject({ code, field });
    expect(transport.requests).toEqual([]);
  });

  test('refuses options that it does not have', async () => {
    const { chat } = simulatedChat([answer(there)], changingAdapter());
    const options = { retryUnknown: true } as object;
    await expect(chat.find(plainRef('m1'), options)).rejects.toMatchObject({
      code: 'misconfigured',
      field: 'retryUnknown',
    });
  });

  test.each([
    ['declares nothing', changingAdapter({ find: undefined })],
    ['has no plan', { ...plainAdapter(), capabilities: changingAdapter().capabilities }],
  ])('is unsupported where the adapter %s', async (_how, adapter) => {
    const { chat } = simulatedChat([answer(there)], adapter);
    await expect(chat.find(plainRef('m1'))).rejects.toMatchObject({ code: 'unsupported', field: 'find' });
  });

  test('shows neither users nor text in its events, and is in no journal', async () => {
    const { chat, clock, events } = simulatedChat([answer(there)], changingAdapter());
    await clock.finish(chat.find(plainRef('m1')));
    expect(events[0]).toMatchObject({ name: 'sendStart', operation: 'find' });
    expect(JSON.stringify(events)).not.toMatch(/alice|bob|nine/);
  });

  test('is refused by a chat that is closed', async () => {
    const { chat } = simulatedChat([answer(there)], changingAdapter());
    await chat.close();
    await expect(chat.find(plainRef('m1'))).rejects.toMatchObject({ code: 'misconfigured' });
  });
});
