import {
  filledName,
  messageRefOf,
  millisecondsOf,
  type WebhookEventBase,
  type WebhookMessageIds,
} from '@polychat/core/webhooks';
import { vendorName } from '../vendor.ts';
import { type Callback, type FoundEvent, isRoom, type Members } from './callback.ts';

/** Which message a webhook is about. */
export type Ids = Omit<WebhookMessageIds, 'ref'>;

/** The ids of a message from one user to another. A MsgKey names it within the pair. */
export function directIds(members: Members): Ids {
  return {
    conversation: 'direct',
    from: filledName(members.From_Account),
    to: filledName(members.To_Account),
    messageId: filledName(members.MsgKey),
    sequence: filledName(members.MsgSeq),
    sentAt: millisecondsOf(members.MsgTime, 'seconds'),
  };
}

/** In logs the sender of what a server sent to a group in nobody's name. */
const nobody = '@TLS#NOT_FOUND';

/** The ids of a message to a group, or to a topic of it: that is a conversation of its own, whose id has the group's in it. */
export function groupIds(members: Members): Ids {
  const from = filledName(members.From_Account);
  return {
    conversation: isRoom(members) ? 'room' : 'group',
    from: from === nobody ? undefined : from,
    to: filledName(members.TopicId) ?? filledName(members.GroupId),
    sequence: filledName(members.MsgSeq),
    sentAt: millisecondsOf(members.MsgTime, 'seconds'),
  };
}

/** What tells a message from all others; undefined where the vendor did not say that. */
export function keysOf({ conversation, from, to, messageId, sequence }: Ids): FoundEvent['ids'] {
  const keys = conversation === 'direct' ? [from, to, messageId] : [to, sequence];
  return keys.includes(undefined) ? undefined : keys;
}

/** What all events about one message have. */
export function about(
  { app, at, origin }: Callback,
  ids: Ids,
): WebhookMessageIds & Pick<WebhookEventBase<string>, 'at' | 'origin'> {
  const needs = ids.conversation === 'direct' ? 'messageId' : 'sequence';
  return { at, origin, ...ids, ref: messageRefOf(vendorName, app, ids, needs) };
}
