import { byteLimitProblem, invalidField, type Problem } from '@polychat/core/adapter';
import { maxUserIdBytes } from './limits.ts';

/** An id that takes the most room in a request: every character of it is escaped. */
export const longestUserId = '"'.repeat(maxUserIdBytes);

// The sources disagree on the characters: the newest name letters, digits, "_" and "-" only, the table of 2021 all
// of printable ASCII. [?] Everything that some source allows is passed on.
const printableAscii = /^[\x20-\x7e]+$/;

/** Whether Tencent IM takes this user id. */
export function isUserId(userId: string): boolean {
  return userId.length <= maxUserIdBytes && printableAscii.test(userId);
}

/** Why Tencent IM would not take this user id, or undefined where it does. */
export function userIdProblem(field: string, userId: string): Problem | undefined {
  if (isUserId(userId)) return undefined;
  if (userId === '') return invalidField(field, 'must not be empty');
  const tooLong = byteLimitProblem(field, userId, maxUserIdBytes);
  return tooLong ?? invalidField(field, 'must be printable ASCII');
}
