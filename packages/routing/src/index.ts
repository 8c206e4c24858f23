export type { AuditFinding } from './audit-user-ids.ts';
export { type EscapedUserIdsOptions, escapedUserIds } from './escaped-user-ids.ts';
export { type MappedChat, mapUsers } from './map-users.ts';
export { senders } from './senders.ts';
export type { UserEncoding, UserMapping } from './user-mapping.ts';
