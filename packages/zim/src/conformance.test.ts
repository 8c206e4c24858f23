import { emulatorDouble } from '@polychat/conformance/emulator';
import { describeConformance } from '@polychat/conformance/vitest';
import { createEmulator } from '@polychat/emulator';
import { readText } from './__fixtures__/support.ts';
import { zim } from './adapter.ts';
import { content } from './content.ts';

/** From the vendor's pages. */
const replies = [
  'send-message-to-all-users-limit',
  'send-message-to-all-users-seed',
  'send-peer-message-all-failed',
  'send-peer-message-ids',
  'send-peer-message-moderated',
  'send-peer-message-reference',
  'user-register-all-exist',
  'user-register-partial',
].map((name) => ({ status: 200, headers: {}, text: readText(`${name}.reply`) }));
const push = { title: 'Quince', body: 'for sale' };
const image = 'https://cdn.example/quince.png';
const icon = 'https://cdn.example/tree.png';
const pushImage = { apns: { image }, fcm: { image, icon }, huawei: { image, icon } };

describeConformance({
  name: 'zim',
  start: async () => {
    const emulator = await createEmulator();
    const { appId, serverSecret, baseUrl } = emulator.zim;
    return {
      adapter: zim({ appId, serverSecret, baseUrl }),
      content,
      withSecret: (secret) => zim({ appId, serverSecret: secret, baseUrl }),
      withDefaultSender: (defaultSender) => zim({ appId, serverSecret, baseUrl, defaultSender }),
      vendorFields: [
        { fields: { searchedContent: 'quince' }, message: { content: { type: 'custom', data: '{}' } } },
        { fields: { pushStrategyId: 'loud', threadId: 'orders' }, message: { push } },
        {
          fields: { pushStrategyId: 'loud', threadId: 'orders', pushImage },
          message: { push },
          audience: 'everyone',
        },
      ],
      double: emulatorDouble(emulator, 'zim'),
      replies,
      secrets: [serverSecret],
      close: () => emulator.close(),
    };
  },
});
