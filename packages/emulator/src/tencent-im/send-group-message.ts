import * as z from 'zod';
import type { Call, Command } from '../dialect/command.ts';
import { field, type ValuesOf } from '../dialect/fields.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { JsonObject } from '../vendor.ts';
import type { ExpiringMap } from '../world/bounded/expiring-map.ts';
import type { App } from './app.ts';
import { tellBotsInGroup } from './bots.ts';
import { tencentImCodes } from './codes.ts';
import { tencentImCommand } from './command.ts';
import { GROUP_ELEMENT_CODES } from './elements.ts';
import { account, uint32, wholeNumber, zeroOrOne } from './fields.ts';
import { groupDuplicateReply, readGroup, type SentToGroup } from './group-command.ts';
import { deliverToGroup, groupDuplicateKey, mentionSchema } from './group-messages.ts';
import { tellSendException } from './group-webhooks.ts';
import { isMeeting, isMuted, type TencentImGroup } from './groups.ts';
import { FIXED } from './limits.ts';
import { bodyField, flagsField } from './message-fields.ts';
import type { Content } from './messages.ts';
import { offlinePushInfo, pushOf } from './offline-push.ts';
import { takeDayQuota } from './send.ts';
import { askBeforeGroup, tell } from './webhook-events.ts';

/** `send_group_msg` (1047/34959): to a group, or to some of its members. */
export function sendGroupMessage(app: App, sent: ExpiringMap<SentToGroup>): Command {
  const { readings, limits } = app.options;
  const shape = {
    GroupId: field(z.string(), tencentImCodes.groupParameterInvalid),
    Random: field(uint32, tencentImCodes.groupParameterInvalid),
    MsgBody: bodyField(GROUP_ELEMENT_CODES, readings),
    MsgPriority: field(z.enum(['High', 'Normal', 'Low']).optional(), tencentImCodes.groupParameterInvalid),
    From_Account: field(account.optional(), tencentImCodes.groupParameterInvalid),
    OfflinePushInfo: field(offlinePushInfo.optional(), tencentImCodes.groupParameterInvalid),
    ForbidCallbackControl: flagsField(
      ['ForbidBeforeSendMsgCallback', 'ForbidAfterSendMsgCallback'],
      readings,
      tencentImCodes.groupParameterInvalid,
    ),
    OnlineOnlyFlag: field(wholeNumber.optional(), tencentImCodes.groupParameterInvalid),
    SendMsgControl: flagsField(['NoUnread', 'NoLastMsg'], readings, tencentImCodes.groupParameterInvalid),
    CloudCustomData: field(z.string().optional(), tencentImCodes.groupParameterInvalid),
    SupportMessageExtension: field(zeroOrOne.optional(), tencentImCodes.groupParameterInvalid),
    To_Account: field(
      z.array(account).min(1).max(FIXED.groupTargets).optional(),
      tencentImCodes.groupParameterInvalid,
    ),
    GroupAtInfo: field(z.array(mentionSchema).optional(), tencentImCodes.groupParameterInvalid),
    TopicId: field(z.string().optional(), tencentImCodes.groupParameterInvalid),
    NeedReadReceipt: field(zeroOrOne.optional(), tencentImCodes.groupParameterInvalid),
  };
  const perGroup = { units: limits.groupMessagesPerSecond, milliseconds: 1000 };

  /** The body of the webhook before sending, but for the content. */
  const hookFields = (group: TencentImGroup, fields: ValuesOf<typeof shape>, call: Call) => ({
    GroupId: group.groupId,
    Type: group.type,
    From_Account: fields.From_Account ?? call.caller,
    Operator_Account: call.caller,
    Random: fields.Random,
    OnlineOnlyFlag: (fields.OnlineOnlyFlag ?? 0) > 0 ? 1 : 0,
    ...(fields.TopicId === undefined ? {} : { TopicId: fields.TopicId }),
  });

  const run = (fields: ValuesOf<typeof shape>, call: Call): SentToGroup => {
    const group = readGroup(app, fields.GroupId);
    try {
      return send(group, fields, call);
    } catch (error) {
      if (error instanceof Refusal) {
        tellSendException(app, { ...hookFields(group, fields, call), ...contentOf(fields) }, error.code);
      }
      throw error;
    }
  };

  const send = (group: TencentImGroup, fields: ValuesOf<typeof shape>, call: Call): SentToGroup => {
    const onlineOnly = (fields.OnlineOnlyFlag ?? 0) > 0;
    const controls = fields.SendMsgControl;
    if (onlineOnly && controls.size > 0)
      throw new Refusal(tencentImCodes.groupParameterInvalid, 'SendMsgControl with OnlineOnlyFlag');
    if (group.type === 'AVChatRoom' && (onlineOnly || controls.size > 0)) {
      throw new Refusal(tencentImCodes.groupParameterInvalid, 'not for AVChatRoom');
    }
    checkType(app, group, fields);
    if (fields.TopicId !== undefined && group.type !== 'Community')
      throw new Refusal(tencentImCodes.groupParameterInvalid, 'TopicId');
    if ((fields.GroupAtInfo?.length ?? 0) > FIXED.groupMentions)
      throw new Refusal(tencentImCodes.tooManyMentions);
    checkTargets(group, fields.To_Account);
    const from = fields.From_Account ?? call.caller;
    if (!app.users.has(from)) throw new Refusal(tencentImCodes.groupAccountUnknown);
    // The administrator may do everything, member or not (33529).
    if (readings.groupSender === 'member' && from !== call.caller && !group.members.has(from)) {
      throw new Refusal(tencentImCodes.groupForbidden);
    }
    if (isMuted(group, from, call.now)) throw new Refusal(tencentImCodes.senderMuted);
    if (call.request.body.length > limits.messageBodyBytes) throw new Refusal(tencentImCodes.messageTooLarge);

    const content = contentOf(fields);
    const compared = readings.groupDedup === 'random' ? undefined : content;
    const key = groupDuplicateKey(group.groupId, fields.Random, compared);
    const first = sent.get(key, call.now);
    if (first !== undefined) return groupDuplicateReply(app, first);
    const isTooFast = !app.windows.take(`group ${group.groupId}`, perGroup, call.now);
    if (isTooFast && readings.groupOverload === 'refuse') throw new Refusal(tencentImCodes.groupTooFast);
    if (isTooFast || call.request.dropsMessage) {
      // The call succeeds, and nobody gets the message. A copy of it is discarded like any other.
      const dropped = {
        MsgTime: Math.floor(call.now / 1000),
        MsgSeq: group.lastSequence,
        MsgDropReason: 'MsgFreqCtrl',
      };
      sent.set(key, call.now, dropped);
      return dropped;
    }
    takeDayQuota(app, call.now);

    const hookBody = hookFields(group, fields, call);
    const finish = (allowed: Content | undefined): JsonObject => {
      const MsgTime = Math.floor(call.now / 1000);
      // Dropped in silence: the sender is told that it went.
      if (allowed === undefined) return { MsgTime, MsgSeq: group.lastSequence };
      const message = deliverToGroup(app, group, {
        endpoint: 'v4/group_open_http_svc/send_group_msg',
        from,
        content: allowed,
        random: fields.Random,
        now: call.now,
        onlineOnly,
        // Targeted messages are not counted as unread, nor are those in live rooms.
        countsAsUnread:
          !controls.has('NoUnread') && fields.To_Account === undefined && group.type !== 'AVChatRoom',
        push: pushOf(allowed.MsgBody, fields.OfflinePushInfo),
        targets: fields.To_Account,
        mentions: fields.GroupAtInfo,
        requestId: call.request.id,
        extra: {
          MsgPriority: fields.MsgPriority ?? 'Normal',
          SendMsgControl: [...controls],
          SupportMessageExtension: fields.SupportMessageExtension ?? 0,
          NeedReadReceipt: fields.NeedReadReceipt ?? 0,
          ...(fields.GroupAtInfo === undefined ? {} : { GroupAtInfo: fields.GroupAtInfo }),
          ...(fields.TopicId === undefined ? {} : { TopicId: fields.TopicId }),
        },
      });
      const reply = { MsgTime, MsgSeq: message.sequence };
      sent.set(key, call.now, reply);
      const mentions = fields.GroupAtInfo ?? [];
      const sentBody = () => ({ ...hookBody, ...allowed, ...reply, GroupAtInfo: mentions });
      if (!fields.ForbidCallbackControl.has('ForbidAfterSendMsgCallback')) {
        tell(app, 'Group.CallbackAfterSendMsg', sentBody);
      }
      tellBotsInGroup(app, mentions, sentBody);
      return reply;
    };
    if (fields.ForbidCallbackControl.has('ForbidBeforeSendMsgCallback')) return finish(content);
    const allowed = askBeforeGroup(app, { ...hookBody, ...content }, content);
    if (!(allowed instanceof Promise)) return finish(allowed);
    // Remembered while the webhook thinks, so that a copy that comes meanwhile shares its reply.
    const reply = allowed.then(finish);
    sent.set(key, call.now, reply);
    return reply.catch((error: unknown) => {
      sent.delete(key);
      throw error;
    });
  };
  return tencentImCommand(app, 'group_open_http_svc', 'send_group_msg', { fields: shape, run });
}

/** What the type of a group does not allow. The code is that of a bad parameter [?]. */
function checkType(
  app: App,
  { type }: TencentImGroup,
  fields: {
    readonly SendMsgControl: ReadonlySet<string>;
    readonly NeedReadReceipt: 0 | 1 | undefined;
    readonly GroupAtInfo: readonly { readonly GroupAtAllFlag: 0 | 1 }[] | undefined;
  },
): void {
  const refuse = (field: string) => {
    throw new Refusal(tencentImCodes.groupParameterInvalid, `${field} is not for ${type}`);
  };
  const isLive = type === 'AVChatRoom';
  if (isMeeting(type) && fields.SendMsgControl.has('NoUnread') && !app.options.switches.meetingUnread) {
    refuse('NoUnread');
  }
  if (isLive && fields.GroupAtInfo?.some(({ GroupAtAllFlag }) => GroupAtAllFlag === 1)) refuse('GroupAtInfo');
  if ((isLive || type === 'Community') && fields.NeedReadReceipt === 1) refuse('NeedReadReceipt');
}

/** Targeted messages: Private, Public and ChatRoom groups only, to members only. */
function checkTargets(group: TencentImGroup, targets: readonly string[] | undefined): void {
  if (targets === undefined) return;
  if (group.type === 'AVChatRoom' || group.type === 'Community')
    throw new Refusal(tencentImCodes.groupParameterInvalid, 'To_Account');
  if (!targets.every((target) => group.members.has(target)))
    throw new Refusal(tencentImCodes.groupParameterInvalid, 'To_Account');
}

function contentOf({ MsgBody, CloudCustomData }: Content): Content {
  return CloudCustomData === undefined ? { MsgBody } : { MsgBody, CloudCustomData };
}
