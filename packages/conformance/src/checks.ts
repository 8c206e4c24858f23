/** The kit without vitest, for other test runners. */
export type { ConformanceCheck } from './check.ts';
export { conformanceChecks } from './conformance-checks.ts';
export { type CheckResult, runCheck, runConformance } from './run-check.ts';
export type { ConformanceSubject, StartSubject } from './subject.ts';
export type {
  Awaitable,
  DoubleFault,
  Inbox,
  InboxMessage,
  SeenRequest,
  VendorDouble,
  VendorLimit,
  When,
} from './vendor-double.ts';
