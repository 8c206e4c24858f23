import type { BroadcastMessage, DirectMessage } from '../model/message.ts';

/** Which of the two kinds a message is. */
export function isBroadcast(message: DirectMessage | BroadcastMessage): message is BroadcastMessage {
  return typeof message === 'object' && message !== null && 'audience' in message;
}
