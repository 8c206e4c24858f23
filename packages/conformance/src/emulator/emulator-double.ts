import type { ConversationKind } from '../conversation-kind.ts';
import type { DoubleFault, Inbox, VendorDouble, When } from '../vendor-double.ts';
import { type EmulatedVendor, emulatedVendors, type VendorKnowledge } from './emulated-vendors.ts';
import { mentionsIn } from './mentions-in.ts';
import { shownContent } from './shown-content.ts';

/** The users of an emulated vendor, as far as a double needs them. */
export interface EmulatedUsers {
  put(user: { readonly userId: string; readonly presence: 'online' | 'offline' }): {
    readonly blocked: Map<string, number>;
  };
  get(
    userId: string,
  ):
    | { readonly blocked: Map<string, number>; readonly name?: string; readonly avatarUrl?: string }
    | undefined;
  has(userId: string): boolean;
}

/** ZIM's groups and rooms of the emulator, as far as a double needs them. */
export interface EmulatedZimConversations {
  readonly groups: {
    put(group: {
      readonly groupId: string;
      readonly owner: string;
      readonly members: ReadonlySet<string>;
    }): unknown;
  };
  readonly rooms: { enter(roomId: string, userId: string): void };
}

/** Tencent IM's groups of the emulator, as far as a double needs them. A room is a group of its own type. */
export interface EmulatedTencentImConversations {
  readonly groups: {
    put(group: {
      readonly groupId: string;
      readonly type: 'Public' | 'AVChatRoom';
      readonly members: readonly string[];
    }): unknown;
  };
}

/** A message in an inbox of the emulator, as far as a double needs it. */
export interface EmulatedMessage {
  readonly channel: 'direct' | 'group' | 'room' | 'broadcast';
  readonly from: string;
  readonly to: string;
  readonly content: unknown;
  readonly messageId: string | undefined;
  readonly sequence: number | undefined;
  readonly countsAsUnread: boolean;
  readonly direction: 'received' | 'sent';
  readonly delivered: boolean;
  readonly pushShown: boolean;
  readonly push: { readonly title: string; readonly body: string } | undefined;
  readonly state: 'normal' | 'recalled' | 'deleted' | 'vetoed';
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** A fault rule of the emulator, as far as a double makes them. */
export interface EmulatorFault {
  readonly vendor: EmulatedVendor;
  readonly recipient?: string;
  readonly fault:
    | { readonly kind: 'silence' | 'reset' | 'html' | 'truncated'; readonly when: When }
    | { readonly kind: 'code'; readonly code: number; readonly text?: string; readonly when?: When }
    | { readonly kind: 'omit' | 'drop' };
}

/** What `createEmulator` of `@polychat/emulator` returns, as far as a double needs it. */
export interface EmulatorLike {
  readonly zim: { readonly users: EmulatedUsers } & EmulatedZimConversations;
  readonly tencentIm: { readonly users: EmulatedUsers } & EmulatedTencentImConversations;
  readonly requests: readonly { readonly vendor: string; readonly body: string }[];
  inbox(
    userId: string,
    filter: { readonly vendor: EmulatedVendor; readonly direction: 'both' },
  ): readonly EmulatedMessage[];
  fail(rule: EmulatorFault): unknown;
  now(): number;
  advance(milliseconds: number): void;
}

/** One of the emulator's vendors as a double. The vendor keeps its strictness and its limits. */
export function emulatorDouble(emulator: EmulatorLike, vendor: EmulatedVendor): VendorDouble {
  const knowledge = emulatedVendors[vendor];
  const { users } = emulator[knowledge.member];
  const members = new Map<string, Set<string>>();
  return {
    limits: knowledge.limits,
    addUsers(userIds, device) {
      for (const userId of userIds) users.put({ userId, presence: device });
    },
    knowsUser: (userId) => users.has(userId),
    addConversation(kind, id, userIds) {
      const name = `${kind} ${id}`;
      const all = new Set([...(members.get(name) ?? []), ...userIds]);
      members.set(name, all);
      makeConversation(emulator, vendor, { kind, id, members: all });
    },
    block(blocker, blocked) {
      users.get(blocker)?.blocked.set(blocked, emulator.now());
    },
    inbox: (userId) => inboxOf(emulator.inbox(userId, { vendor, direction: 'both' }), vendor),
    profileOf(userId) {
      const { name, avatarUrl } = users.get(userId) ?? {};
      return { name: name || undefined, avatarUrl: avatarUrl || undefined };
    },
    requests: () => emulator.requests.filter((request) => request.vendor === vendor),
    failNext(fault, of = 'send') {
      // Neither vendor gives out tokens.
      if (of === 'session') return;
      emulator.fail({ vendor, ...ruleOf(fault, knowledge) });
    },
    now: () => emulator.now(),
    advance: (milliseconds) => emulator.advance(milliseconds),
  };
}

/** Makes a group or a room with these members, or gives one that there is these members. */
function makeConversation(
  { zim, tencentIm }: EmulatorLike,
  vendor: EmulatedVendor,
  {
    kind,
    id,
    members,
  }: { readonly kind: ConversationKind; readonly id: string; readonly members: Set<string> },
): void {
  if (vendor === 'tencentIm') {
    const type = kind === 'room' ? 'AVChatRoom' : 'Public';
    tencentIm.groups.put({ groupId: id, type, members: [...members] });
  } else if (kind === 'room') {
    for (const userId of members) zim.rooms.enter(id, userId);
  } else {
    const [owner = ''] = members;
    zim.groups.put({ groupId: id, owner, members });
  }
}

function inboxOf(messages: readonly EmulatedMessage[], vendor: EmulatedVendor): Inbox {
  const inApp = messages
    .filter(({ delivered }) => delivered)
    .map(({ direction, channel, from, to, countsAsUnread, messageId, sequence, content, state, extra }) => ({
      direction,
      entry: {
        from,
        ...((channel === 'group' || channel === 'room') && { conversation: to }),
        ...(vendor === 'tencentIm' && channel === 'group' && { mentions: mentionsIn(extra?.GroupAtInfo) }),
        countsAsUnread,
        messageId,
        ...(sequence !== undefined && { sequence: String(sequence) }),
        isRecalled: state === 'recalled',
        message: content,
        content: shownContent(vendor, content),
      },
    }));
  const entriesOf = (wanted: EmulatedMessage['direction']) =>
    inApp.filter(({ direction }) => direction === wanted).map(({ entry }) => entry);
  return {
    received: entriesOf('received'),
    sent: entriesOf('sent'),
    pushes: messages.flatMap(({ push, pushShown }) =>
      push && pushShown ? [{ title: push.title, body: push.body }] : [],
    ),
  };
}

function ruleOf(fault: DoubleFault, { codes }: VendorKnowledge): Omit<EmulatorFault, 'vendor'> {
  switch (fault.kind) {
    case 'silence':
    case 'reset':
    case 'html':
      return { fault };
    case 'truncated':
      return { fault: { kind: 'truncated', when: 'after' } };
    case 'internal_error':
      return { fault: { kind: 'code', code: codes.internalError, when: fault.when } };
    case 'too_fast':
      return { fault: { kind: 'code', code: codes.tooFast } };
    case 'signature_refused':
      return { fault: { kind: 'code', code: codes.signatureRefused } };
    case 'refused':
      return { fault: { kind: 'code', code: codes.refused, text: fault.words } };
    case 'recipient_refused':
      return { recipient: fault.userId, fault: { kind: 'code', code: codes.recipientRefused } };
    case 'left_out':
      return { recipient: fault.userId, fault: { kind: 'omit' } };
    case 'dropped':
      return { fault: { kind: 'drop' } };
  }
}
