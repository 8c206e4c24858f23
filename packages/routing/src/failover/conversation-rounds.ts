import type { ConversationReceipt } from '@polychat/core';
import { aborted, deadlinePassed, failedOperation } from '@polychat/core/combine';
import { type ConversationKind, type ConversationMessage, sendToConversation } from '../conversation.ts';
import { readConversationReceipt } from '../read-receipt.ts';
import { type SingleRoundsOptions, sendInSingleRounds } from './single-rounds.ts';

/**
 * Sends to a group or a room through the first chat, and through the next where it certainly was not done and may move:
 * the group must be there, too. Throws a `ChatError` where none took it, with what all of them say together.
 */
export async function sendToConversationInRounds(
  kind: ConversationKind,
  message: ConversationMessage,
  rounds: Omit<SingleRoundsOptions<ConversationReceipt>, 'send' | 'read'>,
): Promise<ConversationReceipt> {
  const { taken, refusal, joined } = await sendInSingleRounds({
    ...rounds,
    send: (chat, options) => sendToConversation(chat, kind, message, options),
    read: readConversationReceipt,
  });
  if (taken) return taken.receipt;
  if (refusal !== undefined) throw refusal;
  const { signal } = rounds.options ?? {};
  const problem = joined?.problem ?? (signal?.aborted ? aborted('not_sent') : deadlinePassed);
  throw failedOperation(problem, problem, {}, signal);
}
