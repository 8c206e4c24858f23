import type { BroadcastMessage, BroadcastReceipt, SendOptions } from '@polychat/core';
import { failedSend } from '@polychat/core/combine';
import { lackOf, noReceipt, readBroadcastReceipt } from '../read-receipt.ts';
import type { MigrationContext } from './migration-list.ts';
import { sendSingle } from './migration-single.ts';

/** Sends a broadcast through the authority, whose receipt, or what it throws, is the answer, unchanged. */
export function broadcastOnce(
  context: MigrationContext,
  message: BroadcastMessage,
  options: SendOptions | undefined,
): Promise<BroadcastReceipt> {
  const { settings, planner } = context;
  return sendSingle<BroadcastMessage, BroadcastReceipt>(context, {
    message,
    options,
    stageOf: (decision) => planner.stageForEverybody(decision),
    send: (chat, own, given) => chat.broadcast(own, given),
    resultOf(receipt) {
      const named = readBroadcastReceipt(receipt);
      if (!named) return { status: 'unconfirmed', code: noReceipt.code };
      // The copy cannot leave out those whom some of the authority's chats did not reach; the report shows it.
      return { status: 'accepted', code: lackOf(named)?.problem.code ?? 'accepted' };
    },
    sentMessage: (own) => ({ operation: 'broadcast', message: own }),
    errorOf(problem) {
      const failed = [{ via: settings.name, problem }];
      return failedSend(problem, { results: [], failed, warnings: [] }, options?.signal);
    },
  });
}
