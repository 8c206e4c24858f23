import type { CampaignControl, NewCampaign, OutcomeCounts, StoredCampaign } from './stored-campaign.ts';

/** Recipients that are sent to together, in the order of the input and without duplicates. */
export interface NewChunk {
  /** Counted from 0, without gaps. */
  readonly number: number;
  /** The recipients, as bytes that only their writer reads. */
  readonly recipients: Uint8Array;
  /** How many recipients these are. */
  readonly count: number;
  /** Tells another content from the same. */
  readonly hash: string;
  /** How many ids of the input were left out between the last chunk and this one, since they had come before. */
  readonly duplicates: number;
}

/**
 * What became of a chunk that was to be added: `appended`; `same` = it is there already; `different` = another content
 * is there, or the campaign was sealed with fewer chunks. `control` is the campaign's.
 */
export interface AppendAnswer {
  readonly status: 'appended' | 'same' | 'different';
  readonly control: CampaignControl;
}

/** Names one chunk of one campaign. */
export interface ChunkName {
  /** The campaign's id. */
  readonly campaign: string;
  readonly chunk: number;
}

/** A chunk that somebody has claimed. Claiming raises the epoch: who has an older one has lost the chunk. */
export interface HeldChunk extends ChunkName {
  readonly epoch: number;
}

/** A call that is about to leave. */
export interface NewIntent {
  readonly callId: string;
  /** The call that this one is made instead of. That call has ended. */
  readonly replaces?: string;
  /** The call's record, as bytes that only their writer reads. */
  readonly bytes: Uint8Array;
  /** When the call was first attempted, by the store's clock, in milliseconds since 1970; never too late. */
  readonly firstAttemptAt: number;
  /** How long the attempt may go on from now, in milliseconds. */
  readonly runsForMs: number;
}

/** A call that was begun and has not been reported as ended. */
export interface StoredIntent {
  readonly callId: string;
  readonly bytes: Uint8Array;
  readonly firstAttemptAt: number;
  /** When the attempt has ended at the latest, by the store's clock. */
  readonly mayRunUntil: number;
  /** Whether another call was begun instead of this one, which has ended. */
  readonly isReplaced: boolean;
}

/** Outcomes that were stored together. */
export interface StoredSegment {
  /** The round of sending that they belong to, counted from 1. */
  readonly round: number;
  readonly bytes: Uint8Array;
}

/** Asks for a chunk to work on. */
export interface ClaimRequest {
  /** Who asks; for people who look into the store. */
  readonly worker: string;
  /** How long the chunk is the worker's unless it renews, in milliseconds. */
  readonly leaseMs: number;
  /** The names of the chats that the worker has: it gets chunks of no others. */
  readonly chats: readonly string[];
  /** This chunk or none. Default: any. */
  readonly job?: ChunkName;
}

/** A chunk with all that is known of it. */
export interface ClaimedChunk extends HeldChunk {
  readonly of: StoredCampaign;
  readonly round: number;
  readonly recipients: Uint8Array;
  readonly count: number;
  /** In a round after the first: whom it is for, as `reopen` was given it. */
  readonly todo?: Uint8Array;
  /** What the chunk was settled with before, where it was. */
  readonly outcomes?: Uint8Array;
  /** What was stored since then, oldest first. */
  readonly segments: readonly StoredSegment[];
  readonly intents: readonly StoredIntent[];
}

/** What a claim got. */
export interface ClaimAnswer {
  /** The store's time, in milliseconds since 1970. */
  readonly now: number;
  /** Absent where there is nothing to do. */
  readonly chunk?: ClaimedChunk;
  /** Where there is nothing to do now: when the first lease of another worker ends. Absent where there is none. */
  readonly retryAt?: number;
}

/** How it stands with the chunks that a worker holds. */
export interface RenewAnswer {
  readonly now: number;
  /** In the order of the request. */
  readonly chunks: readonly { readonly isHeld: boolean; readonly control: CampaignControl }[];
}

/** Calls of one chunk that are about to leave: stored only while the epoch is the chunk's. */
export interface BeginEntry extends HeldChunk {
  readonly intents: readonly NewIntent[];
}

/** Outcomes of one chunk. */
export interface OutcomeEntry extends ChunkName {
  /** Stored only while this is the chunk's epoch. Absent: stored at any rate, for recipients whose call was begun. */
  readonly epoch?: number;
  readonly round: number;
  readonly bytes: Uint8Array;
  readonly counts: OutcomeCounts;
  /** Calls that have ended: their intents go. */
  readonly endedCalls: readonly string[];
}

/** What is stored in one transaction: first the outcomes, then the calls that are about to leave. */
export interface Commit {
  readonly outcomes: readonly OutcomeEntry[];
  readonly begins: readonly BeginEntry[];
}

/** Which entries of a commit were stored, each list in the order of the commit. */
export interface CommitAnswer {
  readonly now: number;
  readonly outcomes: readonly boolean[];
  readonly begins: readonly boolean[];
}

/** What is known of a chunk, to be joined. */
export interface UnsettledChunk {
  readonly todo?: Uint8Array;
  readonly outcomes?: Uint8Array;
  readonly segments: readonly StoredSegment[];
  readonly round: number;
}

/** What became of everybody in a chunk. */
export interface SettledOutcomes {
  readonly bytes: Uint8Array;
  readonly counts: OutcomeCounts;
  /** False where it says the same as before: then the chunk's revision stays. */
  readonly isChanged: boolean;
}

/** What became of a chunk that was to be settled: `lost` = it is another worker's; `incomplete` = `join` said so. */
export type SettleAnswer = 'settled' | 'lost' | 'incomplete';

/** A chunk of which every recipient has an outcome. */
export interface SettledChunk {
  readonly number: number;
  /** Counted up by one for the whole campaign each time that a chunk is settled with other outcomes. */
  readonly revision: number;
  readonly round: number;
  readonly recipients: Uint8Array;
  readonly count: number;
  readonly outcomes: Uint8Array;
}

/** Which campaigns lose their recipients and outcomes. */
export interface PruneRequest {
  /** Those that were done before this moment, by the store's clock. */
  readonly doneBefore?: number;
  /** The oldest that are done, until the store's data are no larger than this. */
  readonly maxBytes?: number;
}

/**
 * Keeps campaigns: the truth about what was sent. Every method is one atomic step, also among processes, and is durable
 * when it resolves. A method rejects when the store cannot be reached; then nobody knows whether the step was made, and
 * each may be made again. Times are the store's, in milliseconds since 1970.
 */
export interface CampaignStore {
  /** The store's own time. */
  now(): Promise<number>;

  /** Stores a campaign, or finds the one with this key, whatever its definition is. It begins as `appending`. */
  create(campaign: NewCampaign): Promise<{ readonly campaign: StoredCampaign; readonly isNew: boolean }>;
  find(by: { readonly id: string } | { readonly key: string }): Promise<StoredCampaign | undefined>;
  /** Adds the next chunk, or compares one that is there. Rejects where a chunk before it is missing. */
  append(campaign: string, chunk: NewChunk): Promise<AppendAnswer>;
  /** Says that there are so many chunks and no more. `different` where there are others. The last call settles it. */
  seal(campaign: string, chunks: number, duplicates: number): Promise<AppendAnswer['status']>;
  /** Pauses, resumes or cancels. What is cancelled stays so. Undefined where there is no such campaign. */
  control(campaign: string, control: CampaignControl): Promise<StoredCampaign | undefined>;

  /**
   * Gives a chunk that is not settled and that nobody holds, of a campaign that is not paused, and raises its epoch.
   * Campaigns take turns; of one campaign the lowest number comes first.
   */
  claim(request: ClaimRequest): Promise<ClaimAnswer>;
  renew(chunks: readonly HeldChunk[], leaseMs: number): Promise<RenewAnswer>;
  /** Gives a chunk back as it is, so that somebody else can claim it at once. Does nothing where it was lost. */
  release(chunk: HeldChunk): Promise<void>;
  /**
   * Stores outcomes and calls. A begun call whose `callId` is known takes the place of what was stored of it. Outcomes of
   * a chunk that is settled make it claimable again, so that they are joined.
   */
  commit(commit: Commit): Promise<CommitAnswer>;
  /**
   * Joins what is known of a chunk and settles it: `join` is called inside the transaction, must not wait, and returns
   * undefined while somebody has no outcome. Segments and intents of the chunk go. A sealed campaign whose last chunk
   * is settled is done.
   */
  settle(
    chunk: HeldChunk,
    join: (known: UnsettledChunk) => SettledOutcomes | undefined,
  ): Promise<SettleAnswer>;

  /** Chunks with this revision or a later one, by revision. */
  settledChunks(campaign: string, fromRevision: number, limit: number): Promise<readonly SettledChunk[]>;
  /** The numbers of chunks that are not settled, from this one on, in order. */
  openChunks(campaign: string, fromNumber: number, limit: number): Promise<readonly number[]>;
  /**
   * Opens a settled chunk for another round, for `count` of its recipients that had failed. False where the chunk has
   * another revision by now, or is not settled.
   */
  reopen(chunk: ChunkName & { readonly revision: number }, todo: Uint8Array, count: number): Promise<boolean>;
  /**
   * Removes recipients and outcomes of campaigns that are done. The campaigns stay with their counts, so that no key is
   * used twice. Resolves to how many campaigns were pruned.
   */
  prune(request: PruneRequest): Promise<number>;
  close(): Promise<void>;
}
