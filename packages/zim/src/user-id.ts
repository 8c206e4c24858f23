import { byteLimitProblem, invalidField, type Problem } from '@polychat/core/adapter';
import { maxUserIdBytes } from './limits.ts';

/** The vendor's list of characters, as on the messaging pages, where it is safest. */
const userIdPattern = /^[0-9A-Za-z!#$%&()+\-:;<=.>?@[\]^_ {}|~]*$/;

/** Why the vendor would refuse a user id, or undefined. `field` is where it stood. */
export function userIdProblem(field: string, userId: string): Problem | undefined {
  if (userId === '') return invalidField(field, 'must not be empty', { min: 1, unit: 'bytes', actual: 0 });
  const tooLong = byteLimitProblem(field, userId, maxUserIdBytes);
  if (tooLong) return tooLong;
  if (userIdPattern.test(userId)) return undefined;
  return invalidField(field, 'may hold only letters, digits, spaces and !#$%&()+-:;<=.>?@[]^_{}|~');
}

/** The sender of a message, which this vendor requires, or why there is none. */
export function resolveSender(
  from: string | undefined,
  defaultSender: string | undefined,
): { readonly sender?: string; readonly problem?: Problem } {
  const sender = from ?? defaultSender;
  if (sender === undefined) {
    return { problem: invalidField('from', 'is required, since the option defaultSender is not set') };
  }
  const problem = userIdProblem('from', sender);
  return problem ? { problem } : { sender };
}

/** The vendor forbids sending to oneself (SendPeerMessage, since 2025-07). */
export const senderAmongRecipients: Problem = invalidField('to', 'must not be the sender');
