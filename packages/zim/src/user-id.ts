import { byteLimitProblem, invalidField, type Problem } from '@polychat/core/adapter';
import { maxUserIdBytes, userIdPattern } from './limits.ts';

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
  if (id === '') return invalidField(field, 'must not be empty', { min: 1, unit: 'bytes', actual: 0 });
  const tooLong = byteLimitProblem(field, id, maxBytes);
  if (tooLong) return tooLong;
  if (userIdPattern.test(id)) return undefined;
  return invalidField(field, 'may hold only letters, digits, spaces and !#$%&()+-:;<=.>?@[]^_{}|~');
}

/** A sender as the vendor will know it, or why there is none. */
export type ResolvedSender =
  | { readonly sender: string; readonly problem?: undefined }
  | { readonly sender?: undefined; readonly problem: Problem };

/** The sender of a message, which this vendor requires: the one that it names, or the option `defaultSender`. */
export function resolveSender(
  from: string | undefined,
  { defaultSender }: { readonly defaultSender?: string },
): ResolvedSender {
  const sender = from ?? defaultSender;
  if (sender === undefined) {
    return { problem: invalidField('from', 'is required, since the option defaultSender is not set') };
  }
  const problem = userIdProblem('from', sender);
  return problem ? { problem } : { sender };
}

/** The vendor forbids sending to oneself (SendPeerMessage, since 2025-07). */
export const senderAmongRecipients: Problem = invalidField('to', 'must not be the sender');
