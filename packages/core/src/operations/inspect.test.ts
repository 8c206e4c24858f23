import { describe, expect, test } from 'vitest';
import type { BroadcastMessage, DirectMessage } from '../model/message.ts';
import { createProblem } from '../model/problem.ts';
import type { PlainAdapterOptions } from '../testing/plain-adapter.ts';
import { acceptAll } from '../testing/scripted-transport.ts';
import { hello, simulatedChat } from '../testing/simulated-chat.ts';
import type { PlannedCall } from './preview.ts';

const unsupported = createProblem({
  code: 'unsupported',
  effect: 'not_sent',
  retryable: false,
  message: 'readReceipt: no such thing',
  field: 'readReceipt',
});

describe('check', () => {
  test.each<[string, unknown, PlainAdapterOptions, readonly string[]]>([
    ['a message that goes as it is', { ...hello, to: 'bob' }, {}, []],
    ['a broadcast that does', { ...hello, audience: 'online' }, {}, []],
    [
      'bad recipients, by their place',
      { ...hello, to: ['a', 'bad-b', 'c', 'd', 'bad-e'] },
      {},
      ['to[1]', 'to[4]'],
    ],
    ['the only recipient', { ...hello, to: 'bad' }, {}, ['to']],
    ['no recipients', { ...hello, to: [] }, {}, ['to']],
    ['recipients that are none', { ...hello, to: [7, 'a', null] }, {}, ['to[0]', 'to[2]']],
    [
      'several faults at once',
      { to: [], content: { type: 'text' }, colour: 1 },
      {},
      ['content.text', 'colour', 'to'],
    ],
    ['what the adapter refuses', { content: hello.content, to: 'bob' }, {}, ['from']],
    ['a promise that is not kept', { ...hello, to: 'bob' }, { unsupported: [unsupported] }, ['readReceipt']],
    [
      'and bad recipients with it',
      { ...hello, to: ['bad'] },
      { unsupported: [unsupported] },
      ['readReceipt', 'to[0]'],
    ],
    [
      'a broadcast with such a promise',
      { ...hello, audience: 'online' },
      { unsupported: [unsupported] },
      ['readReceipt'],
    ],
    ['a broadcast that breaks a rule', { ...hello, audience: 'push_only' }, {}, ['push']],
    ['an unknown vendor', { ...hello, to: 'bob', vendor: { acme: {} } }, {}, ['vendor.acme']],
    ['nothing', undefined, {}, ['content', 'to']],
  ])('%s', (_, message, adapter, fields) => {
    const { chat, transport } = simulatedChat([acceptAll], adapter);
    const problems = chat.check(message as DirectMessage);
    expect(problems.map(({ field }) => field).toSorted()).toEqual(fields.toSorted());
    expect(problems.every(({ effect }) => effect === 'not_sent')).toBe(true);
    expect(transport.requests).toEqual([]);
  });

  test('finds one that is named twice once', () => {
    const { chat } = simulatedChat([acceptAll]);
    expect(chat.check({ ...hello, to: ['a', 'bad', 'bad'] }).map(({ field }) => field)).toEqual(['to[1]']);
  });
});

describe('preview', () => {
  const collect = async (stream: AsyncIterable<PlannedCall>) => {
    const calls: PlannedCall[] = [];
    for await (const call of stream) calls.push(call);
    return calls;
  };
  const limit = { name: 'recipients', capacity: 9, windowMs: 1, kind: 'rate', source: 'test' } as const;

  test('shows the calls that would be made, with no text in them, and makes none', async () => {
    const { chat, transport, events } = simulatedChat([acceptAll], { limits: [limit] });
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

  test('of a broadcast', async () => {
    const { chat, transport } = simulatedChat([acceptAll]);
    const message: BroadcastMessage = { ...hello, audience: 'online' };
    expect(await collect(chat.preview(message))).toMatchObject([
      { endpoint: 'broadcast', recipients: ['online'], body: { text: '(5 bytes)' } },
    ]);
    expect(transport.requests).toEqual([]);
  });

  test('of recipients that are all refused is empty', async () => {
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
});
