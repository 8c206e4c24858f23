/** What a request asks of an `InboxVendor`. */
export type PostedCommand = 'send' | 'broadcast' | 'register' | 'recall' | 'edit' | 'verify';

/** A request, as an `InboxVendor` sees it. */
export interface Posted {
  readonly command: PostedCommand;
  /**
   * What the vendor knows a copy by: the message's key, or else a number of its own for each call; of a recall and an edit
   * the message's id.
   */
  readonly id: string;
  readonly from?: string;
  /** Recipients or users, by the ids that the vendor knows them by. Empty for a broadcast. */
  readonly to: readonly string[];
  readonly text: string;
  readonly metadata?: string;
}
