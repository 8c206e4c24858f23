export type { AuditFinding } from './audit-user-ids.ts';
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
export type { PickedName, PickMany, PickOne } from './placing.ts';
export { type RoutedChat, routeBy } from './route-by.ts';
export type { RouteByOptions, RouteOptions } from './route-options.ts';
export { senders } from './senders.ts';
export type { UserEncoding, UserMapping } from './user-mapping.ts';
