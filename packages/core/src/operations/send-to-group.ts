import { checkGroupMessage, completeGroupMessage } from '../model/check-conversation.ts';
import type { GroupMessage } from '../model/message.ts';
import type { ConversationReceipt } from '../model/outcome.ts';
import { type ConversationKind, sendToConversation } from './conversation.ts';
import type { ChatCore } from './send.ts';

/** A message to a group, as one call. */
export const groupKind: ConversationKind<'group'> = {
  operation: 'group',
  destinationField: 'groupId',
  check: checkGroupMessage,
  complete: completeGroupMessage,
  conversationOf: ({ groupId }) => groupId,
};

/** `Chat.sendToGroup`. */
export function sendToGroup(
  core: ChatCore,
  message: GroupMessage,
  options: unknown,
): Promise<ConversationReceipt> {
  return sendToConversation(core, groupKind, message, options);
}
