import assert from 'node:assert/strict';
import type {
  Chat,
  Content,
  ConversationReceipt,
  GroupMessage,
  MessageFields,
  RoomMessage,
  SendOptions,
} from '@polychat/core';
import type { MessageCapabilities, PlanContext, VendorCall } from '@polychat/core/adapter';
import {
  type ConversationFields,
  type ConversationKind,
  conversationKinds,
  idFieldOf,
} from '../conversation-kind.ts';
import type { Trial } from '../trial.ts';
import type { InboxMessage } from '../vendor-double.ts';

/** What a check says of a message; the rest is a text from `ann`. */
export type Fields = Partial<MessageFields> & Pick<ConversationFields, 'mentions' | 'targets'>;

/** A group or a room that messages go to: the one mechanism of both, whose only difference is its name. */
export class Destination {
  readonly trial: Trial;
  readonly kind: ConversationKind;
  readonly id: string;
  /** The member of a message that names it. */
  readonly field: 'groupId' | 'roomId';

  constructor(trial: Trial, kind: ConversationKind, id = trial.conversationId(kind)) {
    this.trial = trial;
    this.kind = kind;
    this.id = id;
    this.field = idFieldOf(kind);
  }

  /** What is declared of it. */
  get capabilities(): MessageCapabilities & { readonly discardsCopiesForMs: number } {
    const declared = this.trial.adapter.capabilities[this.kind];
    assert.ok(declared, `no messages to a ${this.kind} are declared`);
    return declared;
  }

  /** Another group or room, with members of its own. */
  async another(name: string, members: readonly string[]): Promise<Destination> {
    const { trial, kind } = this;
    const other = new Destination(trial, kind, trial.conversationId(kind, name));
    await trial.double.addConversation?.(kind, other.id, members);
    return other;
  }

  message(fields: Fields = {}): (GroupMessage | RoomMessage) & { readonly content: Content } {
    const { groupId: _, roomId: __, ...others } = fields as ConversationFields;
    const message = { ...this.trial.message, ...others };
    return this.kind === 'group' ? { ...message, groupId: this.id } : { ...message, roomId: this.id };
  }

  send(
    fields: Fields = {},
    options: SendOptions = {},
    chat: Chat = this.trial.chat(),
  ): Promise<ConversationReceipt> {
    const message = this.message(fields);
    return 'groupId' in message ? chat.sendToGroup(message, options) : chat.sendToRoom(message, options);
  }

  /** The call of a message, without an engine around it. */
  call(fields: Fields = {}, context?: PlanContext): VendorCall<unknown> {
    return this.trial.conversationCall(this.kind, this.message(fields), context).call;
  }

  /** What somebody received in it, the oldest first. */
  async received(userId: string): Promise<readonly InboxMessage[]> {
    const { received } = await this.trial.inbox(userId);
    return received.filter(({ conversation }) => conversation === this.id);
  }

  /** Fails unless so many messages came to each member but `ann`, who sends. */
  async assertReceived(count: number, what: string): Promise<void> {
    for (const userId of this.trial.others) {
      const { length } = await this.received(userId);
      assert.equal(length, count, `${what}: ${userId} has ${length} messages of the ${this.kind}`);
    }
  }
}

/** The group and the room that everybody is in, as far as the vendor has such things and the double makes them. */
export function destinationsOf(trial: Trial): readonly Destination[] {
  if (!trial.double.addConversation) return [];
  return conversationKinds
    .filter((kind) => trial.adapter.capabilities[kind] !== undefined)
    .map((kind) => new Destination(trial, kind));
}

/** Looks at a rule for a destination. */
type DestinationRule = (destination: Destination) => Promise<void> | void;

/** Rules by what they say. */
export type DestinationRules = Readonly<Record<string, DestinationRule>>;

/** The rules for one kind of destination, where everybody has met. Declared away where the vendor has no such thing. */
export function rulesFor(
  kind: ConversationKind,
  rules: DestinationRules,
): Readonly<Record<string, (trial: Trial) => Promise<void>>> {
  return Object.fromEntries(
    Object.entries(rules).map(([rule, look]) => [
      rule,
      async (trial: Trial) => {
        trial.needs(trial.adapter.capabilities[kind], `no messages to a ${kind}`);
        if (!trial.double.addConversation) {
          trial.untested.push(`messages to a ${kind}: the double has no addConversation()`);
          return;
        }
        await trial.invite();
        await look(new Destination(trial, kind));
      },
    ]),
  );
}
