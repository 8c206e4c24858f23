/** Whether chunks are worked on. Who cancels cannot resume. */
export type CampaignControl = 'running' | 'paused' | 'cancelled';

/**
 * How far a campaign is: `appending` = recipients may still come; `sealed` = all are stored; `done` = and every one of
 * them has an outcome.
 */
export type CampaignState = 'appending' | 'sealed' | 'done';

/** Recipients by what became of them. */
export interface OutcomeCounts {
  readonly accepted: number;
  readonly failed: number;
  readonly unconfirmed: number;
}

/** A campaign as it is first stored. */
export interface NewCampaign {
  readonly id: string;
  /** The caller's name for it; there is one campaign with a key. */
  readonly key: string;
  /** The name of the chat that carries it. */
  readonly chat: string;
  /** What is sent, and how, as JSON that only its writer reads. */
  readonly definition: string;
  /** The most recipients of a chunk. */
  readonly chunkSize: number;
}

/** A campaign with how far it is. Times are the store's, in milliseconds since 1970. */
export interface StoredCampaign extends NewCampaign, OutcomeCounts {
  readonly state: CampaignState;
  readonly control: CampaignControl;
  /** How many chunks there are so far. */
  readonly chunks: number;
  /** How many recipients these hold. */
  readonly recipients: number;
  /** How many ids of the input came more than once and were left out. */
  readonly duplicates: number;
  /** Of the last chunk that was settled: see `SettledChunk`. 0 where none was. */
  readonly revision: number;
  readonly createdAt: number;
  readonly doneAt?: number;
  /** Whether recipients and outcomes were removed. */
  readonly isPruned: boolean;
}
