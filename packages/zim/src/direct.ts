import {
  type CheckedMessage,
  createCall,
  type DirectPlan,
  type ListReply,
  type PlanContext,
  planBatch,
  type ResultIds,
  type VendorCall,
} from '@polychat/core/adapter';
import { unsupportedInDirect } from './capabilities.ts';
import { commands } from './commands.ts';
import { readDirectReply } from './direct-reply.ts';
import { type DirectRequest, directRequest } from './direct-request.ts';
import { maxRecipientsPerCall } from './limits.ts';
import { checkMessage } from './message-rules.ts';
import type { Settings } from './settings.ts';
import { senderAmongRecipients, userIdProblem } from './user-id.ts';
import { visibleFields, type WireSendPeerMessage } from './wire.ts';

/** Plans a direct message as SendPeerMessage calls ("SendPeerMessage", article 17510, 2026-07-08). */
export function planDirect(message: CheckedMessage, _context: PlanContext, settings: Settings): DirectPlan {
  const { sender, fields, problems } = checkMessage(message, 'direct', settings);
  let translated: DirectRequest | undefined;
  const requestFor = (from: string, recipients: readonly string[]): WireSendPeerMessage => {
    translated ??= directRequest(message, fields);
    return { FromUserId: from, ToUserId: recipients, ...translated };
  };
  return {
    sender,
    problems,
    unsupported: unsupportedInDirect(message, fields),
    warnings: [],
    maxItems: maxRecipientsPerCall,
    next(pending) {
      if (sender === undefined || problems.length > 0) throw new Error('a plan with problems makes no calls');
      return planBatch(pending.slice(0, maxRecipientsPerCall), {
        idOf: (userId) => userId,
        problemOf: (userId) => (userId === sender ? senderAmongRecipients : userIdProblem('to', userId)),
        callFor: (recipients) => directCall(requestFor(sender, recipients), settings),
        // Both lists of a reply together name everybody.
        unlistedMeans: 'unconfirmed',
      });
    },
  };
}

/** One SendPeerMessage call. */
export function directCall(
  request: Pick<WireSendPeerMessage, 'ToUserId'>,
  { limits, signer }: Settings,
): VendorCall<ListReply<ResultIds>> {
  return createCall({
    endpoint: commands.direct,
    count: request.ToUserId.length,
    costs: [{ limit: limits.directCalls, units: 1 }],
    // The vendor discards no copy: a repeat is a second message.
    dedupWindowMs: 0,
    request: () => request,
    visibleFields,
    signer,
    read: readDirectReply,
  });
}
