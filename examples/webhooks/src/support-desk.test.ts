import { type Chat, createChat } from '@polychat/core';
import { createWebhookHandler } from '@polychat/core/webhooks';
import { createEmulator } from '@polychat/emulator';
import { tencentIm } from '@polychat/tencent-im';
import { tencentImWebhooks } from '@polychat/tencent-im/webhooks';
import { zim } from '@polychat/zim';
import { zimWebhooks } from '@polychat/zim/webhooks';
import { expect, test } from 'vitest';
import { consoles } from './run.ts';
import { serveWithNode } from './servers/node.ts';
import { createSupportDesk } from './support-desk.ts';

test('the desk answers who writes to it, at both vendors, and not itself', async () => {
  const chats = new Map<'zim' | 'tencentIm', Chat>();
  const deskOf = (vendor: 'zim' | 'tencentIm') =>
    createSupportDesk(
      {
        // The chat is made when the emulator has said where it is.
        async sendDirect(...given) {
          const chat = chats.get(vendor);
          if (!chat) throw new Error(`there is no chat of ${vendor} yet`);
          return chat.sendDirect(...given);
        },
      },
      'desk',
      (question) => (question.includes('goose') ? 'It is in the oven.' : undefined),
    );
  const hooks = {
    zim: createWebhookHandler(zimWebhooks(consoles.zim), deskOf('zim')),
    tencentIm: createWebhookHandler(tencentImWebhooks(consoles.tencentIm), deskOf('tencentIm')),
  };
  const { url, close } = await serveWithNode(hooks);
  const users = ['ann', 'desk'];
  const emulator = await createEmulator({
    zim: { appId: consoles.zim.appId, users, webhookFailure: 'deliver' },
    tencentIm: { sdkAppId: consoles.tencentIm.sdkAppId, users },
    webhooks: {
      zim: { url: `${url}/hooks/zim`, callbackSecret: consoles.zim.callbackSecret },
      tencentIm: { url: `${url}/hooks/tencent-im`, token: consoles.tencentIm.token },
    },
  });
  const { appId, serverSecret, baseUrl } = emulator.zim;
  chats.set('zim', createChat(zim({ appId, serverSecret, baseUrl })));
  const { sdkAppId, secretKey, admins, baseUrl: tencentBaseUrl } = emulator.tencentIm;
  const tencent = tencentIm({ sdkAppId, secretKey, adminUserId: admins[0] ?? '', baseUrl: tencentBaseUrl });
  chats.set('tencentIm', createChat(tencent));
  try {
    const text = 'Where is the goose?';
    const sends = {
      zim: { MessageType: 1, MessageBody: { Message: text } },
      tencentIm: { MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: text } }] },
    };
    for (const vendor of ['zim', 'tencentIm'] as const) {
      await emulator.clientSend(vendor, { from: 'ann', to: 'desk', message: sends[vendor] });
      await emulator.webhooksSettled();
      const answers = emulator.inbox('ann', { vendor }).filter(({ from }) => from === 'desk');
      expect(answers.map(({ content }) => JSON.stringify(content))).toEqual([
        expect.stringContaining('It is in the oven.'),
      ]);
    }
  } finally {
    await Promise.all([hooks.zim.close(), hooks.tencentIm.close()]);
    await Promise.all([...chats.values()].map((chat) => chat.close()));
    await emulator.close();
    close();
  }
});
