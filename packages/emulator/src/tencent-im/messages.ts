import { crc32 } from 'node:zlib';
import type { JsonObject } from '../vendor.ts';
import type { Copy } from '../world/copy.ts';
import { directConversation, type Message, type Push } from '../world/message.ts';
import { isPushed, type User } from '../world/user.ts';
import type { App } from './app.ts';
import type { MessageElement } from './elements.ts';
import { tellPushes } from './push-webhooks.ts';

/** What a message carries. A webhook may replace it. */
export interface Content {
  readonly MsgBody: readonly MessageElement[];
  readonly CloudCustomData?: string;
}

/** The names the service gives a message, shared by all recipients of a batch. */
export interface Identity {
  readonly MsgSeq: number;
  readonly MsgRandom: number;
  /** Unix seconds. */
  readonly MsgTime: number;
  readonly MsgKey: string;
  readonly MsgId: string;
}

/** A one-to-one message that passed all checks. */
export interface DirectMessage {
  readonly endpoint: string;
  readonly from: string;
  readonly content: Content;
  readonly identity: Identity;
  /** Reaches connected devices only: no history, no unread, nothing kept for later. */
  readonly onlineOnly: boolean;
  /** How long a copy waits for a recipient without a connected device, in seconds. */
  readonly lifeTimeSeconds: number;
  /** 1: to the sender's devices and history; 2: not to the sender at all; absent: to the sender's history. */
  readonly syncOtherMachine?: 1 | 2;
  readonly countsAsUnread: boolean;
  readonly push: Push | undefined;
  readonly requestId: number | undefined;
  /** Further settings, for whoever looks at the message. */
  readonly extra: JsonObject;
}

/**
 * Names a message: MsgKey is `<MsgSeq>_<MsgRandom>_<MsgTime>`, and a missing MsgSeq is made up (1047/34919).
 * @param now milliseconds
 */
export function identify(from: string, sequence: number | undefined, random: number, now: number): Identity {
  const MsgSeq = sequence ?? Math.floor(Math.random() * 0x1_0000_0000);
  const MsgTime = Math.floor(now / 1000);
  return {
    MsgSeq,
    MsgRandom: random,
    MsgTime,
    MsgKey: `${MsgSeq}_${random}_${MsgTime}`,
    // The client's name for it; opaque to callers, and the same for one message however often it is asked for.
    MsgId: `144115${String(crc32(from)).padStart(12, '0')}-${MsgTime}-${random}`,
  };
}

/** Puts a one-to-one message into the inboxes and the history of both sides. */
export function deliverDirect(app: App, message: DirectMessage, to: User): Message {
  const { from, identity, syncOtherMachine } = message;
  const stored = !message.onlineOnly;
  const push = stored ? message.push : undefined;
  const copies: Copy[] = [];
  const received = receivedCopy(message, to, push);
  if (received !== undefined) copies.push(received);
  const sender = app.users.get(from);
  if (sender !== undefined && sent(message, sender)) {
    copies.push({ userId: from, direction: 'sent', delivered: true, pushShown: false });
  }
  const delivered = app.messages.add(
    {
      vendor: 'tencentIm',
      endpoint: message.endpoint,
      channel: 'direct',
      from,
      to: to.userId,
      time: identity.MsgTime * 1000,
      content: { ...message.content },
      messageId: identity.MsgKey,
      sequence: identity.MsgSeq,
      random: identity.MsgRandom,
      stored,
      countsAsUnread: stored && message.countsAsUnread,
      push,
      requestId: message.requestId,
      conversation: directConversation(from, to.userId),
      ...(syncOtherMachine === 2 ? { historyOf: new Set([to.userId]) } : {}),
      extra: message.extra,
    },
    copies,
  );
  tellPushes(app, delivered, copies);
  return delivered;
}

function receivedCopy(message: DirectMessage, to: User, push: Push | undefined): Copy | undefined {
  const online = to.presence === 'online';
  if (message.onlineOnly && !online) return undefined;
  const pushShown = push !== undefined && isPushed(to);
  const copy: Copy = { userId: to.userId, direction: 'received', delivered: true, pushShown };
  if (online || message.lifeTimeSeconds === Number.POSITIVE_INFINITY) return copy;
  // The waiting copy ends with MsgLifeTime; the history keeps the message.
  return { ...copy, waitsUntil: (message.identity.MsgTime + message.lifeTimeSeconds) * 1000 };
}

/** Whether the sender's own devices come to see it: told at once, or from the history they fetch. */
function sent(message: DirectMessage, sender: User): boolean {
  if (message.syncOtherMachine === 2) return false;
  if (!message.onlineOnly) return true;
  return message.syncOtherMachine === 1 && sender.presence === 'online';
}
