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
    // Both are in doubt. What the vendor may check, or say, is proved; without it there is less to prove.
    const readings = { groupSender: 'member', roomSequence: 'present' } as const;
    const emulator = await createEmulator({ zim: { readings } });
    const { appId, serverSecret, baseUrl } = emulator.zim;
    return {
      adapter: zim({ appId, serverSecret, baseUrl }),
      content,
      withSecret: (secret) => zim({ appId, serverSecret: secret, baseUrl }),
      withDefaultSender: (defaultSender) => zim({ appId, serverSecret, baseUrl, defaultSender }),
      // It drops no message of which it says that all is well, and looks at nobody who writes into a room.
      vendorLacks: ['dropped', 'room_member_check'],
      vendorFields: [
        { fields: { searchedContent: 'quince' }, message: { content: { type: 'custom', data: '{}' } } },
        { fields: { pushStrategyId: 'loud', threadId: 'orders' }, message: { push } },
        {
          fields: { pushStrategyId: 'loud', threadId: 'orders', pushImage },
          message: { push },
          audience: 'everyone',
        },
        {
          fields: { searchedContent: 'quince' },
          message: { content: { type: 'custom', data: '{}' } },
          conversation: 'group',
        },
        {
          fields: { pushStrategyId: 'loud', threadId: 'orders' },
          message: { push },
          conversation: 'group',
        },
        {
          fields: { searchedContent: 'quince' },
          message: { content: { type: 'custom', data: '{}' } },
          conversation: 'room',
        },
      ],
      double: emulatorDouble(emulator, 'zim'),
      replies,
      secrets: [serverSecret],
      close: () => emulator.close(),
    };
  },
});
