import type { Audience, HttpReply, MessageFields, Transport } from '@polychat/core';
import type { ChatAdapter, ContentTranslation } from '@polychat/core/adapter';
import type { ConversationKind } from './conversation-kind.ts';
import type { Awaitable, VendorConcept, VendorDouble } from './vendor-double.ts';

/** What is put to the test. */
export interface ConformanceSubject {
  /** Talks to the double. It has no default sender, and the vendor's default limits. */
  readonly adapter: ChatAdapter;
  readonly double: VendorDouble;
  /**
   * How the vendor's form of a content is read. Says what is left of a content once the vendor has carried it.
   * Default: everything is.
   */
  readonly content?: ContentTranslation;
  /** Every secret that the adapter was given. Nobody may ever see one. */
  readonly secrets: readonly string[];
  /** Carries the requests to the double. Default: the chat's own. */
  readonly transport?: Transport;
  /** How long a chat waits for a double that is silent, in milliseconds. Default 150. */
  readonly silenceMs?: number;
  /**
   * The user id of somebody whom the checks call by a name of letters and digits, such as `bob` or `u0000017`: another
   * id for every name. Default: the name itself.
   */
  userIdOf?(name: string): string;
  /**
   * The id of a group or a room that the checks call by a name of letters: another id for every name. Default: the name
   * itself.
   */
  conversationIdOf?(name: string, kind: ConversationKind): string;
  /** What this vendor has no concept of. What needs it is reported as declared away. Default: it has all of it. */
  readonly vendorLacks?: readonly VendorConcept[];
  /**
   * Values of the vendor's own fields, under `vendor.<vendor>` of a message: every field that there is, in one or more
   * messages; `[]` where the vendor has none. Default: none are tested, as the report says.
   */
  readonly vendorFields?: readonly VendorFieldsSample[];
  /**
   * Replies from the vendor's documents, to calls of any kind. From their shapes the kit makes up others, beside those of
   * the double. Default: none.
   */
  readonly replies?: readonly HttpReply[];
  /** The same adapter with this user as its default sender. Default: none is tested, as the report says. */
  withDefaultSender?(userId: string): ChatAdapter;
  /** The same adapter with a secret that this function reads. Default: none is tested, as the report says. */
  withSecret?(secret: () => Promise<string>): ChatAdapter;
  /** Called at the end of every check. */
  close?(): Awaitable<void>;
}

/** Fields of the vendor's own, in a message that can have them. */
export interface VendorFieldsSample {
  /** What stands under the vendor's name. Each string, number and boolean in it is looked at by itself. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** What else the message must have, such as a push. Default: a text from `ann`. */
  readonly message?: Omit<MessageFields, 'content' | 'from' | 'vendor'> &
    Partial<Pick<MessageFields, 'content'>>;
  /** The audience of a broadcast. Default: it is a direct message. */
  readonly audience?: Audience;
  /** Of a message to a group or a room. Default: it is a direct message. */
  readonly conversation?: ConversationKind;
}

/** Makes a subject that has seen nothing yet. Called for every check. */
export type StartSubject = () => Awaitable<ConformanceSubject>;
