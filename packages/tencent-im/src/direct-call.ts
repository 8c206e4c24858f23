import { createCall, type VendorCall } from '@polychat/core/adapter';
import { commands } from './commands.ts';
import { readDirectReply } from './direct-reply.ts';
import type { RequestFor } from './direct-request.ts';
import type { MessageIdentity } from './identity.ts';
import { singleDedupWindowMs } from './limits.ts';
import type { Settings } from './settings.ts';

/** What all calls of one send have in common. */
export interface DirectSend {
  readonly requestFor: RequestFor;
  readonly identityFor: (recipients: readonly string[]) => MessageIdentity;
}

/** One `sendmsg`. */
export function singleCall(
  userId: string,
  { requestFor, identityFor }: DirectSend,
  { limits, signer }: Settings,
): VendorCall {
  const identity = identityFor([userId]);
  return createCall({
    endpoint: commands.sendSingle,
    recipients: [userId],
    costs: [{ limit: limits.singleCalls, units: 1 }],
    dedupWindowMs: singleDedupWindowMs,
    // Its reply names nobody.
    unlistedMeans: 'accepted',
    request: () => requestFor(userId, identity),
    signer,
    read: (reply) => readDirectReply(reply, commands.sendSingle, identity.sequence, [userId]),
  });
}

/** One `batchsendmsg`. */
export function batchCall(
  userIds: readonly string[],
  { requestFor, identityFor }: DirectSend,
  { limits, signer }: Settings,
): VendorCall {
  const identity = identityFor(userIds);
  return createCall({
    endpoint: commands.sendBatch,
    recipients: userIds,
    costs: [
      { limit: limits.batchCalls, units: 1 },
      { limit: limits.batchRecipients, units: userIds.length },
    ],
    // Only copies within one second are said to be discarded.
    dedupWindowMs: 0,
    // Its reply names those who failed.
    unlistedMeans: 'accepted',
    request: () => requestFor(userIds, identity),
    signer,
    read: (reply) => readDirectReply(reply, commands.sendBatch, identity.sequence, userIds),
  });
}
