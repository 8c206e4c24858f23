import type { Content } from '../model/content.ts';
import type { CheckedBroadcast, CheckedMessage, UserProfile } from '../model/message.ts';
import type { Warning } from '../model/outcome.ts';
import type { Problem } from '../model/problem.ts';
import type { Capabilities } from './capabilities.ts';
import type { Cost, Limit } from './pacer.ts';
import type { HttpReply } from './transport.ts';

/**
 * One vendor, as pure translation: a message becomes vendor calls, a vendor's reply becomes readings.
 * An adapter never touches the network, a timer, or a clock that it was not given.
 */
export interface ChatAdapter {
  /** The version of this contract. `createChat` refuses another. */
  readonly specificationVersion: 1;
  /** The vendor's name, such as `tencent-im`. Also the chat's default name. */
  readonly vendor: string;
  /** The key under `vendor` in a message, such as `tencentIm`. */
  readonly vendorKey: string;
  /** The app at the vendor; limits are counted per app. */
  readonly app: string;
  /** The host that is called; limits are counted per host too, so that an emulator does not use up the real one's. */
  readonly host: string;
  readonly capabilities: Capabilities;
  readonly limits: readonly Limit[];
  /** Names of wire fields whose text a preview may show. All other text in a body is shown as its size. */
  readonly previewFields: readonly string[];
  planDirect(message: CheckedMessage, context: PlanContext): DirectPlan;
  planBroadcast(message: CheckedBroadcast, context: PlanContext): BroadcastPlan;
  planUsers(context: PlanContext): UsersPlan;
  /** What is left of a content once this vendor has carried it: `fromWire(toWire(content))`. */
  canonicalize(content: Content): Content;
}

/** The time and the random numbers that a plan may use: the same context makes the same plan. */
export interface PlanContext {
  /** Milliseconds since 1970. */
  now(): number;
  /** A random unsigned 32-bit integer. */
  random(): number;
}

/** A warning as a plan gives it; the engine adds the chat's name. */
export type PlanWarning = Omit<Warning, 'via'>;

interface PlanFindings {
  /** The sender as the vendor will know it. Absent where `problems` say that there is none. */
  readonly sender?: string;
  /** Why nothing of this can be sent. The engine throws the first and makes no call. */
  readonly problems: readonly Problem[];
  /**
   * Promises that this vendor cannot keep, all with code `unsupported`. Refused like `problems`, unless the chat
   * has `onUnsupported: 'warn'`: then they become warnings, and the plan's calls are made without them.
   */
  readonly unsupported: readonly Problem[];
  readonly warnings: readonly PlanWarning[];
}

/** Cuts a list into calls, from the front. */
export interface ListPlan<Item> {
  /** At most so many items fit into one call. */
  readonly maxItems: number;
  /**
   * Plans one call for the first of the pending items, which hold no duplicates and are at most `maxItems`.
   * `taken` is at least 1. Items that were taken are either in `refused` or in the call.
   */
  next(pending: readonly Item[]): PlannedBatch;
}

/** A direct message, ready to be cut into calls by recipients. */
export interface DirectPlan extends PlanFindings, ListPlan<string> {}
/** A registration, ready to be cut into calls by users. */
export interface UsersPlan extends ListPlan<UserProfile> {
  readonly warnings: readonly PlanWarning[];
}
/** A broadcast, ready to go. */
export interface BroadcastPlan extends PlanFindings {
  /** The one call; its only recipient is the audience. Not called when there are `problems`. */
  call(): VendorCall;
}

/** What became of the items that a plan took. */
export interface PlannedBatch {
  readonly taken: number;
  readonly refused: readonly RefusedRecipient[];
  /** Absent when every item that was taken was refused. */
  readonly call?: VendorCall;
  /** What only shows once the items are known, such as the vendor's command that was chosen by their number. */
  readonly warnings?: readonly PlanWarning[];
}

/** A recipient whom the adapter (in a plan) or the vendor (in a reading) refused, and why. */
export interface RefusedRecipient {
  readonly userId: string;
  readonly problem: Problem;
}

/** One HTTP call to the vendor. Its body is made once and is the same, byte for byte, in every attempt. */
export interface VendorCall {
  /** The vendor's name of the command, such as `SendPeerMessage`. */
  readonly endpoint: string;
  readonly recipients: readonly string[];
  readonly costs: readonly Cost[];
  /**
   * For how long after the first attempt the vendor certainly discards a copy of this call, in milliseconds.
   * 0 = never: an attempt whose effect is unknown is not repeated. Infinity = repeating does no harm.
   */
  readonly dedupWindowMs: number;
  /** What it means for a recipient that a good reply does not name. */
  readonly unlistedMeans: 'accepted' | 'unconfirmed';
  body(): string;
  /** Where to send it, freshly signed for one attempt. Throws a `ChatError` when no signature can be made. */
  target(context: SignContext): HttpTarget | Promise<HttpTarget>;
  /** Reads any reply whatsoever, and never throws. */
  read(reply: HttpReply): CallResult;
}

/** What the signature of one attempt is made of, beside the secret. */
export interface SignContext {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** A random unsigned 32-bit integer. */
  random(): number;
  /** True when the vendor has just refused a signature: do not reuse it. */
  readonly renewSignature: boolean;
}

/** Where one attempt goes. URL or headers hold a signature: never log them. */
export interface HttpTarget {
  readonly method: 'POST' | 'GET';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What the vendor says of a message that it took. */
export interface AcceptedDetails {
  readonly messageId?: string;
  readonly sequence?: string;
  /** Milliseconds since 1970. */
  readonly sentAt?: number;
  readonly taskId?: string;
  readonly requestId?: string;
}

/** What a reply says. The engine accounts for the recipients: it ignores one that was not asked for. */
export interface CallResult {
  /**
   * What became of the recipients that `accepted` and `failed` do not name.
   * Absent: the reply is good, and the call's `unlistedMeans` decides.
   */
  readonly problem?: Problem;
  readonly accepted: readonly (AcceptedDetails & { readonly userId: string })[];
  /** A problem with effect `unknown` makes the recipient unconfirmed. */
  readonly failed: readonly RefusedRecipient[];
  /** Details of accepted recipients that the reply does not name. */
  readonly shared?: AcceptedDetails;
  /** The vendor refused the signature and did nothing; a new one may help. Repeated once. */
  readonly signatureRefused?: boolean;
  /** What is worth knowing about a call that went well. */
  readonly warnings?: readonly PlanWarning[];
}
