/** The kit without vitest, for other test runners. */
export type { ConformanceCheck } from './check.ts';
export {
  type ClaimStoreCheck,
  type ClaimStoreSubject,
  type CreateClaimStore,
  runClaimStoreCheck,
} from './claim-store/claim-store-check.ts';
export { claimStoreChecks } from './claim-store/claim-store-checks.ts';
export { conformanceChecks } from './conformance-checks.ts';
export { type CheckResult, runCheck, runConformance } from './run-check.ts';
export type { ConformanceSubject, StartSubject } from './subject.ts';
export type {
  Awaitable,
  DoubleFault,
  DoubleSessions,
  Inbox,
  InboxMessage,
  RequestKind,
  SeenRequest,
  VendorDouble,
  VendorLimit,
  When,
} from './vendor-double.ts';
