import type { ChatOptions } from '@polychat/core';
import type { SimulatedClock } from '@polychat/core/testing';
import type { Posted, PostedCommand } from './posted.ts';

/** What becomes of one recipient. `refused` is an unknown user; `lost` is delivered and not named by the reply. */
export type Fate = 'accepted' | 'refused' | 'lost';

/**
 * What the request of a call runs into, if anything. `not_sent` never arrives. `unknown` is delivered and the connection
 * is reset; `silent` is delivered and never answered. `unavailable` is a passing refusal of the whole call, `forbidden` a
 * lasting one.
 */
export type CallFate = 'answered' | 'not_sent' | 'unknown' | 'silent' | 'unavailable' | 'forbidden';

/** The options of an `InboxVendor`. */
export interface InboxVendorOptions {
  /** The vendor's name, and that of its chat. */
  readonly name: string;
  /** The time of the vendor and of its chat. Default: one of its own. */
  readonly clock?: SimulatedClock;
  /** The most recipients or users of one call. Default 10. */
  readonly maxItems?: number;
  /** For how long it discards copies, in milliseconds. Default 0: it discards none. */
  readonly dedupWindowMs?: number;
  /**
   * Fields that the vendor has no place for; `audience`, `group`, `room` and `users` where it has no such messages or no
   * registrations.
   */
  readonly lacks?: readonly string[];
  /** Longest user id in characters; letters, digits, `_` and `-` only. Default: any id. */
  readonly maxUserId?: number;
  /** Which users must be registered before they can be in a message. Default: none. */
  readonly refusesUnknown?: readonly ('sender' | 'recipients')[];
  /** Whether it gives ids to messages to users, groups and rooms, takes them back and changes them. Default false. */
  readonly changes?: boolean;
  /** Stands in the URL of every request, as a signature does. Default: none. */
  readonly secret?: string;
  /** Default: everybody is accepted. Of a group or a room, by its id, `refused` says that there is none. */
  readonly fateOf?: (userId: string) => Fate;
  /** Default: every call is answered. */
  readonly callFate?: (command: PostedCommand) => CallFate;
  /** Called when a request arrives, before anything is done about it. */
  readonly onRequest?: (posted: Posted) => void;
  /** Holds a reply back. */
  readonly beforeReply?: (userIds: readonly string[]) => Promise<void> | void;
  /** The options of its chat. */
  readonly chat?: Omit<ChatOptions, 'name' | 'clock' | 'transport'>;
}
