import { emulatorDouble } from '@polychat/conformance/emulator';
import { describeConformance } from '@polychat/conformance/vitest';
import { createEmulator } from '@polychat/emulator';
import { zim } from './adapter.ts';
import { content } from './content.ts';

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
      secrets: [serverSecret],
      close: () => emulator.close(),
    };
  },
});
