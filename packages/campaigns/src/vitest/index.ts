/** The suite of campaign stores as tests of vitest. */
export { type DescribeCampaignStoreOptions, describeCampaignStore } from './describe-campaign-store.ts';
