import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Content, createChat, type MessageRef } from '@polychat/core';
import { createWebhookHandler, toNodeListener } from '@polychat/core/webhooks';
import { createEmulator } from '@polychat/emulator';
import { afterEach, describe, expect, test } from 'vitest';
import { tencentIm } from '../index.ts';
import { tencentImWebhooks } from './index.ts';

const token = 'xxxxyyyy';
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
    tencentIm: {
      users: ['ana', 'bo', 'cy'],
      groups: [{ groupId: 'team', members: ['ana', 'bo'] }],
    },
    webhooks: { tencentIm: { url, token } },
  });
  closings.push(() => emulator.close());
  const { sdkAppId, secretKey, baseUrl, admins } = emulator.tencentIm;
  const chat = createChat(tencentIm({ sdkAppId, secretKey, baseUrl, adminUserId: admins[0] ?? '' }));
  closings.push(() => chat.close());
  const believed: string[] = [];
  const handler = createWebhookHandler(
    tencentImWebhooks({ sdkAppId, token }),
    {
      'message.sent': ({ to }) => believed.push(`sent to ${to}`),
      'message.recalled': ({ to }) => believed.push(`recalled, to ${to}`),
    },
    { confirm: { chat, events: ['message.sent', 'message.recalled'] }, onError: () => {} },
  );
  listener = toNodeListener(handler);
  /** What somebody sends who has a right signature. */
  const post = async (command: string, members: object) => {
    const RequestTime = String(Math.floor(Date.now() / 1_000));
    const Sign = createHash('sha256')
      .update(token + RequestTime)
      .digest('hex');
    const query = { SdkAppid: String(sdkAppId), CallbackCommand: command, RequestTime, Sign };
    const body = JSON.stringify({ CallbackCommand: command, ...members });
    return (await handler(new Request(`${url}?${new URLSearchParams(query)}`, { method: 'POST', body })))
      .status;
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
    expect(await chat.find(ref)).toEqual({ ...found, state: 'sent', content: better, metadata: 'm' });
    await chat.recall(ref);
    expect(await chat.find(ref)).toEqual({ ...found, state: 'recalled' });
  });

  test('is found for each recipient of a batch, also where the sender’s devices have no copy', async () => {
    const { chat } = await setUp();
    const { accepted } = await chat.sendDirect({ from: 'ana', to: ['bo', 'cy'], content, senderCopy: false });
    for (const { ref, userId } of accepted) {
      expect(await chat.find(ref as MessageRef)).toMatchObject({ found: true, to: userId, content });
    }
    expect(accepted).toHaveLength(2);
  });

  test.each<[string, Partial<MessageRef>]>([
    ['of another sender', { from: 'bo', to: 'ana' }],
    ['with another MsgKey of that second', { messageId: '7' }],
  ])('is none where the ref is %s', async (_what, changes) => {
    const { chat } = await setUp();
    const { accepted } = await chat.sendDirect({ from: 'ana', to: 'bo', content });
    const ref = accepted[0]?.ref as MessageRef;
    const messageId = ref.messageId?.replace(/^\d+/, changes.messageId ?? '$&') ?? '';
    expect(await chat.find({ ...ref, ...changes, messageId })).toEqual({ found: false });
  });

  test('to a group is found as it is: sent, changed, taken back', async () => {
    const { chat } = await setUp();
    const { ref } = await chat.sendToGroup({ from: 'ana', groupId: 'team', content });
    await chat.sendToGroup({ from: 'bo', groupId: 'team', content });
    const group = ref ?? expect.unreachable();
    const found = { found: true, from: 'ana', to: 'team', sequence: group.sequence };
    expect(await chat.find(group)).toMatchObject({ ...found, state: 'sent', content });
    const better: Content = { type: 'text', text: 'better' };
    await chat.edit(group, { content: better });
    expect(await chat.find(group)).toMatchObject({ ...found, state: 'sent', content: better });
    expect(await chat.find({ ...group, from: 'bo' })).toEqual({ found: false });
    expect(await chat.find({ ...group, sequence: '99' })).toEqual({ found: false });
    await chat.recall(group);
    expect(await chat.find(group)).toMatchObject({ ...found, state: 'recalled' });
  });

  test('of a room cannot be asked about', async () => {
    const { chat } = await setUp();
    const { accepted } = await chat.sendDirect({ from: 'ana', to: 'bo', content });
    const ref: MessageRef = { ...(accepted[0]?.ref as MessageRef), conversation: 'room' };
    await expect(chat.find(ref)).rejects.toMatchObject({ code: 'unsupported', field: 'ref.conversation' });
  });
});

describe('a handler that confirms through the chat', () => {
  const MsgBody = [{ MsgType: 'TIMTextElem', MsgContent: { Text: content.text } }];

  test('believes what clients and servers sent, and recalls', async () => {
    const { emulator, chat, believed } = await setUp();
    const message = { MsgBody };
    await emulator.clientSend('tencentIm', { from: 'ana', to: 'bo', channel: 'direct', message });
    await emulator.clientSend('tencentIm', { from: 'ana', to: 'team', channel: 'group', message });
    const { accepted } = await chat.sendDirect({ from: 'bo', to: 'cy', content });
    await emulator.webhooksSettled();
    await chat.recall(accepted[0]?.ref as MessageRef);
    await emulator.webhooksSettled();
    expect(believed.toSorted()).toEqual(['recalled, to cy', 'sent to bo', 'sent to cy', 'sent to team']);
  });

  test('believes nothing that the vendor does not have, whatever its signature', async () => {
    const { chat, emulator, believed, post } = await setUp();
    const { accepted } = await chat.sendDirect({ from: 'ana', to: 'bo', content });
    await emulator.webhooksSettled();
    expect(believed).toEqual(['sent to bo']);
    const { messageId } = accepted[0]?.ref ?? expect.unreachable();
    const [, random, second] = messageId?.split('_') ?? [];
    const told = { From_Account: 'ana', To_Account: 'bo', MsgKey: messageId };
    const other = { ...told, MsgKey: `7_${random}_${second}`, SendMsgResult: 0, MsgBody };
    expect(await post('C2C.CallbackAfterMsgWithDraw', told)).toBe(503);
    expect(await post('C2C.CallbackAfterSendMsg', other)).toBe(503);
    expect(await post('C2C.CallbackAfterSendMsg', { ...other, From_Account: 'cy' })).toBe(503);
    expect(believed).toEqual(['sent to bo']);
  });
});
