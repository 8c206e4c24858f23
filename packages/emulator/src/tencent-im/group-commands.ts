import * as z from 'zod';
import { ExpiringMap } from '../expiring-map.ts';
import type { JsonObject } from '../vendor.ts';
import type { App } from './app.ts';
import { Refusal } from './codes.ts';
import type { Call, Command } from './command.ts';
import { GROUP_ELEMENT_CODES } from './elements.ts';
import { account, field, readFields, uint32, wholeNumber, zeroOrOne } from './fields.ts';
import { deliverToGroup, groupConversation, groupDuplicateKey, mentionSchema } from './group-messages.ts';
import type { Group } from './groups.ts';
import { isKept } from './history.ts';
import { FIXED } from './limits.ts';
import { bodyField, flagsField } from './message-fields.ts';
import type { Content } from './messages.ts';
import { offlinePushInfo, pushOf } from './offline-push.ts';
import { takeDayQuota } from './send.ts';
import { askBeforeGroup, tell } from './webhook-events.ts';

/** Commands of `group_open_http_svc`: 1047/34959, 1047/34965, 1047/49440. */
export interface GroupCommands {
  readonly commands: readonly Command[];
  /** Forgets what would be discarded as a copy, and lets the groups count from the start. */
  reset(): void;
}

/** The reply to the first of a kind, or its promise. */
type Sent = JsonObject | Promise<JsonObject>;

export function groupCommands(app: App): GroupCommands {
  const { limits } = app.options;
  const sent = new ExpiringMap<Sent>(FIXED.groupDedupMs);
  let lastBroadcast = 0;
  const nextBroadcast = () => {
    lastBroadcast += 1;
    return lastBroadcast;
  };
  const path = (name: string) => `v4/group_open_http_svc/${name}`;
  const { callsPerSecond } = limits;
  return {
    commands: [
      { path: path('send_group_msg'), callsPerSecond, notJsonCode: 10011, run: sendCommand(app, sent) },
      {
        path: path('group_msg_recall'),
        callsPerSecond,
        notJsonCode: 10011,
        run: (call) => recall(app, call),
      },
      {
        path: path('send_broadcast_msg'),
        callsPerSecond: limits.groupBroadcastsPerSecond,
        // The one rate of this command, and the one code for "too fast" in its table.
        tooFastCode: 10023,
        notJsonCode: 10011,
        run: broadcastCommand(app, sent, nextBroadcast),
      },
    ],
    reset: () => {
      sent.clear();
      lastBroadcast = 0;
      app.groups.forgetMessages();
    },
  };
}

/** Printable ASCII of at most 48 bytes; else 10015. Then it must exist: 10010. */
function readGroup(app: App, value: unknown): Group {
  const groupId = field(z.string(), 10004)(value);
  if (!/^[\x20-\x7e]+$/.test(groupId) || groupId.length > FIXED.groupIdBytes) throw new Refusal(10015);
  const group = app.groups.get(groupId);
  if (group === undefined) throw new Refusal(10010);
  return group;
}

function sendCommand(app: App, sent: ExpiringMap<Sent>): Command['run'] {
  const { readings, limits } = app.options;
  const shape = {
    GroupId: field(z.string(), 10004),
    Random: field(uint32, 10004),
    MsgBody: bodyField(GROUP_ELEMENT_CODES, readings),
    MsgPriority: field(z.enum(['High', 'Normal', 'Low']).optional(), 10004),
    From_Account: field(account.optional(), 10004),
    OfflinePushInfo: field(offlinePushInfo.optional(), 10004),
    ForbidCallbackControl: flagsField(
      ['ForbidBeforeSendMsgCallback', 'ForbidAfterSendMsgCallback'],
      readings,
      10004,
    ),
    OnlineOnlyFlag: field(wholeNumber.optional(), 10004),
    SendMsgControl: flagsField(['NoUnread', 'NoLastMsg'], readings, 10004),
    CloudCustomData: field(z.string().optional(), 10004),
    SupportMessageExtension: field(zeroOrOne.optional(), 10004),
    To_Account: field(z.array(account).min(1).max(FIXED.groupTargets).optional(), 10004),
    GroupAtInfo: field(z.array(mentionSchema).optional(), 10004),
    TopicId: field(z.string().optional(), 10004),
    NeedReadReceipt: field(zeroOrOne.optional(), 10004),
  };
  const unknown = readings.unknownFields === 'refuse' ? 10004 : undefined;
  const perGroup = { units: limits.groupMessagesPerSecond, milliseconds: 1000 };

  return (call) => {
    const fields = readFields(call.body, shape, unknown);
    const group = readGroup(app, fields.GroupId);
    const onlineOnly = (fields.OnlineOnlyFlag ?? 0) > 0;
    const controls = fields.SendMsgControl;
    if (onlineOnly && controls.size > 0) throw new Refusal(10004, 'SendMsgControl with OnlineOnlyFlag');
    if (group.type === 'AVChatRoom' && (onlineOnly || controls.size > 0)) {
      throw new Refusal(10004, 'not for AVChatRoom');
    }
    if (fields.TopicId !== undefined && group.type !== 'Community') throw new Refusal(10004, 'TopicId');
    if ((fields.GroupAtInfo?.length ?? 0) > FIXED.groupMentions) throw new Refusal(10053);
    checkTargets(group, fields.To_Account);
    const from = fields.From_Account ?? call.admin;
    if (!app.users.has(from)) throw new Refusal(10019);
    if (group.muted.has(from)) throw new Refusal(10017);
    if (call.request.body.length > limits.messageBodyBytes) throw new Refusal(80002);

    const { MsgBody, CloudCustomData } = fields;
    const content: Content = CloudCustomData === undefined ? { MsgBody } : { MsgBody, CloudCustomData };
    const key = groupDuplicateKey(group.groupId, fields.Random, content);
    const first = sent.get(key, call.now);
    if (first !== undefined) return duplicate(app, first);
    if (!app.windows.take(`group ${group.groupId}`, perGroup, call.now)) throw new Refusal(10023);
    takeDayQuota(app, call.now);

    const hookBody = {
      GroupId: group.groupId,
      Type: group.type,
      From_Account: from,
      Operator_Account: call.admin,
      Random: fields.Random,
      OnlineOnlyFlag: onlineOnly ? 1 : 0,
      ...(fields.TopicId === undefined ? {} : { TopicId: fields.TopicId }),
    };
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
        // Targeted messages are not counted as unread.
        countsAsUnread: !controls.has('NoUnread') && fields.To_Account === undefined,
        push: pushOf(allowed.MsgBody, fields.OfflinePushInfo),
        targets: fields.To_Account,
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
      if (!fields.ForbidCallbackControl.has('ForbidAfterSendMsgCallback')) {
        tell(app, 'Group.CallbackAfterSendMsg', () => ({
          ...hookBody,
          ...allowed,
          ...reply,
          GroupAtInfo: fields.GroupAtInfo ?? [],
        }));
      }
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
}

/** Targeted messages: Private, Public and ChatRoom groups only, to members only. */
function checkTargets(group: Group, targets: readonly string[] | undefined): void {
  if (targets === undefined) return;
  if (group.type === 'AVChatRoom' || group.type === 'Community') throw new Refusal(10004, 'To_Account');
  if (!targets.every((target) => group.members.has(target))) throw new Refusal(10004, 'To_Account');
}

function duplicate(app: App, first: Sent): Sent {
  const { duplicateReply } = app.options.readings;
  if (typeof duplicateReply === 'number') throw new Refusal(duplicateReply);
  return first;
}

function recall(app: App, call: Call): JsonObject {
  if (!app.options.switches.groupRecall) throw new Refusal(10041);
  const fields = readFields(
    call.body,
    {
      GroupId: field(z.string(), 10004),
      MsgSeqList: field(
        z
          .array(z.looseObject({ MsgSeq: wholeNumber }))
          .min(1)
          .max(FIXED.recallsPerCall),
        10004,
      ),
      TopicId: field(z.string().optional(), 10004),
      Reason: field(z.string().optional(), 10004),
    },
    app.options.readings.unknownFields === 'refuse' ? 10004 : undefined,
  );
  if (Buffer.byteLength(fields.Reason ?? '') > FIXED.recallReasonBytes) throw new Refusal(10004, 'Reason');
  const group = readGroup(app, fields.GroupId);
  const RecallRetList = fields.MsgSeqList.map(({ MsgSeq }) => {
    for (const message of app.messages.conversation('tencent-im', groupConversation(group.groupId))) {
      if (message.sequence !== MsgSeq || !isKept(app, message, call.now)) continue;
      if (message.state !== 'normal') return { MsgSeq, RetCode: 10032 };
      message.state = 'recalled';
      message.recalledAt = call.now;
      app.messages.changed(message);
      return { MsgSeq, RetCode: 0 };
    }
    return { MsgSeq, RetCode: 10030 };
  });
  return { RecallRetList };
}

/** `send_broadcast_msg`: to the members of every AVChatRoom who are there. */
function broadcastCommand(app: App, sent: ExpiringMap<Sent>, nextSequence: () => number): Command['run'] {
  const { readings, limits, switches } = app.options;
  const shape = {
    Random: field(uint32, 10004),
    MsgBody: bodyField(GROUP_ELEMENT_CODES, readings),
    From_Account: field(account.optional(), 10004),
    CloudCustomData: field(z.string().optional(), 10004),
  };
  const unknown = readings.unknownFields === 'refuse' ? 10004 : undefined;

  return (call) => {
    if (!switches.groupBroadcast) throw new Refusal(10007);
    const fields = readFields(call.body, shape, unknown);
    const from = fields.From_Account ?? call.admin;
    if (!app.users.has(from)) throw new Refusal(10019);
    if (call.request.body.length > limits.messageBodyBytes) throw new Refusal(80002);
    const { MsgBody, CloudCustomData } = fields;
    const content = CloudCustomData === undefined ? { MsgBody } : { MsgBody, CloudCustomData };
    const key = groupDuplicateKey('', fields.Random, content);
    const first = sent.get(key, call.now);
    if (first !== undefined) return duplicate(app, first);

    const MsgSeq = nextSequence();
    const present = new Set<string>();
    for (const group of app.groups.values()) {
      if (group.type !== 'AVChatRoom') continue;
      for (const userId of group.members) {
        if (userId !== from && app.users.get(userId)?.presence === 'online') present.add(userId);
      }
    }
    app.messages.add(
      {
        vendor: 'tencent-im',
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
}
