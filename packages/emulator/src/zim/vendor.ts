import type * as z from 'zod';
import type { Emulator } from '../emulator.ts';
import type { VendorModule } from '../vendor-module.ts';
import { zimClientCodeMeaning } from './client-codes.ts';
import { zimCodeMeaning } from './codes.ts';
import { commonGroups } from './common-groups.ts';
import { zimParts } from './content-parts.ts';
import { zimOptionsSchema } from './options-schema.ts';
import { createZimService } from './service.ts';
import { strictReadings } from './strict-readings.ts';
import { zimWebhook } from './webhook.ts';
import { zimWebhookSchema } from './webhook-options-schema.ts';

/** ZIM. */
export const zim: VendorModule<
  z.ZodPrefault<typeof zimOptionsSchema>,
  typeof zimWebhookSchema,
  Emulator['zim']
> = {
  name: 'ZIM',
  fullName: 'ZEGOCLOUD ZIM',
  path: '/zim',
  rootPaths: [],
  isAtRoot: (method, query) => method === 'POST' || query('Action') !== undefined,
  optionsSchema: zimOptionsSchema.prefault({}),
  webhookSchema: zimWebhookSchema,
  strictReadings,
  accounts: ({ users }) => users,
  newUserPresence: (settings) => settings.newUserPresence,
  behaviour: ({
    appId: _id,
    serverSecret: _secret,
    users: _users,
    groups: _groups,
    rooms: _rooms,
    ...rest
  }) => rest,
  start: (settings, context) => {
    const service = createZimService(settings, context);
    const { appId, serverSecret } = settings;
    const { groups, rooms } = service;
    return {
      service,
      api: (baseUrl, users) => ({ baseUrl, appId, serverSecret, users, groups, rooms }),
    };
  },
  webhook: ({ appId }, webhook) => zimWebhook(appId, webhook),
  parts: zimParts,
  codeMeaning: (code) => zimCodeMeaning(code) ?? zimClientCodeMeaning(code),
  replyMembers: { code: 'Code', text: 'Message' },
  codeAtStart: /^\{"Code":(\d+)/,
  bodyNames: {
    sender: ['FromUserId'],
    recipients: ['ToUserId', 'GroupId', 'RoomId', 'UserInfo'],
    content: 'MessageBody',
    resultLists: ['ErrorList', 'ErrList'],
    failedIds: [],
    itemUser: ['UserId'],
    itemCode: ['SubCode'],
  },
  webhookNames: (body) => ({
    from: [body.from_user_id, body.user_id, body.operator_id],
    to: [body.to_user_id, body.conv_id, body.user_list, body.group_id, body.room_id],
    messageId: [body.msg_id, body.message_id],
    content:
      body.msg_body === undefined
        ? undefined
        : { MessageType: body.msg_type, SubMsgType: body.sub_msg_type, Message: body.msg_body },
  }),
  groupTypes: [],
  groups: commonGroups,
  credentials: ({ baseUrl, appId, serverSecret }) => ({ baseUrl, appId, serverSecret }),
  bannerValues: ({ baseUrl, appId, serverSecret }) => ({ baseUrl, appId, serverSecret }),
};
