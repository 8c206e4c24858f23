import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Content, createChat, type MessageRef } from '@polychat/core';
import { createWebhookHandler, toNodeListener } from '@polychat/core/webhooks';
import { createEmulator } from '@polychat/emulator';
import { afterEach, describe, expect, test } from 'vitest';
import { zim } from '../index.ts';
import { zimWebhooks } from './index.ts';

const callbackSecret = 'callbackA';
const content: Content = { type: 'text', text: '100%25 & 你好' };
const closings: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closings.splice(0).reverse()) await close();
});

/** An emulator and a chat, and a handler that believes what the chat finds, behind a socket. */
async function setUp() {
  let listener: ReturnType<typeof toNodeListener> | undefined;
  const server = createServer((request, response) => void listener?.(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closings.push(() => new Promise((resolve) => server.close(resolve)));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const emulator = await createEmulator({
    zim: { users: ['ana', 'bo'], groups: [{ groupId: 'team', owner: 'ana', members: ['bo'] }] },
    webhooks: { zim: { url, callbackSecret } },
  });
  closings.push(() => emulator.close());
  const { appId, serverSecret, baseUrl } = emulator.zim;
  const chat = createChat(zim({ appId, serverSecret, baseUrl }));
  closings.push(() => chat.close());
  const believed: string[] = [];
  const handler = createWebhookHandler(
    zimWebhooks({ appId, callbackSecret }),
    {
      'message.sent': ({ to }) => believed.push(`sent to ${to}`),
      'message.edited': ({ to }) => believed.push(`edited, to ${to}`),
    },
    { confirm: { chat, events: ['message.sent', 'message.edited'] }, onError: () => {} },
  );
  listener = toNodeListener(handler);
  /** What somebody sends who has a right signature. */
  const post = async (members: object) => {
    const [timestamp, nonce] = [Math.floor(Date.now() / 1_000), String(believed.length)];
    const signature = createHash('sha1')
      .update([callbackSecret, timestamp, nonce].sort().join(''))
      .digest('hex');
    const body = JSON.stringify({ appid: String(appId), timestamp, nonce, signature, ...members });
    return (await handler(new Request(url, { method: 'POST', body }))).status;
  };
  return { emulator, chat, believed, post };
}

describe('a message of the emulator', () => {
  test('is found as it is: sent, changed, taken back', async () => {
    const { chat } = await setUp();
    const { accepted } = await chat.sendDirect({ from: 'ana', to: 'bo', content, metadata: 'm' });
    const ref = accepted[0]?.ref as MessageRef;
    const { messageId, sequence } = ref;
    const found = { found: true, from: 'ana', to: 'bo', messageId, sequence, sentAt: expect.any(Number) };
    expect(await chat.find(ref)).toEqual({ ...found, state: 'sent', content, metadata: 'm' });
    const better: Content = { type: 'text', text: 'better' };
    await chat.edit(ref, { content: better });
    expect(await chat.find(ref)).toMatchObject({ ...found, state: 'sent', content: better });
    await chat.recall(ref);
    expect(await chat.find(ref)).toEqual({ ...found, state: 'recalled' });
  });

  test.each<[string, Partial<MessageRef>]>([
    ['of another sender', { from: 'bo', to: 'ana' }],
    ['with another id', { messageId: '7' }],
    ['with another number', { sequence: '99' }],
  ])('is none where the ref is %s', async (_what, changes) => {
    const { chat } = await setUp();
    const { accepted } = await chat.sendDirect({ from: 'ana', to: 'bo', content });
    expect(await chat.find({ ...(accepted[0]?.ref as MessageRef), ...changes })).toEqual({ found: false });
  });

  test('to a group is found, and one of a room cannot be asked about', async () => {
    const { chat } = await setUp();
    const { ref } = await chat.sendToGroup({ from: 'ana', groupId: 'team', content });
    expect(await chat.find(ref as MessageRef)).toMatchObject({
      found: true,
      state: 'sent',
      to: 'team',
      content,
    });
    await expect(chat.find({ ...(ref as MessageRef), conversation: 'room' })).rejects.toMatchObject({
      code: 'unsupported',
      field: 'ref.conversation',
    });
  });
});

describe('a handler that confirms through the chat', () => {
  const message = { MessageType: 1, MessageBody: { Message: content.text } };

  test('believes what clients and servers sent, and edits', async () => {
    const { emulator, chat, believed } = await setUp();
    await emulator.clientSend('zim', { from: 'ana', to: 'bo', channel: 'direct', message });
    await emulator.clientSend('zim', { from: 'ana', to: 'team', channel: 'group', message });
    const { accepted } = await chat.sendDirect({ from: 'bo', to: 'ana', content });
    await emulator.webhooksSettled();
    await chat.edit(accepted[0]?.ref as MessageRef, { content: { type: 'text', text: 'better' } });
    await emulator.webhooksSettled();
    expect(believed.toSorted()).toEqual(['edited, to ana', 'sent to ana', 'sent to bo', 'sent to team']);
  });

  test('believes nothing that the vendor does not have, whatever its signature', async () => {
    const { emulator, believed, post } = await setUp();
    const { messageId } = await emulator.clientSend('zim', {
      from: 'ana',
      to: 'bo',
      channel: 'direct',
      message,
    });
    await emulator.webhooksSettled();
    const told = { event: 'send_msg', from_user_id: 'ana', conv_id: 'bo', conv_type: 0, msg_type: 1 };
    const true_ = { ...told, msg_body: content.text, msg_id: messageId, msg_seq: 1, send_result: 0 };
    expect(believed).toEqual(['sent to bo']);
    for (const forged of [
      { ...true_, msg_id: '7' },
      { ...true_, msg_body: 'another', msg_id: '8', msg_seq: 2 },
      { ...true_, from_user_id: 'bo', conv_id: 'ana', msg_id: '9' },
      { ...true_, msg_body: 'edited by nobody' },
    ]) {
      believed.push('…');
      expect(await post(forged)).toBe(503);
    }
    expect(believed).toEqual(['sent to bo', '…', '…', '…', '…']);
  });
});
