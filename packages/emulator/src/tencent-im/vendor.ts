import type * as z from 'zod';
import { asObject } from '../content/loose.ts';
import type { Emulator } from '../emulator.ts';
import type { VendorModule } from '../vendor-module.ts';
import { codeMeaning } from './codes.ts';
import { commonGroups } from './common-groups.ts';
import { tencentImParts } from './content-parts.ts';
import { groupTypeSchema, tencentImOptionsSchema } from './options-schema.ts';
import { createTencentImService } from './service.ts';
import { strictReadings } from './strict-readings.ts';
import { tencentImWebhook } from './webhook.ts';
import { tencentImWebhookSchema } from './webhook-options-schema.ts';

/** Tencent IM. */
export const tencentIm: VendorModule<
  z.ZodPrefault<typeof tencentImOptionsSchema>,
  typeof tencentImWebhookSchema,
  Emulator['tencentIm']
> = {
  name: 'Tencent IM',
  fullName: 'Tencent IM',
  path: '/tencent-im',
  rootPaths: ['/v4/*'],
  isAtRoot: () => false,
  optionsSchema: tencentImOptionsSchema.prefault({}),
  webhookSchema: tencentImWebhookSchema,
  strictReadings,
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
  codeAtStart: /^\{(?:"ActionStatus":"\w*",)?"ErrorCode":(\d+)/,
  bodyNames: {
    sender: ['From_Account', 'Report_Account', 'Operator_Account'],
    recipients: ['To_Account', 'Peer_Account', 'GroupId', 'UserID', 'AccountList', 'DeleteItem', 'CheckItem'],
    content: 'MsgBody',
    resultLists: ['ErrorList', 'ResultItem'],
    failedIds: ['FailAccounts'],
    itemUser: ['UserID', 'To_Account', 'Peer_Account'],
    itemCode: ['ErrorCode', 'ResultCode'],
  },
  webhookNames: (body) => ({
    from: [body.From_Account, body.Operator_Account, body.Report_Account, asObject(body.Info).To_Account],
    to: [body.To_Account, body.GroupId, body.Peer_Account],
    messageId: [body.MsgKey, body.MsgId],
    content: body.MsgBody === undefined ? undefined : { MsgBody: body.MsgBody },
  }),
  groupTypes: groupTypeSchema.options,
  groups: commonGroups,
  credentials: ({ baseUrl, sdkAppId, secretKey, admins }) => ({ baseUrl, sdkAppId, secretKey, admins }),
  bannerValues: ({ baseUrl, sdkAppId, secretKey, admins }) => ({
    ...{ baseUrl, sdkAppId, secretKey },
    // So adapters call it.
    adminUserId: admins.join(', '),
  }),
};
