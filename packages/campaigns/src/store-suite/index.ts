/** What every campaign store must do, as functions that need no test runner. */
export { campaignStoreChecks } from './campaign-store-checks.ts';
export {
  type Awaitable,
  type CampaignStoreCheck,
  type CampaignStoreSubject,
  type CreateCampaignStore,
  runCampaignStoreCheck,
} from './store-subject.ts';
