import type { Mentions, Targets } from '@polychat/core';

/** What a request asks of an `InboxVendor`. */
export type PostedCommand =
  | 'send'
  | 'broadcast'
  | 'group'
  | 'room'
  | 'register'
  | 'recall'
  | 'edit'
  | 'find'
  | 'verify';

/** A request, as an `InboxVendor` sees it. */
export interface Posted {
  readonly command: PostedCommand;
  /**
   * What the vendor knows a copy by: the message's key, or else a number of its own for each call; of a recall, an edit
   * and a look the message's id.
   */
  readonly id: string;
  readonly from?: string;
  /** Recipients or users, by the ids that the vendor knows them by; of a group or a room its id. Empty for a broadcast. */
  readonly to: readonly string[];
  readonly text: string;
  readonly metadata?: string;
  /** Of a message to a group: whom it names, and who alone gets it, by the ids that the vendor knows them by. */
  readonly mentions?: Mentions;
  readonly targets?: Targets;
}

/** What an inbox shows in the place of a message that was taken back. */
export const recalledNote = '(recalled)';
