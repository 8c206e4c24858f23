import { type Chat, type ChatOptions, createChat } from '@polychat/core';
import { tencentIm } from '@polychat/tencent-im';
import { zim } from '@polychat/zim';

/** What the sending process is to do. */
export interface SenderOrder {
  readonly vendor: 'zim' | 'tencentIm';
  readonly zim: { readonly appId: number; readonly serverSecret: string; readonly baseUrl: string };
  readonly tencentIm: { readonly sdkAppId: number; readonly secretKey: string; readonly baseUrl: string };
  readonly to: string | readonly string[];
  readonly hold: boolean;
}

/** The chat that both processes make, each for itself. */
export function chatOf(
  { vendor, zim: zimApp, tencentIm: tencentApp }: SenderOrder,
  options?: ChatOptions,
): Chat {
  const adapter =
    vendor === 'zim'
      ? zim(zimApp)
      : tencentIm({ ...tencentApp, adminUserId: 'administrator', command: 'single' });
  return createChat(adapter, options);
}
