import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createChat } from '@polychat/core';
import {
  allow,
  createWebhookHandler,
  refuse,
  replace,
  toNodeListener,
  type WebhookEvent,
} from '@polychat/core/webhooks';
import { createEmulator, type Emulator } from '@polychat/emulator';
import { afterEach, describe, expect, test } from 'vitest';
import { zim } from '../index.ts';
import { type ZimVerdicts, zimWebhooks } from './index.ts';

const callbackSecret = 'callbackA';
const text = '100%25 & 你好';
const closings: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closings.splice(0).reverse()) await close();
});

type Sending = (said: string) => ZimVerdicts['message.sending'];

/** An emulator whose callbacks go over a socket to a handler, which keeps its events. */
async function setUp(encoding: 'json' | 'url_encoded' | 'form', sending: Sending = allow) {
  const events: WebhookEvent[] = [];
  const keep = (event: WebhookEvent) => events.push(event);
  let listener: ReturnType<typeof toNodeListener> | undefined;
  const server = createServer((request, response) => void listener?.(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closings.push(() => new Promise((resolve) => server.close(resolve)));
  const { port } = server.address() as AddressInfo;
  const emulator = await createEmulator({
    zim: {
      users: ['ana', 'bo', 'cy', '@RBT#bot'],
      groups: [{ groupId: 'team', owner: 'ana', members: ['bo'] }],
    },
    webhooks: { zim: { url: `http://127.0.0.1:${port}/`, callbackSecret, encoding } },
  });
  closings.push(() => emulator.close());
  const handler = createWebhookHandler(
    zimWebhooks({ appId: emulator.zim.appId, callbackSecret }),
    {
      'message.sending': ({ content }) => sending(content?.type === 'text' ? content.text : ''),
      'message.sent': keep,
      'message.failed': keep,
      'message.to_bot': keep,
    },
    { atDeadline: 'refuse' },
  );
  listener = toNodeListener(handler);
  return { emulator, events };
}

function clientSend(emulator: Emulator, to = 'bo', channel: 'direct' | 'group' = 'direct') {
  const message = { MessageType: 1, MessageBody: { Message: text } };
  return emulator.clientSend('zim', { from: 'ana', to, channel, message });
}

/** Callbacks overtake each other, and events of one are handled at once. */
function sorted(events: readonly WebhookEvent[]): readonly WebhookEvent[] {
  const keyOf = (event: WebhookEvent) => `${event.type} ${'to' in event ? event.to : ''}`;
  return events.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
}

describe.each(['json', 'url_encoded', 'form'] as const)('callbacks of the emulator as %s', (encoding) => {
  test('tell of what clients send, to users, groups and bots', async () => {
    const { emulator, events } = await setUp(encoding);
    const sent = await clientSend(emulator);
    await clientSend(emulator, 'team', 'group');
    await clientSend(emulator, '@RBT#bot');
    await emulator.webhooksSettled();
    const content = { type: 'text', text };
    const { messageId } = sent;
    expect(sorted(events)).toMatchObject([
      { type: 'message.sent', to: '@RBT#bot' },
      {
        ...{ type: 'message.sent', origin: 'client', conversation: 'direct', from: 'ana', to: 'bo' },
        ...{ content, messageId },
      },
      { type: 'message.sent', origin: 'client', conversation: 'group', to: 'team', content },
      { type: 'message.to_bot', botIds: ['@RBT#bot'], content },
    ]);
  });

  test('tell of what a server sends with an event for each recipient, by the ids of the receipt', async () => {
    const { emulator, events } = await setUp(encoding);
    const { appId, serverSecret, baseUrl } = emulator.zim;
    const chat = createChat(zim({ appId, serverSecret, baseUrl }));
    closings.push(() => chat.close());
    const receipt = await chat.sendDirect({
      from: 'ana',
      to: ['bo', 'cy', 'nobody'],
      content: { type: 'text', text },
    });
    await emulator.webhooksSettled();
    expect(receipt.accepted).toHaveLength(2);
    expect(sorted(events)).toMatchObject([
      { type: 'message.failed', to: 'nobody' },
      ...receipt.accepted.map(({ ref }) => ({ type: 'message.sent', origin: 'server', ref })),
    ]);
  });

  test('are answered: refused, and replaced', async () => {
    const verdicts: ZimVerdicts['message.sending'][] = [
      refuse({ reason: 'no' }),
      replace({ content: { type: 'text', text: 'fine' } }),
    ];
    const { emulator, events } = await setUp(encoding, () => verdicts.shift() ?? allow());
    // The client SDK's own code for it.
    expect(await clientSend(emulator)).toEqual({ code: 111101 });
    expect(await clientSend(emulator)).toMatchObject({ code: 0 });
    await emulator.webhooksSettled();
    expect(sorted(events)).toMatchObject([
      { type: 'message.failed', code: 'content_rejected', vendorCode: 660_500_010 },
      { type: 'message.sent', content: { type: 'text', text: 'fine' } },
    ]);
  });
});
