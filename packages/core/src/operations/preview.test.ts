import { describe, expect, test } from 'vitest';
import type { BroadcastMessage, DirectMessage } from '../model/message.ts';
import type { PlannedCall } from '../model/planned-call.ts';
import { recipients } from '../testing/pacing.ts';
import { acceptAll } from '../testing/scripted-transport.ts';
import { hello, simulatedChat } from '../testing/simulated-chat.ts';

describe('preview', () => {
  const collect = async (stream: AsyncIterable<PlannedCall>) => {
    const calls: PlannedCall[] = [];
    for await (const call of stream) calls.push(call);
    return calls;
  };

  test('shows the calls that would be made, with no text in them, and makes none', async () => {
    const { chat, transport, events } = simulatedChat([acceptAll], { limits: [recipients] });
    const message: DirectMessage = {
      from: 'alice',
      content: { type: 'text', text: 'grüezi' },
      to: ['a', 'b', 'bad', 'c', 'c'],
    };
    expect(await collect(chat.preview(message))).toEqual([
      {
        endpoint: 'send',
        recipients: ['a', 'b'],
        costs: [{ limit: 'recipients', units: 2 }],
        bodyBytes: 52,
        body: { number: 1, recipients: ['a', 'b'], text: '(7 bytes)' },
      },
      {
        endpoint: 'send',
        recipients: ['c'],
        costs: [{ limit: 'recipients', units: 1 }],
        bodyBytes: 48,
        body: { number: 2, recipients: ['c'], text: '(7 bytes)' },
      },
    ]);
    expect(transport.requests).toEqual([]);
    expect(events).toEqual([]);
  });

  test('of a broadcast shows one call without recipients', async () => {
    const { chat, transport } = simulatedChat([acceptAll]);
    const message: BroadcastMessage = { ...hello, audience: 'online' };
    expect(await collect(chat.preview(message))).toMatchObject([
      { endpoint: 'broadcast', recipients: [], body: { text: '(5 bytes)' } },
    ]);
    expect(transport.requests).toEqual([]);
  });

  test('of recipients that are all refused shows no call', async () => {
    const { chat } = simulatedChat([acceptAll]);
    expect(await collect(chat.preview({ ...hello, to: ['bad-a', 'bad-b'] }))).toEqual([]);
  });

  test.each([
    [{ ...hello, to: [] }, 'to'],
    [{ ...hello, to: 'bob', colour: 1 }, 'colour'],
    [{ ...hello, audience: 'nobody' }, 'audience'],
    [undefined, 'content'],
  ])('of %j throws as the send would', async (message, field) => {
    const { chat } = simulatedChat([acceptAll]);
    await expect(collect(chat.preview(message as DirectMessage))).rejects.toMatchObject({
      name: 'ChatError',
      field,
    });
  });

  test('shows a call without a body as 0 bytes, and the key for which a cost is counted', async () => {
    const { chat } = simulatedChat([acceptAll], {
      planned: (plan) => ({
        ...plan,
        next: (pending) => {
          const batch = plan.next(pending);
          const call = batch.call && {
            ...batch.call,
            costs: [{ limit: recipients, units: 1, key: 'group-7' }],
            body: () => undefined,
            describe: () => undefined,
          };
          return { ...batch, call };
        },
      }),
    });
    expect(await collect(chat.preview({ ...hello, to: 'bob' }))).toEqual([
      {
        endpoint: 'send',
        recipients: ['bob'],
        costs: [{ limit: 'recipients', units: 1, key: 'group-7' }],
        bodyBytes: 0,
        body: undefined,
      },
    ]);
  });

  test('of a field that is not supported throws, or leaves it out where the chat does', async () => {
    const adapter = { unsupported: [{ field: 'readReceipt', reason: 'no' }] };
    const message = { ...hello, readReceipt: true, to: 'bob' };
    await expect(collect(simulatedChat([], adapter).chat.preview(message))).rejects.toMatchObject({
      code: 'unsupported',
      field: 'readReceipt',
    });
    const { chat } = simulatedChat([], adapter, { onUnsupported: 'warn' });
    expect(await collect(chat.preview(message))).toHaveLength(1);
  });
});
