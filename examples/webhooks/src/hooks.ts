import { createWebhookHandler, type WebhookHandler } from '@polychat/core/webhooks';
import { tencentImWebhooks } from '@polychat/tencent-im/webhooks';
import { zimWebhooks } from '@polychat/zim/webhooks';
import { type App, createHandlers } from './handlers.ts';

/** What the vendors' consoles say. In yours, the secrets come from the environment or from a vault. */
export interface Consoles {
  readonly zim: { readonly appId: number; readonly callbackSecret: string };
  readonly tencentIm: { readonly sdkAppId: number; readonly token: string };
}

/** A handler for each vendor. */
export interface Hooks {
  readonly zim: WebhookHandler;
  readonly tencentIm: WebhookHandler;
}

/** Both vendors, with the same handlers. */
export function createHooks({ zim, tencentIm }: Consoles, app: App): Hooks {
  const handlers = createHandlers(app);
  const options = {
    // Our moderation may be slow one day. Then people can still talk.
    atDeadline: 'allow',
    // ZIM does not tell of messages that were taken back.
    onUnsupported: 'warn',
    order: 'conversation',
  } as const;
  return {
    zim: createWebhookHandler(zimWebhooks(zim), handlers, options),
    tencentIm: createWebhookHandler(tencentImWebhooks(tencentIm), handlers, options),
  };
}
