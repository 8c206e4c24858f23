import type { Problem } from '@polychat/core/adapter';
import { maxGroupIdBytes } from './limits.ts';
import { idProblem } from './user-id.ts';

/**
 * Why the vendor would refuse the id of a group or of a room, or undefined; `field` is where it stood. Both have the
 * characters of a user's id. That an own one must not begin with `#` is a rule for making groups: the vendor's begin so.
 */
export function groupIdProblem(field: string, groupId: string): Problem | undefined {
  return idProblem(field, groupId, maxGroupIdBytes);
}
