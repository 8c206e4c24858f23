import { type Chat, createChat } from '@polychat/core';
import type { Emulator, Vendor } from '@polychat/emulator';
import { tencentIm } from '@polychat/tencent-im';
import { zim } from '@polychat/zim';

export interface DemoVendor {
  readonly vendor: Vendor;
  readonly title: string;
  readonly chat: Chat;
}

/** One chat for each vendor, connected to the emulator instead of the internet. Nothing else about them is special. */
export function connect(emulator: Emulator): readonly DemoVendor[] {
  const options = { timeoutMs: 500 };
  return [
    {
      vendor: 'zim',
      title: 'ZEGOCLOUD ZIM',
      chat: createChat(
        zim({
          appId: emulator.zim.appId,
          serverSecret: emulator.zim.serverSecret,
          baseUrl: emulator.zim.baseUrl,
        }),
        options,
      ),
    },
    {
      vendor: 'tencentIm',
      title: 'Tencent IM',
      chat: createChat(
        tencentIm({
          sdkAppId: emulator.tencentIm.sdkAppId,
          secretKey: emulator.tencentIm.secretKey,
          adminUserId: emulator.tencentIm.admins[0] ?? 'administrator',
          baseUrl: emulator.tencentIm.baseUrl,
        }),
        options,
      ),
    },
  ];
}
