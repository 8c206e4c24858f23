import { describe, test } from 'vitest';
import { campaignStoreChecks } from '../store-suite/campaign-store-checks.ts';
import { type CreateCampaignStore, runCampaignStoreCheck } from '../store-suite/store-subject.ts';

/** A store of another process may answer slowly. */
const timeLimitMs = 60_000;

/** What `describeCampaignStore` takes. */
export interface DescribeCampaignStoreOptions {
  /** The store's name, for the report. */
  readonly name: string;
  /** Makes a store without campaigns, fresh for every check. */
  readonly create: CreateCampaignStore;
}

/** Registers what every campaign store must do with vitest. To be called at the top of a test file. */
export function describeCampaignStore({ name, create }: DescribeCampaignStoreOptions): void {
  describe(`${name} keeps campaigns`, () => {
    for (const check of campaignStoreChecks) {
      test(check.name, () => runCampaignStoreCheck(check, create), timeLimitMs);
    }
  });
}
