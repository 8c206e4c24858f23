import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createChat } from '@polychat/core';
import {
  allow,
  createWebhookHandler,
  drop,
  refuse,
  replace,
  toNodeListener,
  type WebhookEvent,
} from '@polychat/core/webhooks';
import { createEmulator, type Emulator } from '@polychat/emulator';
import { afterEach, describe, expect, test } from 'vitest';
import { tencentIm } from '../index.ts';
import { type TencentImVerdicts, tencentImWebhooks } from './index.ts';

const text = '100%25 & 你好';
const content = { type: 'text', text };
const closings: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closings.splice(0).reverse()) await close();
});

/** An emulator whose webhooks go over a socket to a handler, which keeps its events. */
async function setUp(
  sending: () => TencentImVerdicts['message.sending'] = allow,
  token: string | undefined = 'xxxxyyyy',
) {
  const events: WebhookEvent[] = [];
  const keep = (event: WebhookEvent) => events.push(event);
  let listener: ReturnType<typeof toNodeListener> | undefined;
  const server = createServer((request, response) => void listener?.(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closings.push(() => new Promise((resolve) => server.close(resolve)));
  const { port } = server.address() as AddressInfo;
  const emulator = await createEmulator({
    tencentIm: { users: ['ana', 'bo', 'cy'], groups: [{ groupId: 'team', members: ['ana', 'bo'] }] },
    webhooks: { tencentIm: { url: `http://127.0.0.1:${port}/`, token } },
  });
  closings.push(() => emulator.close());
  const { sdkAppId } = emulator.tencentIm;
  const handler = createWebhookHandler(
    tencentImWebhooks(token === undefined ? { sdkAppId, unsigned: true } : { sdkAppId, token }),
    { 'message.sending': sending, 'message.sent': keep, 'message.recalled': keep, 'message.read': keep },
    { atDeadline: 'refuse' },
  );
  listener = toNodeListener(handler);
  return { emulator, events };
}

function clientSend(emulator: Emulator, to = 'bo', channel: 'direct' | 'group' = 'direct') {
  const message = { MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: text } }] };
  return emulator.clientSend('tencentIm', { from: 'ana', to, channel, message });
}

describe('webhooks of the emulator', () => {
  test.each([
    ['signed', 'xxxxyyyy'],
    ['unsigned', undefined],
  ] as const)('tell of what clients send, %s', async (_what, token) => {
    const { emulator, events } = await setUp(allow, token);
    const sent = await clientSend(emulator);
    await clientSend(emulator, 'team', 'group');
    await emulator.webhooksSettled();
    expect(events).toMatchObject([
      { type: 'message.sent', origin: 'client', conversation: 'direct', from: 'ana', to: 'bo', content },
      { type: 'message.sent', origin: 'client', conversation: 'group', to: 'team', content },
    ]);
    expect(events[0]).toHaveProperty('messageId', sent.messageId);
  });

  test('tell of what a server sends to one user, by the ids of the receipt', async () => {
    const { emulator, events } = await setUp();
    const { sdkAppId, secretKey, baseUrl, admins } = emulator.tencentIm;
    const chat = createChat(tencentIm({ sdkAppId, secretKey, baseUrl, adminUserId: admins[0] ?? '' }));
    closings.push(() => chat.close());
    const { accepted } = await chat.sendDirect({ from: 'ana', to: 'bo', content: { type: 'text', text } });
    await emulator.webhooksSettled();
    expect(accepted).toHaveLength(1);
    expect(events).toMatchObject([
      { type: 'message.sent', origin: 'server', content, ref: accepted[0]?.ref },
    ]);
  });

  test('are answered: refused with a code, replaced, and dropped in a group', async () => {
    const verdicts: TencentImVerdicts['message.sending'][] = [
      refuse({ code: 121_500, reason: 'no' }),
      refuse(),
      replace({ content: { type: 'text', text: 'fine' }, metadata: 'm' }),
      drop(),
    ];
    const { emulator, events } = await setUp(() => verdicts.shift() ?? allow());
    expect(await clientSend(emulator)).toEqual({ code: 121_500 });
    expect(await clientSend(emulator)).toEqual({ code: 20_006 });
    expect(await clientSend(emulator)).toMatchObject({ code: 0 });
    expect(await clientSend(emulator, 'team', 'group')).toEqual({ code: 0 });
    await emulator.webhooksSettled();
    expect(events).toMatchObject([
      { type: 'message.sent', content: { type: 'text', text: 'fine' }, metadata: 'm' },
    ]);
  });
});
