import type { ConversationKind } from '../conversation-kind.ts';
import type { InboxMessage } from '../vendor-double.ts';
import type { Mailboxes, Posting } from './mailboxes.ts';

/** How a message is put before the members of a group or a room. */
export interface ConversationPosting extends Posting {
  /** The only members who get it, or those who do not. Default: all get it. */
  readonly targets?: { readonly only?: readonly string[]; readonly except?: readonly string[] };
  /** Whether those find it who become members later. Default false. */
  readonly isKept?: boolean;
}

interface Conversation {
  readonly members: Set<string>;
  readonly kept: InboxMessage[];
}

/** The groups and rooms of a vendor, and what its users do there. */
export class Conversations {
  readonly #mailboxes: Mailboxes;
  readonly #conversations = new Map<string, Conversation>();

  constructor(mailboxes: Mailboxes) {
    this.#mailboxes = mailboxes;
  }

  /** Makes a group or a room with these members, or gives one that there is further members. */
  add(kind: ConversationKind, id: string, members: readonly string[]): void {
    const conversation = this.#get(kind, id) ?? { members: new Set(), kept: [] };
    this.#conversations.set(nameOf(kind, id), conversation);
    for (const userId of members) {
      if (conversation.members.has(userId)) continue;
      conversation.members.add(userId);
      for (const message of conversation.kept) {
        this.#mailboxes.post(userId, message, { isCopied: false });
      }
    }
  }

  has(kind: ConversationKind, id: string): boolean {
    return this.#get(kind, id) !== undefined;
  }

  isMember(kind: ConversationKind, id: string, userId: string): boolean {
    return this.#get(kind, id)?.members.has(userId) ?? false;
  }

  /** Puts a message into the boxes of all members but its sender, who has one copy. */
  post(
    kind: ConversationKind,
    id: string,
    message: InboxMessage,
    { targets, isKept = false, isCopied = true, ...posting }: ConversationPosting = {},
  ): void {
    const conversation = this.#get(kind, id);
    if (!conversation) return;
    const { only, except } = targets ?? {};
    const posted = { ...message, conversation: id };
    for (const userId of conversation.members) {
      const isMeant = only?.includes(userId) ?? !except?.includes(userId);
      if (!isMeant || userId === message.from) continue;
      this.#mailboxes.post(userId, posted, { ...posting, isCopied: false });
    }
    if (isCopied) this.#mailboxes.copyToSender(posted);
    if (isKept) conversation.kept.push(posted);
  }

  /** A message that members received, by the vendor's id. */
  messageOf(kind: ConversationKind, id: string, messageId: string): InboxMessage | undefined {
    const [receiver = ''] = this.#receivers(kind, id, messageId);
    return this.#mailboxes.messageOf(receiver, messageId);
  }

  /** Changes a message at all members that received it, such as one that is edited or taken back. */
  change(
    kind: ConversationKind,
    id: string,
    messageId: string,
    change: (message: InboxMessage) => InboxMessage,
  ): void {
    for (const userId of this.#receivers(kind, id, messageId)) {
      this.#mailboxes.change(userId, messageId, change);
    }
  }

  #receivers(kind: ConversationKind, id: string, messageId: string): readonly string[] {
    const members = [...(this.#get(kind, id)?.members ?? [])];
    return members.filter((userId) => this.#mailboxes.messageOf(userId, messageId)?.conversation === id);
  }

  #get(kind: ConversationKind, id: string): Conversation | undefined {
    return this.#conversations.get(nameOf(kind, id));
  }
}

function nameOf(kind: ConversationKind, id: string): string {
  return `${kind} ${id}`;
}
