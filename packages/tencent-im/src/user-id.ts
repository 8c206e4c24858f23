import { byteLimitProblem, invalidField, type Problem } from '@polychat/core/adapter';
import { maxUserIdBytes } from './limits.ts';

// The sources disagree on the characters: the newest name letters, digits, "_" and "-" only, the table of 2021 all
// of printable ASCII. [?] Everything that some source allows is passed on.
const printableAscii = /^[\x20-\x7e]+$/;

/** Why the vendor would refuse a user id, or undefined. `field` is where it stood. */
export function userIdProblem(field: string, userId: string): Problem | undefined {
  return idProblem(field, userId, maxUserIdBytes);
}

/** Why the vendor would refuse some of a list of user ids that stands in `field`. */
export function userIdProblems(field: string, userIds: readonly string[] = []): readonly Problem[] {
  return userIds.flatMap((userId, index) => userIdProblem(`${field}[${index}]`, userId) ?? []);
}

/** Why the vendor would refuse an id of at most so many bytes, whatever it names. */
export function idProblem(field: string, id: string, maxBytes: number): Problem | undefined {
  if (id === '') return invalidField(field, 'must not be empty');
  const tooLong = byteLimitProblem(field, id, maxBytes);
  if (tooLong) return tooLong;
  return printableAscii.test(id) ? undefined : invalidField(field, 'must be printable ASCII');
}

/** A sender as the vendor will know it, or why there is none. */
export type ResolvedSender =
  | { readonly sender: string; readonly problem?: undefined }
  | { readonly problem: Problem; readonly sender?: undefined };

/** The sender of a message: the one that it names, the option `defaultSender`, or else the administrator. */
export function resolveSender(
  from: string | undefined,
  { defaultSender, adminUserId }: { readonly defaultSender?: string; readonly adminUserId: string },
): ResolvedSender {
  const sender = from ?? defaultSender ?? adminUserId;
  const problem = userIdProblem('from', sender);
  return problem ? { problem } : { sender };
}
