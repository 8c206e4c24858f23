import type { BroadcastMessage, BroadcastReceipt } from '@polychat/core';
import { aborted, deadlinePassed, failedSend } from '@polychat/core/combine';
import { readBroadcastReceipt } from '../read-receipt.ts';
import { type NotTaken, type SingleRoundsOptions, sendInSingleRounds } from './single-rounds.ts';

/**
 * Sends a broadcast through the first chat, and through the next where it certainly was not done and may move. The
 * receipt names in `failed` and `unconfirmed` the chats that came before. Throws a `ChatError` where none took it.
 */
export async function broadcastInRounds(
  message: BroadcastMessage,
  rounds: Omit<SingleRoundsOptions<BroadcastReceipt>, 'send' | 'read'>,
): Promise<BroadcastReceipt> {
  const end = await sendInSingleRounds({
    ...rounds,
    send: (chat, options) => chat.broadcast(message, options),
    read: readBroadcastReceipt,
  });
  if (end.refusal !== undefined) throw end.refusal;
  const { taken, notTaken, warnings } = end;
  const all = notTaken.map((one, at) => {
    const movedTo = notTaken[at + 1]?.via ?? taken?.via;
    return movedTo === undefined ? one : { ...one, movedTo };
  });
  const of = (status: NotTaken['status']) =>
    all.filter((one) => one.status === status).map(({ status: _status, ...named }) => named);
  const failed = [...of('failed'), ...(taken?.receipt.failed ?? [])];
  const unconfirmed = [...of('unconfirmed'), ...(taken?.receipt.unconfirmed ?? [])];
  const receipt: BroadcastReceipt = {
    results: taken?.receipt.results ?? [],
    warnings: [...warnings, ...(taken?.receipt.warnings ?? [])],
    ...(failed.length === 0 ? {} : { failed }),
    ...(unconfirmed.length === 0 ? {} : { unconfirmed }),
  };
  if (taken) return receipt;
  const { signal } = rounds.options ?? {};
  const nothingTried = signal?.aborted ? aborted('not_sent') : deadlinePassed;
  throw failedSend(end.joined?.problem ?? nothingTried, receipt, signal);
}
