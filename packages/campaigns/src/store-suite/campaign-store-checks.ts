import { campaignChecks } from './campaign-checks.ts';
import { claimChecks } from './claim-checks.ts';
import { settleChecks } from './settle-checks.ts';
import type { CampaignStoreCheck } from './store-subject.ts';

/** What every campaign store must do, for one process or for many. */
export const campaignStoreChecks: readonly CampaignStoreCheck[] = [
  ...campaignChecks,
  ...claimChecks,
  ...settleChecks,
];
