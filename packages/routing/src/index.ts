export type { AuditFinding } from './audit-user-ids.ts';
export type { ConversationKind } from './conversation.ts';
export { ensureUsers } from './ensure-users/ensure-users.ts';
export type {
  EnsureUsersHooks,
  EnsureUsersOptions,
  NewProfile,
  ProfileOf,
  RegisterEvent,
} from './ensure-users/ensure-users-options.ts';
export { type EscapedUserIdsOptions, escapedUserIds } from './escaped-user-ids.ts';
export type {
  BreakerChange,
  BreakerHealth,
  BreakerOptions,
  BreakerState,
} from './failover/circuit-breaker.ts';
export { type ChatHealth, type FailoverChat, failover } from './failover/failover.ts';
export type { BreakerEvent, FailoverHooks, FailoverOptions, MoveEvent } from './failover/failover-options.ts';
export { type MappedChat, mapUsers } from './map-users.ts';
export { type Envelope, readEnvelope } from './migration/envelope.ts';
export { formatMigrationReport } from './migration/format-report.ts';
export type { LatencyReport } from './migration/latency-histogram.ts';
export { migration } from './migration/migration.ts';
export type { MigrationChat } from './migration/migration-chat.ts';
export type {
  MigrationHooks,
  MigrationOptions,
  SourceFaultEvent,
  WriteEvent,
} from './migration/migration-options.ts';
export type {
  MigrationOperation,
  MigrationReport,
  Mismatch,
  MismatchExample,
  OtherSideReport,
  OutcomeCode,
  SideReport,
  StageReport,
} from './migration/migration-report.ts';
export type { MissingCopies } from './migration/missing-copies.ts';
export type { RolloutUnit } from './migration/rollout.ts';
export { type MigrationSide, type MigrationStage, migrationStages } from './migration/stage.ts';
export type { ValueFault } from './migration/watched-value.ts';
export type { PickedName, PickGroup, PickMany, PickOne } from './placing.ts';
export { routeBy } from './route-by.ts';
export type { RouteByOptions, RouteOptions } from './route-options.ts';
export type { RoutedChat } from './routed-chat.ts';
export { senders } from './senders.ts';
export type { UserEncoding, UserMapping } from './user-mapping.ts';
