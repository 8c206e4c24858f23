import type { NotAcceptedOutcome, RecipientOutcome } from '@polychat/core';
import type { CampaignControl, CampaignState, OutcomeCounts } from '../ports/stored-campaign.ts';

/** How far a campaign is. While chunks are worked on, the three counts may be ahead by what was said twice. */
export interface CampaignProgress extends OutcomeCounts {
  readonly state: CampaignState;
  readonly control: CampaignControl;
  /** Recipients that are stored so far, without duplicates. */
  readonly recipients: number;
  readonly duplicates: number;
  /** Recipients without an outcome. */
  readonly pending: number;
}

/** How far a reader of outcomes has come: plain JSON, to go on from there later, also in another process. */
export interface OutcomeCursor {
  /** The number of the chunk. */
  readonly chunk: number;
  /** How many of the chunk's recipients were read. */
  readonly index: number;
  /** The revision of the chunk; readers go on by it. */
  readonly revision: number;
}

/** Outcomes that are read together, all of one chunk. */
export interface OutcomePage {
  /**
   * `index` is the recipient's position in the campaign, without duplicates. In a round after the first, and when late
   * evidence has changed a chunk, the chunk comes again as a whole with a higher revision.
   */
  readonly outcomes: readonly RecipientOutcome[];
  /** Where to go on after these. */
  readonly cursor: OutcomeCursor;
}

/** The options of `Campaign.outcomes`. */
export interface OutcomesOptions {
  /** Go on after this. Default: from the beginning. */
  readonly after?: OutcomeCursor;
  /** Wait for chunks that are not settled, until the campaign is done. Default true. */
  readonly follow?: boolean;
  /** The most outcomes of a page. Default 1,000. */
  readonly pageSize?: number;
  /** Ends the reading: the loop ends as if there were no more. */
  readonly signal?: AbortSignal;
}

/** The options of `Campaign.retry`. */
export interface RetryOptions {
  /** Which of those that have failed. Default: those whose problem is `retryable`. */
  readonly where?: (outcome: NotAcceptedOutcome) => boolean;
}

/** A campaign, as any process can hold it. */
export interface Campaign {
  readonly key: string;
  /** The store's own name for it. */
  readonly id: string;
  /**
   * Resolves when all recipients are stored and the campaign is sealed. Rejects with what the recipients throw, and with
   * a `ChatError` where the campaign was started before with others; chunks that were stored are sent all the same.
   * Of a campaign that was found and not started here: resolves when it is sealed.
   */
  readonly appended: Promise<void>;
  progress(): Promise<CampaignProgress>;
  /** Yields how far it is at once, at every change, and when it is done. Then it ends. */
  watch(options?: { readonly signal?: AbortSignal }): AsyncIterable<CampaignProgress>;
  /** Resolves when the campaign is done: sealed, and everybody has an outcome. */
  finished(options?: { readonly signal?: AbortSignal }): Promise<CampaignProgress>;
  /** Within two seconds no more calls leave. Those in flight go on to their end. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /**
   * Within two seconds no more calls leave; those in flight go on to their end. Workers then settle the rest as `failed`
   * with the code `aborted`. Recipients that are still to be read are not read. What is cancelled stays so.
   */
  cancel(): Promise<void>;
  /** What became of everybody, chunk by chunk as they are settled. Each revision of a chunk comes once. */
  outcomes(options?: OutcomesOptions): AsyncIterable<OutcomePage>;
  /**
   * Sends again to those who certainly did not get it, as new messages: never to those of whom nobody knows. Looks at
   * chunks that are settled by now. Resolves to how many these are. Throws a `ChatError` with code `misconfigured` where
   * the campaign was cancelled.
   */
  retry(options?: RetryOptions): Promise<number>;
}
