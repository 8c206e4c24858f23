export type { ConformanceCheck } from './check.ts';
export type { BrokenRule, CheckResult, KeptRule } from './check-result.ts';
export {
  type ClaimStoreCheck,
  type ClaimStoreSubject,
  type CreateClaimStore,
  runClaimStoreCheck,
} from './claim-store/claim-store-check.ts';
export { claimStoreChecks } from './claim-store/claim-store-checks.ts';
export { conformanceChecks } from './conformance-checks.ts';
export type { ConversationKind } from './conversation-kind.ts';
export { type PacerCheck, runPacerCheck } from './pacer/pacer-check.ts';
export { pacerChecks } from './pacer/pacer-checks.ts';
export type { CreatePacer, PacerSubject } from './pacer/pacer-subject.ts';
export { ConformanceReport } from './report.ts';
export { runCheck, runConformance } from './run-check.ts';
export type { ConformanceSubject, StartSubject, VendorFieldsSample } from './subject.ts';
export { type CreateTransport, runTransportCheck, type TransportCheck } from './transport/transport-check.ts';
export { transportChecks } from './transport/transport-checks.ts';
export type {
  Awaitable,
  DoubleFault,
  DoubleSessions,
  Inbox,
  InboxMessage,
  InboxPush,
  RequestKind,
  SeenRequest,
  VendorConcept,
  VendorDouble,
  VendorLimit,
  When,
} from './vendor-double.ts';
export {
  runWebhookSourceCheck,
  type WebhookSourceCheck,
} from './webhooks/webhook-check.ts';
export { webhookSourceChecks } from './webhooks/webhook-source-checks.ts';
export type {
  CreateWebhookSubject,
  WebhookSample,
  WebhookSampleRequest,
  WebhookSigning,
  WebhookSourceSubject,
} from './webhooks/webhook-subject.ts';
