import * as z from 'zod';
import type { Call, Command } from '../dialect/command.ts';
import { field, type ValuesOf } from '../dialect/fields.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { ExpiringMap } from '../world/bounded/expiring-map.ts';
import type { App } from './app.ts';
import { tencentImCodes } from './codes.ts';
import { tencentImCommand } from './command.ts';
import { GROUP_ELEMENT_CODES } from './elements.ts';
import { account, uint32 } from './fields.ts';
import { groupDuplicateReply, type SentToGroup } from './group-command.ts';
import { groupDuplicateKey } from './group-messages.ts';
import { bodyField } from './message-fields.ts';

/** `send_broadcast_msg` (1047/49440): to the members of every AVChatRoom who are there. */
export function sendGroupBroadcast(
  app: App,
  sent: ExpiringMap<SentToGroup>,
  nextSequence: () => number,
): Command {
  const { readings, limits, switches } = app.options;
  const shape = {
    Random: field(uint32, tencentImCodes.groupParameterInvalid),
    MsgBody: bodyField(GROUP_ELEMENT_CODES, readings),
    From_Account: field(account.optional(), tencentImCodes.groupParameterInvalid),
    CloudCustomData: field(z.string().optional(), tencentImCodes.groupParameterInvalid),
  };

  const run = (fields: ValuesOf<typeof shape>, call: Call): SentToGroup => {
    if (!switches.groupBroadcast) throw new Refusal(tencentImCodes.groupForbidden);
    const from = fields.From_Account ?? call.caller;
    if (!app.users.has(from)) throw new Refusal(tencentImCodes.groupAccountUnknown);
    if (call.request.body.length > limits.messageBodyBytes) throw new Refusal(tencentImCodes.messageTooLarge);
    const { MsgBody, CloudCustomData } = fields;
    const content = CloudCustomData === undefined ? { MsgBody } : { MsgBody, CloudCustomData };
    const key = groupDuplicateKey('', fields.Random, content);
    const first = sent.get(key, call.now);
    if (first !== undefined) return groupDuplicateReply(app, first);

    const MsgSeq = nextSequence();
    const present = new Set<string>();
    for (const group of app.groups.values()) {
      if (group.type !== 'AVChatRoom') continue;
      for (const userId of group.members.keys()) {
        if (userId !== from && app.users.get(userId)?.presence === 'online') present.add(userId);
      }
    }
    app.messages.add(
      {
        vendor: 'tencentIm',
        endpoint: 'v4/group_open_http_svc/send_broadcast_msg',
        channel: 'broadcast',
        from,
        to: '',
        time: Math.floor(call.now / 1000) * 1000,
        content,
        messageId: undefined,
        sequence: MsgSeq,
        random: fields.Random,
        stored: false,
        countsAsUnread: false,
        push: undefined,
        requestId: call.request.id,
        conversation: '',
      },
      Array.from(present, (userId) => ({
        userId,
        direction: 'received' as const,
        delivered: true,
        pushShown: false,
      })),
    );
    sent.set(key, call.now, { MsgSeq });
    return { MsgSeq };
  };
  return tencentImCommand(app, 'group_open_http_svc', 'send_broadcast_msg', {
    fields: shape,
    run,
    callsPerSecond: limits.groupBroadcastsPerSecond,
    // The one rate of this command, and the one code for "too fast" in its table.
    tooFastCode: tencentImCodes.groupTooFast,
  });
}
