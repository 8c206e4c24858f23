import {
  type BroadcastMessage,
  type BroadcastNotTaken,
  type BroadcastReceipt,
  type BroadcastResult,
  type Chat,
  ChatError,
  type SendOptions,
  type Warning,
} from '@polychat/core';
import { failedSend } from '@polychat/core/combine';
import { problemOfThrown, statusOf } from './part-fault.ts';
import { noReceipt, readBroadcastReceipt } from './read-receipt.ts';

/**
 * Sends a broadcast through several chats at once. Resolves when at least one vendor took it; throws a `ChatError` with
 * the whole receipt when none did: the error of the first unconfirmed chat, else of the first failed one.
 */
export async function broadcastThrough(
  chats: Iterable<Chat>,
  message: BroadcastMessage,
  optionsFor: (name: string) => SendOptions | undefined,
  signal: AbortSignal | undefined,
): Promise<BroadcastReceipt> {
  const parts = [...chats];
  const send = async (chat: Chat) => chat.broadcast(message, optionsFor(chat.name));
  const replies = await Promise.allSettled(parts.map(send));
  const results: BroadcastResult[] = [];
  const failed: BroadcastNotTaken[] = [];
  const unconfirmed: BroadcastNotTaken[] = [];
  const warnings: Warning[] = [];
  for (const [at, chat] of parts.entries()) {
    const reply = replies[at];
    if (!reply) continue;
    const receipt = readBroadcastReceipt(
      reply.status === 'fulfilled' ? reply.value : receiptIn(reply.reason),
    );
    results.push(...(receipt?.results ?? []));
    failed.push(...(receipt?.failed ?? []));
    unconfirmed.push(...(receipt?.unconfirmed ?? []));
    warnings.push(...(receipt?.warnings ?? []));
    // A chat that is made of chats names those of its own.
    const isNamed = (receipt?.failed ?? receipt?.unconfirmed ?? []).length > 0;
    if (isNamed || (reply.status === 'fulfilled' && receipt)) continue;
    const problem = reply.status === 'fulfilled' ? noReceipt : problemOfThrown(reply.reason);
    (statusOf(problem) === 'failed' ? failed : unconfirmed).push({ via: chat.name, problem });
  }
  const receipt: BroadcastReceipt = {
    results,
    warnings,
    ...(failed.length === 0 ? {} : { failed }),
    ...(unconfirmed.length === 0 ? {} : { unconfirmed }),
  };
  const first = unconfirmed[0] ?? failed[0];
  if (results.length > 0 || !first) return receipt;
  throw failedSend(first.problem, receipt, signal);
}

function receiptIn(error: unknown): unknown {
  return ChatError.is(error) ? error.receipt : undefined;
}
