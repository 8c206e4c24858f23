import type { Message } from './message.ts';
import { isPushed, type User } from './user.ts';

/** A user's copy of a message. */
export interface Copy {
  readonly userId: string;
  readonly direction: 'received' | 'sent';
  /** True when the message itself reaches the user's devices, now or when they log in; false when only a push did. */
  readonly delivered: boolean;
  /** True when a phone showed the push: the user has a device, and it was offline. */
  readonly pushShown: boolean;
  /** Until when (milliseconds) it waits for a device to log in; absent once one has it, and where it waits for ever. */
  readonly waitsUntil?: number;
}

/** A message as one user's devices have it. */
export type InboxMessage = Message & Copy;

/** The recipient's copy; none where neither the message (not stored, nobody connected) nor a push reaches them. */
export function receivedCopy(
  user: Pick<User, 'userId' | 'presence' | 'loggedOut'>,
  message: Pick<Message, 'stored' | 'push'>,
): Copy | undefined {
  const pushShown = message.push !== undefined && isPushed(user);
  const delivered = message.stored || user.presence === 'online';
  if (!delivered && !pushShown) return undefined;
  return { userId: user.userId, direction: 'received', delivered, pushShown };
}
