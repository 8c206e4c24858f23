import type { Emulator } from '../emulator.ts';
import { forEachVendor, type Vendor, vendors } from '../vendor.ts';
import type { Message } from '../world/message.ts';
import type { MessageStore } from '../world/messages.ts';
import type { Presence, User } from '../world/user.ts';
import { groupsOf } from './groups-of.ts';
import { type ConversationName, conversationOf, previewLine } from './message-view.ts';

/** A user's account at one vendor. */
export interface AccountView {
  readonly presence: Presence;
  readonly name: string;
  readonly avatarUrl: string;
  /** Whom this user blocked. */
  readonly blocked: readonly string[];
  /** How many messages the user's devices have. */
  readonly messages: number;
  readonly unread: number;
}

/** A user, at one vendor or at both. */
export interface UserView {
  readonly userId: string;
  /** The first account's name that is not empty. */
  readonly name: string;
  /** When the newest message came or went, in milliseconds. */
  readonly lastAt?: number;
  readonly preview?: string;
  readonly accounts: Readonly<Partial<Record<Vendor, AccountView>>>;
}

/** One of a user's conversations. */
export interface ConversationView extends ConversationName {
  /** The other user's, the group's or the room's; empty where there is none. */
  readonly name: string;
  readonly messages: number;
  readonly unread: number;
  readonly lastAt: number;
  readonly preview: string;
  /** Who wrote the newest message. */
  readonly lastFrom: string;
  readonly lastState: Message['state'];
}

export function userView(emulator: Emulator, messages: MessageStore, userId: string): UserView | undefined {
  const found = vendors.flatMap((vendor): [Vendor, User][] => {
    const user = emulator[vendor].users.get(userId);
    return user === undefined ? [] : [[vendor, user]];
  });
  if (found.length === 0) return undefined;
  const counts = forEachVendor(() => ({ messages: 0, unread: 0 }));
  let newest: { lastAt: number; preview: string } | undefined;
  for (const { message, copy } of messages.copiesOf(userId)) {
    newest ??= { lastAt: message.time, preview: previewLine(message) };
    const count = counts[message.vendor];
    count.messages += 1;
    if (isUnread(message, copy)) count.unread += 1;
  }
  return {
    userId,
    name: found.map(([, user]) => user.name).find((name) => name !== '') ?? '',
    ...newest,
    accounts: Object.fromEntries(
      found.map(([vendor, { presence, name, avatarUrl, blocked }]): [Vendor, AccountView] => [
        vendor,
        { presence, name, avatarUrl, blocked: [...blocked.keys()], ...counts[vendor] },
      ]),
    ),
  };
}

/** A user's conversations at one vendor, those with the newest messages first. */
export function conversationViews(
  emulator: Emulator,
  messages: MessageStore,
  vendor: Vendor,
  userId: string,
): ConversationView[] {
  const found = new Map<string, { -readonly [Name in keyof ConversationView]: ConversationView[Name] }>();
  for (const { message, copy } of messages.copiesOf(userId)) {
    if (message.vendor !== vendor) continue;
    const name = conversationOf(message, userId);
    const key = `${name.channel}\n${name.with}`;
    let view = found.get(key);
    if (view === undefined) {
      view = {
        ...name,
        name: displayName(emulator, vendor, name),
        messages: 0,
        unread: 0,
        lastAt: message.time,
        preview: previewLine(message),
        lastFrom: message.from,
        lastState: message.state,
      };
      found.set(key, view);
    }
    view.messages += 1;
    if (isUnread(message, copy)) view.unread += 1;
  }
  return [...found.values()];
}

function displayName(emulator: Emulator, vendor: Vendor, { channel, with: other }: ConversationName): string {
  switch (channel) {
    case 'direct':
      return emulator[vendor].users.get(other)?.name ?? '';
    case 'group':
    case 'room':
      return groupsOf(emulator, vendor).get(channel, other)?.name ?? '';
    case 'broadcast':
      return '';
  }
}

type Held = Parameters<typeof conversationOf>[0];

function isUnread(
  message: Held,
  copy: { userId: string; direction: 'received' | 'sent'; delivered: boolean },
): boolean {
  return (
    copy.direction === 'received' &&
    copy.delivered &&
    message.countsAsUnread &&
    message.readAt === undefined &&
    message.readers?.includes(copy.userId) !== true &&
    message.state === 'normal'
  );
}
