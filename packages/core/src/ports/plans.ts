import type { FoundMessage } from '../model/found-message.ts';
import type { MessageRef, ResultIds } from '../model/outcome.ts';
import type { Problem } from '../model/problem.ts';
import type { RegisteredUserFields, UserProfile } from '../model/user.ts';
import type { PlanWarning } from '../model/warning.ts';
import type { VendorCall } from './vendor-call.ts';

/** Time and chance for a plan: the same context makes the same plan. */
export interface PlanContext {
  /** Milliseconds since 1970. */
  now(): number;
  /** A random unsigned 32-bit integer that no other plan of this process gets. */
  random(): number;
  /** An integer that is larger than every one before it in this process; it follows the clock in milliseconds. */
  counter(): number;
  /** How many items the plan will be asked to carry; `unknown` for a stream. */
  readonly items: number | 'unknown';
}

/** A field that this vendor cannot keep in the company of the others. */
export interface UnsupportedField {
  /** The path of the field, such as `push` or `vendor.pigeon.loft`. */
  readonly field: string;
  /** Why, as the end of a sentence that begins with the field's name. */
  readonly reason: string;
}

/** What an adapter finds out about a message before anything is sent. */
export interface PlanFindings {
  /** The sender as the vendor will know it, never empty. Absent only where `problems` say why there is none. */
  readonly sender?: string;
  /** Why nothing of this can be sent. The engine throws the first and makes no call. */
  readonly problems: readonly Problem[];
  /**
   * Fields that break one of the vendor's own conditions, beside those that the capabilities rule out. The engine
   * refuses the message, or takes the fields out of it and plans again where the chat has `onUnsupported: 'warn'`.
   */
  readonly unsupported: readonly UnsupportedField[];
  readonly warnings: readonly PlanWarning[];
}

/** Cuts a list into calls, from the front. */
export interface ListPlan<Item, Value> extends PlanFindings {
  /** At most so many items fit into one call. */
  readonly maxItems: number;
  /**
   * Plans one call for the first of the pending items, which hold no duplicates and are at most `maxItems`.
   * Not called when there are `problems`.
   */
  next(pending: readonly Item[]): PlannedBatch<Value>;
}

/** One operation that is a single call. */
export interface SinglePlan<Value> extends PlanFindings {
  /** Not called when there are `problems`. */
  call(): VendorCall<Value>;
}

/** What became of the items that a plan took. Every one of them is in `items` or in `refused`. */
export interface PlannedBatch<Value> {
  /** How many of the pending items it took, from the front; at least 1. */
  readonly taken: number;
  readonly refused: readonly RefusedItem[];
  /** Absent when every item that was taken was refused. */
  readonly call?: VendorCall<ListReply<Value>>;
  /** Whom the call is for. */
  readonly items: readonly BatchItem[];
  /** What it means for an item that a good reply does not name. */
  readonly unlistedMeans: 'accepted' | 'unconfirmed';
  /** What only shows once the items are known. */
  readonly warnings?: readonly PlanWarning[];
}

/** An item of a call. */
export interface BatchItem {
  /** Its position among the pending items. */
  readonly index: number;
  /** How the vendor's reply names it. */
  readonly id: string;
}

/** An item that the adapter refused before anything was sent. */
export interface RefusedItem {
  /** Its position among the pending items. */
  readonly index: number;
  readonly problem: Problem;
}

/**
 * What a reply says of the items of a list. The engine accounts for the items from the plan: it ignores a name that
 * was not asked for.
 */
export interface ListReply<Value> {
  readonly accepted: readonly { readonly id: string; readonly value?: Value }[];
  /** A problem with effect `unknown` makes the item unconfirmed. */
  readonly failed: readonly { readonly id: string; readonly problem: Problem }[];
  /** The value of accepted items that the reply does not name. */
  readonly shared?: Value;
}

/** A direct message, ready to be cut into calls by recipients. */
export type DirectPlan = ListPlan<string, ResultIds>;
/** A broadcast, ready to go. */
export type AudiencePlan = SinglePlan<ResultIds>;
/** A message to a group or a room, ready to go. */
export type ConversationPlan = SinglePlan<ResultIds>;
/** Messages to take back, ready to be cut into calls. */
export type RecallPlan = ListPlan<MessageRef, ResultIds>;
/** A change of a message, ready to go; `sentAt` of its result is when the message was changed. */
export type EditPlan = SinglePlan<ResultIds>;
/** A look at one message, ready to go. */
export type FindPlan = SinglePlan<FoundMessage>;
/** A registration, ready to be cut into calls by users. */
export type UsersPlan = ListPlan<UserProfile, RegisteredUserFields>;
