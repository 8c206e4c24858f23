import type { Emulator } from '../emulator.ts';
import type { VendorModule } from '../vendor-module.ts';
import type { ZimWebhookSettings } from '../webhooks/options-schema.ts';
import { zimClientCodeMeaning } from './client-codes.ts';
import { zimCodeMeaning } from './codes.ts';
import { zimParts } from './content-parts.ts';
import type { ZimSettings } from './options-schema.ts';
import { createZimService } from './service.ts';
import { zimWebhook } from './webhook.ts';

/** ZIM. */
export const zim: VendorModule<ZimSettings, ZimWebhookSettings, Emulator['zim']> = {
  path: '/zim',
  rootPaths: [],
  isAtRoot: (method, query) => method === 'POST' || query('Action') !== undefined,
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
  webhookNames: (body) => ({
    from: [body.from_user_id, body.user_id, body.operator_id],
    to: [body.to_user_id, body.conv_id, body.user_list, body.group_id, body.room_id],
    messageId: [body.msg_id, body.message_id],
    content:
      body.msg_body === undefined
        ? undefined
        : { MessageType: body.msg_type, SubMsgType: body.sub_msg_type, Message: body.msg_body },
  }),
};
