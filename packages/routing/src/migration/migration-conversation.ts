import type { ConversationReceipt, SendOptions } from '@polychat/core';
import { failedOperation } from '@polychat/core/combine';
import { type ConversationKind, type ConversationMessage, sendToConversation } from '../conversation.ts';
import { noReceipt, readConversationReceipt } from '../read-receipt.ts';
import type { MigrationContext } from './migration-list.ts';
import { sendSingle } from './migration-single.ts';

/**
 * Sends to a group or a room through its authority, whose receipt, or what it throws, is the answer, unchanged. The group
 * has the same id at both chats.
 */
export function sendToConversationOnce(
  context: MigrationContext,
  kind: ConversationKind,
  message: ConversationMessage,
  options: SendOptions | undefined,
): Promise<ConversationReceipt> {
  return sendSingle<ConversationMessage, ConversationReceipt>(context, {
    message,
    options,
    stageOf: (decision) => context.planner.stageForConversation(decision, kind, message),
    send: (chat, own, given) => sendToConversation(chat, kind, own, given),
    resultOf(receipt) {
      const named = readConversationReceipt(receipt);
      if (!named) return { status: 'unconfirmed', code: noReceipt.code };
      return { status: 'accepted', code: 'accepted', ...(named.ref && { ref: named.ref }) };
    },
    sentMessage: (own) => ({ operation: kind, message: own }),
    errorOf: (problem) => failedOperation(problem, problem, {}, options?.signal),
  });
}
