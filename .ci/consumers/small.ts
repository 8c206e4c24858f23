/** A small program with both vendors: how much work its types make is bounded in .ci/consumers.ts. */
import { ChatError, createChat } from '@polychat/core';
import { tencentIm } from '@polychat/tencent-im';
import { zim } from '@polychat/zim';

const chats = [
  createChat(zim({ appId: 1, serverSecret: '0123456789abcdef0123456789abcdef' })),
  createChat(tencentIm({ sdkAppId: 1, secretKey: 'key', adminUserId: 'administrator', region: 'singapore' })),
];

/** Sends a message by both vendors, and says to whom it went. */
export async function send(to: readonly string[]): Promise<readonly string[]> {
  const accepted: string[] = [];
  for (const chat of chats) {
    try {
      const receipt = await chat.sendDirect({
        from: 'alice',
        to,
        content: { type: 'mixed', parts: [{ type: 'text', text: 'hello' }] },
        vendor: { zim: { threadId: 'orders' }, tencentIm: { command: 'single' } },
      });
      accepted.push(...receipt.accepted.map(({ userId }) => userId));
    } catch (error) {
      if (!ChatError.is(error) || error.code !== 'network') throw error;
    }
  }
  return accepted;
}
