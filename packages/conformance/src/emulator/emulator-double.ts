import type { DoubleFault, Inbox, VendorDouble, When } from '../vendor-double.ts';
import { type EmulatedVendor, emulatedVendors, type VendorKnowledge } from './emulated-vendors.ts';
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

/** A message in an inbox of the emulator, as far as a double needs it. */
export interface EmulatedMessage {
  readonly from: string;
  readonly content: unknown;
  readonly messageId: string | undefined;
  readonly sequence: number | undefined;
  readonly countsAsUnread: boolean;
  readonly direction: 'received' | 'sent';
  readonly delivered: boolean;
  readonly pushShown: boolean;
  readonly push: { readonly title: string; readonly body: string } | undefined;
  readonly state: 'normal' | 'recalled' | 'deleted' | 'vetoed';
}

/** A fault rule of the emulator, as far as a double makes them. */
export interface EmulatorFault {
  readonly vendor: EmulatedVendor;
  readonly recipient?: string;
  readonly fault:
    | { readonly kind: 'silence' | 'reset' | 'html' | 'truncated'; readonly when: When }
    | { readonly kind: 'code'; readonly code: number; readonly text?: string; readonly when?: When }
    | { readonly kind: 'omit' };
}

/** What `createEmulator` of `@polychat/emulator` returns, as far as a double needs it. */
export interface EmulatorLike {
  readonly zim: { readonly users: EmulatedUsers };
  readonly tencentIm: { readonly users: EmulatedUsers };
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
  return {
    limits: knowledge.limits,
    addUsers(userIds, device) {
      for (const userId of userIds) users.put({ userId, presence: device });
    },
    knowsUser: (userId) => users.has(userId),
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

function inboxOf(messages: readonly EmulatedMessage[], vendor: EmulatedVendor): Inbox {
  const inApp = messages
    .filter(({ delivered }) => delivered)
    .map(({ direction, from, countsAsUnread, messageId, sequence, content, state }) => ({
      direction,
      entry: {
        from,
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
  }
}
