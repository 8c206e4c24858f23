export { type Campaigns, createCampaigns } from './campaigns.ts';
export type { Delivery } from './definition.ts';
export { createEmbeddedEngine, type EmbeddedEngineOptions } from './engines/embedded.ts';
export type {
  Campaign,
  CampaignProgress,
  OutcomeCursor,
  OutcomePage,
  OutcomesOptions,
  RetryOptions,
} from './handle/campaign.ts';
export type { CampaignsOptions, Retention, StartOptions } from './options.ts';
export type {
  AppendAnswer,
  BeginEntry,
  CampaignStore,
  ChunkName,
  ClaimAnswer,
  ClaimedChunk,
  ClaimRequest,
  Commit,
  CommitAnswer,
  HeldChunk,
  NewChunk,
  NewIntent,
  OutcomeEntry,
  PruneRequest,
  RenewAnswer,
  SettleAnswer,
  SettledChunk,
  SettledOutcomes,
  StoredIntent,
  StoredSegment,
  UnsettledChunk,
} from './ports/campaign-store.ts';
export type { Engine, EngineWorker, JobResult, JobRunner } from './ports/engine.ts';
export type {
  CampaignControl,
  CampaignState,
  NewCampaign,
  OutcomeCounts,
  StoredCampaign,
} from './ports/stored-campaign.ts';
export type { Worker } from './worker/start-worker.ts';
