import {
  type AnyMessage,
  type BulkOptions,
  type BulkSend,
  type CallRecord,
  type Chat,
  ChatError,
  type CheckFinding,
  type DirectMessage,
  type DirectReceipt,
  type GroupMessage,
  type MessageFields,
  type MessageWithoutRecipients,
  type NotAcceptedOutcome,
  type PlannedCall,
  type Problem,
  type RecipientOutcome,
  type RegisteredUser,
  type RoomMessage,
  type SendOptions,
  type UserProfile,
  type UsersReceipt,
} from '@polychat/core';
import { atField, isConversation, isDirect, withCauseOf } from '@polychat/core/combine';
import { type AuditFinding, auditUserIds } from './audit-user-ids.ts';
import { sendInParts } from './list-send.ts';
import { withMappedIds } from './mapped-message.ts';
import { MappedStream } from './mapped-stream.ts';
import { checkChat } from './parts.ts';
import { atPlaceInInput, type FieldOfIndex, fieldsOf, positionIn } from './place-in-input.ts';
import { type UserEncoding, type UserMapping, WatchedEncoding } from './user-mapping.ts';
import { WrappedChat } from './wrapped-chat.ts';

/** A chat whose users have other ids at the vendor. */
export interface MappedChat extends Chat {
  /** For ids that do not go through the chat: tokens for clients are made for `mapping.toVendor(userId)`. */
  readonly mapping: UserMapping;
  /**
   * Streams those of the ids to which no message could be sent, with the reason; sends nothing. `from` is a sender that
   * the chat takes, where it wants one. Throws a `ChatError` where even a plain message from it would be refused.
   */
  audit(
    userIds: Iterable<string> | AsyncIterable<string>,
    options?: { readonly from?: string },
  ): AsyncIterable<AuditFinding>;
}

/**
 * A chat whose users have other ids at the vendor, such as `mapUsers(chat, escapedUserIds())`. You go on with your own.
 *
 * | where an id stands | direction |
 * |---|---|
 * | `from`, `to`, the recipients of a stream, `mentions`, `targets`, `userId` of a user to register | to the vendor |
 * | `userId` in outcomes, receipts, errors and `unread`; `recipients` in a preview | back to yours |
 * | `ref` in an outcome, the body in a preview, a journal's record | stays the vendor's |
 * | hooks, webhooks, tokens for clients, ids inside content, `metadata` and `vendor` | do not come by here: use `mapping` |
 * | `groupId`, `roomId` | are no users: they go as they are |
 *
 * A recipient whose id cannot be written at the vendor is `failed` with code `invalid_message`, in a stream each time
 * that the id comes, and the others get the message. A sender whose id cannot be written, or somebody whom a message to a group names, makes the send throw. The chat
 * keeps its name. Throws a `ChatError` with code `misconfigured` for what is no chat or no encoding.
 */
export function mapUsers(chat: Chat, encoding: UserEncoding): MappedChat {
  checkChat('mapUsers', chat, 'chat');
  return new MappedUsersChat(chat, new WatchedEncoding(encoding));
}

/** A list of ids, split into those that the vendor can have and the others. */
interface MappedList {
  /** Every id once, and where it first stood. */
  readonly places: ReadonlyMap<string, number>;
  readonly userIds: readonly string[];
  readonly vendorIds: readonly string[];
  readonly refused: readonly { readonly userId: string; readonly index: number; readonly problem: Problem }[];
}

class MappedUsersChat extends WrappedChat implements MappedChat {
  readonly mapping: UserMapping;
  readonly #encoding: WatchedEncoding;

  constructor(chat: Chat, encoding: WatchedEncoding) {
    super(chat);
    this.#encoding = encoding;
    this.mapping = Object.freeze({
      toVendor: (userId: string) => encoding.toVendor(userId),
      toApp: (vendorId: string) => encoding.toApp(vendorId),
    });
  }

  audit(
    userIds: Iterable<string> | AsyncIterable<string>,
    options: { readonly from?: string } = {},
  ): AsyncIterable<AuditFinding> {
    return auditUserIds(this, userIds, options.from);
  }

  override deliver(
    message: MessageWithoutRecipients,
    recipients: Iterable<string> | AsyncIterable<string>,
    options?: SendOptions,
  ): AsyncIterable<readonly RecipientOutcome[]> {
    const stream = new MappedStream(this.#encoding);
    const outcomes = this.chat.deliver(this.messageFor(message), stream.sourceOf(recipients), options);
    return stream.outcomesOf(outcomes);
  }

  override sendBulk(
    message: MessageWithoutRecipients,
    recipients: Iterable<string> | AsyncIterable<string>,
    options?: BulkOptions,
  ): BulkSend {
    const stream = new MappedStream(this.#encoding);
    return stream.bulkOf(this.chat.sendBulk(this.messageFor(message), stream.sourceOf(recipients), options));
  }

  override async sendDirect(message: DirectMessage, options?: SendOptions): Promise<DirectReceipt> {
    const mapped = this.messageFor(message);
    const given = idsIn(message?.to);
    if (!given) return this.chat.sendDirect(mapped, options);
    const fieldOf = fieldsOf(message.to);
    const list = this.#mapList(given, fieldOf);
    return sendInParts({
      noun: 'to',
      places: list.places,
      fieldOf,
      refused: this.#refusedOutcomes(list),
      parts: this.#partsOf(list, () => this.chat.sendDirect({ ...mapped, to: list.vendorIds }, options)),
      signal: options?.signal,
    });
  }

  override async registerUsers(users: readonly UserProfile[], options?: SendOptions): Promise<UsersReceipt> {
    const given = Array.isArray(users) ? idsIn(users.map((user) => user?.userId)) : undefined;
    if (!given) return this.chat.registerUsers(users, options);
    const fieldOf = (index: number) => `users[${index}]`;
    const list = this.#mapList(given, (index) => `users[${index}].userId`);
    const profiles = list.userIds.map((userId, at) => ({
      ...(users[list.places.get(userId) ?? 0] as UserProfile),
      userId: list.vendorIds[at] ?? userId,
    }));
    return sendInParts<RegisteredUser>({
      noun: 'user',
      places: list.places,
      fieldOf,
      refused: this.#refusedOutcomes(list),
      parts: this.#partsOf(list, () => this.chat.registerUsers(profiles, options)),
      signal: options?.signal,
    });
  }

  override check(message: AnyMessage): readonly CheckFinding[] {
    if (isConversation(message)) return this.#checkConversation(message);
    const from: unknown = message?.from;
    const sender = typeof from === 'string' ? this.#encoding.map(from) : undefined;
    if (sender?.problem) {
      const { from: _from, ...others } = message;
      const found = this.#checkRecipients(others as DirectMessage).filter(({ field }) => field !== 'from');
      return [atField(sender.problem, 'from'), ...found];
    }
    return this.#checkRecipients(this.messageFor(message));
  }

  override async *preview(message: AnyMessage): AsyncGenerator<PlannedCall> {
    const mapped = this.messageFor(message);
    const given = isDirect(mapped) ? idsIn(mapped?.to) : undefined;
    const list = given && this.#mapList(given, fieldsOf(undefined));
    const whole = list && list.vendorIds.length > 0 ? { ...mapped, to: list.vendorIds } : mapped;
    if (list && list.vendorIds.length === 0) return;
    for await (const call of this.chat.preview(whole)) {
      yield { ...call, recipients: call.recipients.map((id) => this.#encoding.toApp(id) ?? id) };
    }
  }

  override async resume(record: CallRecord, options?: SendOptions): Promise<readonly RecipientOutcome[]> {
    const outcomes = await super.resume(record, options);
    return outcomes.map((outcome) => ({
      ...outcome,
      userId: this.#encoding.toApp(outcome.userId) ?? outcome.userId,
    }));
  }

  /** One whose ids cannot be written goes nowhere: what else is wrong with it no chat need say. */
  #checkConversation(message: GroupMessage | RoomMessage): readonly CheckFinding[] {
    try {
      return this.chat.check(this.messageFor(message));
    } catch (error) {
      if (ChatError.is(error)) return [error.toJSON()];
      throw error;
    }
  }

  /** Finds what is wrong with a message whose sender is mapped, and names the places of the caller's recipients. */
  #checkRecipients(message: AnyMessage): readonly CheckFinding[] {
    const given = isDirect(message) ? idsIn(message?.to) : undefined;
    if (!given) return this.chat.check(message);
    const fieldOf = fieldsOf((message as DirectMessage).to);
    const { userIds, vendorIds, places, refused } = this.#mapList(given, fieldOf);
    const found = this.chat.check({ ...message, to: vendorIds });
    const placed = found.flatMap((finding): readonly CheckFinding[] => {
      // That nobody is left is our doing.
      if (finding.field === 'to' && vendorIds.length === 0) return [];
      const position = positionIn(finding);
      if (position === undefined || finding.effect === undefined) return [finding];
      return [atPlaceInInput(finding, fieldOf(places.get(userIds[position] ?? '') ?? position))];
    });
    return [...placed, ...refused.map(({ problem }) => problem)];
  }

  protected override messageFor<Message extends MessageFields>(message: Message): Message {
    return withMappedIds(message, (userId, field) => this.#encoding.mapField(userId, field));
  }

  #mapList(given: readonly string[], fieldOf: FieldOfIndex): MappedList {
    const places = new Map<string, number>();
    const userIds: string[] = [];
    const vendorIds: string[] = [];
    const refused: { userId: string; index: number; problem: Problem }[] = [];
    for (const [index, userId] of given.entries()) {
      if (places.has(userId)) continue;
      places.set(userId, index);
      const { vendorId, problem } = this.#encoding.map(userId);
      if (problem) {
        refused.push({ userId, index, problem: withCauseOf(problem, atField(problem, fieldOf(index))) });
        continue;
      }
      userIds.push(userId);
      vendorIds.push(vendorId);
    }
    return { places, userIds, vendorIds, refused };
  }

  #refusedOutcomes({ refused }: MappedList): readonly NotAcceptedOutcome[] {
    return refused.map((one) => ({ ...one, status: 'failed', via: this.name }));
  }

  #partsOf<Receipt>({ userIds }: MappedList, send: () => Promise<Receipt>) {
    if (userIds.length === 0) return [];
    return [{ via: this.name, userIds, send, userIdOf: (id: string) => this.#encoding.toApp(id) }];
  }
}

/** The ids of a list, or of one; undefined where it is none, or an empty one: then the chat says what is wrong. */
function idsIn(to: unknown): readonly string[] | undefined {
  if (typeof to === 'string') return [to];
  if (!Array.isArray(to) || to.length === 0) return undefined;
  const ids: readonly unknown[] = Array.from(to);
  return ids.every((id) => typeof id === 'string') ? (ids as readonly string[]) : undefined;
}
