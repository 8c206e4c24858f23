import { asObject } from '../content/loose.ts';
import type { Emulator } from '../emulator.ts';
import type { VendorModule } from '../vendor-module.ts';
import type { TencentImWebhookSettings } from '../webhooks/options-schema.ts';
import { codeMeaning } from './codes.ts';
import { tencentImParts } from './content-parts.ts';
import type { TencentImSettings } from './options-schema.ts';
import { createTencentImService } from './service.ts';
import { tencentImWebhook } from './webhook.ts';

/** Tencent IM. */
export const tencentIm: VendorModule<TencentImSettings, TencentImWebhookSettings, Emulator['tencentIm']> = {
  path: '/tencent-im',
  rootPaths: ['/v4/*'],
  isAtRoot: () => false,
  // An administrator is an account like any other, and sends as one.
  accounts: ({ users, admins }) => [...users, ...admins],
  newUserPresence: (settings) => settings.newUserPresence,
  behaviour: ({
    sdkAppId: _app,
    secretKey: _key,
    admins: _admins,
    users: _users,
    groups: _groups,
    ...rest
  }) => rest,
  start: (settings, context) => {
    const service = createTencentImService(settings, context);
    const { sdkAppId, secretKey, admins } = settings;
    return {
      service,
      api: (baseUrl, users) => ({ baseUrl, sdkAppId, secretKey, admins, users, groups: service.groups }),
    };
  },
  webhook: ({ sdkAppId }, webhook) => tencentImWebhook(sdkAppId, webhook),
  parts: tencentImParts,
  codeMeaning,
  replyMembers: { code: 'ErrorCode', text: 'ErrorInfo' },
  webhookNames: (body) => ({
    from: [body.From_Account, body.Operator_Account, body.Report_Account, asObject(body.Info).To_Account],
    to: [body.To_Account, body.GroupId, body.Peer_Account],
    messageId: [body.MsgKey, body.MsgId],
    content: body.MsgBody === undefined ? undefined : { MsgBody: body.MsgBody },
  }),
};
