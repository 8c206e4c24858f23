import { describe, expect, test, vi } from 'vitest';
import type { Chat } from '../chat.ts';
import { ChatError } from '../model/chat-error.ts';
import type { Content } from '../model/content.ts';
import type { FoundMessage } from '../model/found-message.ts';
import { createProblem } from '../model/problem.ts';
import { SimulatedClock } from '../testing/simulated-clock.ts';
import { parrot } from './__fixtures__/parrot.ts';
import { parrotBody, postOf, said } from './__fixtures__/parrot-request.ts';
import { createWebhookHandler } from './create-webhook-handler.ts';
import type { WebhookHandlerOptions } from './handler/webhook-options.ts';
import type { WebhookSource } from './webhook-source.ts';

const apps = [{ vendor: 'parrot', app: 'cage' }];
const text: Content = { type: 'text', text: 'hello' };
const there: FoundMessage = { found: true, state: 'sent', from: 'alice', to: 'bob', content: text };

/** Parrots whose messages can be looked up, and say what a test wants. */
function source(changes: object = {}): WebhookSource {
  const plain = parrot();
  return {
    ...plain,
    async read(request) {
      const reading = await plain.read(request);
      if (reading.status === 'refused') return reading;
      const ref = { version: 1, vendor: 'parrot', app: 'cage', conversation: 'direct' };
      const named = { ref: { ...ref, from: 'alice', to: 'bob', messageId: '1' } };
      const items = reading.items.map((item) => ({
        ...item,
        event: { ...item.event, ...named, ...changes },
      }));
      return { ...reading, items } as typeof reading;
    },
  };
}

function setUp(find: Chat['find'], changes?: object) {
  const clock = new SimulatedClock();
  const handle = vi.fn();
  const onError = vi.fn();
  const outcomes: string[] = [];
  const handler = createWebhookHandler(
    source(changes),
    { 'message.sent': handle, 'message.recalled': handle },
    {
      clock,
      onError,
      onUnsupported: 'warn',
      confirm: { chat: { apps, find }, events: ['message.sent', 'message.recalled'] },
      hooks: { handled: ({ outcome }) => outcomes.push(outcome) },
    },
  );
  const send = async () => (await handler(postOf(await parrotBody(said('1'), clock.now())))).status;
  return { send, handle, onError, outcomes };
}

describe('an event that is confirmed through a chat', () => {
  test('is handled where the vendor has the message as it is told, and asked about by its ref', async () => {
    const find = vi.fn(async () => there);
    const { send, handle, outcomes } = setUp(find);
    expect([await send(), outcomes, handle.mock.calls.length]).toEqual([200, ['handled'], 1]);
    expect(find.mock.calls).toEqual([
      [expect.objectContaining({ vendor: 'parrot', from: 'alice', messageId: '1' }), { deadlineMs: 5_000 }],
    ]);
  });

  const image = { type: 'image', url: 'https://files.example/1.png', width: 1, height: 1 } as const;
  const recalled = { type: 'message.recalled', content: undefined };
  test.each<[string, object, FoundMessage]>([
    ['with its metadata', { metadata: 'm' }, { ...there, metadata: 'm' }],
    ['with empty metadata, as with none', { metadata: '' }, there],
    ['with a picture of another size', { content: image }, { ...there, content: { ...image, size: 7 } }],
    [
      'with several parts',
      { content: { type: 'mixed', parts: [text, image] } },
      { ...there, content: { type: 'mixed', parts: [text, { ...image, width: 2 }] } },
    ],
    ['that was taken back', recalled, { found: true, state: 'recalled', from: 'alice', to: 'bob' }],
  ])('is believed: a message %s', async (_what, told, had) => {
    const { send, handle } = setUp(async () => had, told);
    expect([await send(), handle.mock.calls.length]).toEqual([200, 1]);
  });

  test.each<[string, object, FoundMessage]>([
    ['there is none', {}, { found: false }],
    ['it was taken back meanwhile', {}, { found: true, state: 'recalled', from: 'alice', to: 'bob' }],
    ['it has another text', {}, { ...there, content: { type: 'text', text: 'hullo' } }],
    ['it has another metadata', { metadata: 'm' }, { ...there, metadata: 'n' }],
    ['it has no metadata', { metadata: 'm' }, there],
    ['it has metadata', {}, { ...there, metadata: 'm' }],
    [
      'it has a picture elsewhere',
      { content: image },
      { ...there, content: { ...image, url: 'https://x.example' } },
    ],
    ['it has another type', { content: { type: 'custom', data: 'hello' } }, there],
    ['what it says has no word', { content: undefined }, { ...there, content: undefined } as FoundMessage],
    ['it was not taken back', recalled, there],
  ])('is not believed, and asked for again, where %s', async (_why, told, had) => {
    const { send, handle, outcomes } = setUp(async () => had, told);
    expect([await send(), outcomes, handle.mock.calls.length]).toEqual([503, ['unconfirmed'], 0]);
  });

  test('is asked for again where the vendor cannot be asked now, and believed when it can', async () => {
    const down = new ChatError(
      createProblem({ code: 'network', effect: 'not_sent', transient: true, message: 'no way there' }),
    );
    const find = vi.fn(async () => there).mockRejectedValueOnce(down);
    const { send, handle, onError } = setUp(find);
    expect([await send(), handle.mock.calls.length, onError.mock.calls[0]?.[0]]).toEqual([503, 0, down]);
    expect([await send(), handle.mock.calls.length]).toEqual([200, 1]);
  });

  test('is not believed where it says too little to be looked up, and nobody is asked', async () => {
    const find = vi.fn(async () => there);
    const { send, handle, onError } = setUp(find, { ref: undefined });
    expect([await send(), handle.mock.calls.length, find.mock.calls.length]).toEqual([503, 0, 0]);
    expect(onError.mock.calls[0]?.[0]).toEqual(
      new Error('confirm: the message.sent of parrot says too little to look the message up'),
    );
  });
});

describe('a handler is not made', () => {
  const chat = { apps, find: async () => there };
  test.each<[string, object, string, string]>([
    ['without a chat', { events: ['message.sent'] }, 'confirm.chat', 'must be a chat'],
    ['with what is no chat', { chat: {}, events: ['message.sent'] }, 'confirm.chat', 'must be a chat'],
    [
      'with a chat of another app',
      { chat: { ...chat, apps: [{ vendor: 'parrot', app: 'tree' }] }, events: ['message.sent'] },
      'confirm.chat',
      'must speak for parrot, app cage',
    ],
    ['without events', { chat }, 'confirm.events', 'must name at least one event'],
    ['with no event', { chat, events: [] }, 'confirm.events', 'must name at least one event'],
    [
      'for an event of a user',
      { chat, events: ['user.online'] },
      'confirm.events',
      'user.online cannot be asked',
    ],
    [
      'for a read message',
      { chat, events: ['message.read'] },
      'confirm.events',
      'message.read cannot be asked',
    ],
    [
      'for an event that asks',
      { chat, events: ['message.sending'] },
      'confirm.events',
      'message.sending cannot be asked',
    ],
    [
      'with a function beside the chat',
      { chat, events: ['message.sent'], 'message.read': () => true },
      'confirm.message.read',
      'no such option',
    ],
  ])('%s', (_what, confirm, field, words) => {
    const make = () =>
      createWebhookHandler(parrot(), {}, { confirm: confirm as WebhookHandlerOptions['confirm'] });
    expect(make).toThrow(
      expect.objectContaining({ code: 'misconfigured', field, message: expect.stringContaining(words) }),
    );
  });
});
