import {
  type CheckedMessage,
  createCall,
  type DirectPlan,
  type Problem,
  planBatch,
  unsupportedField,
} from '@polychat/core/adapter';
import { commands } from './commands.ts';
import { interpretDirectReply } from './direct-reply.ts';
import { directRequest } from './direct-request.ts';
import { maxRecipientsPerCall } from './limits.ts';
import { checkMessage } from './message-rules.ts';
import { readerOf } from './reply.ts';
import type { Settings } from './settings.ts';
import { senderAmongRecipients, userIdProblem } from './user-id.ts';

/** Plans a direct message as SendPeerMessage calls ("SendPeerMessage", article 17510, 2026-07-08). */
export function planDirect(message: CheckedMessage, settings: Settings): DirectPlan {
  const { limits, signer } = settings;
  const { sender, fields, problems } = checkMessage(message, 'direct', settings);
  let request: ReturnType<typeof directRequest> | undefined;

  const callFor = (from: string, recipients: readonly string[]) =>
    createCall({
      endpoint: commands.sendToPeers,
      recipients,
      costs: [{ limit: limits.directCalls, units: 1 }],
      // The vendor discards no copy: a repeat is a second message.
      dedupWindowMs: 0,
      unlistedMeans: 'unconfirmed',
      request: () => {
        request ??= directRequest(message, fields);
        return { FromUserId: from, ToUserId: recipients, ...request };
      },
      signer,
      read: readerOf(interpretDirectReply),
    });

  return {
    sender,
    problems,
    unsupported: unmetPromises(message),
    warnings: [],
    maxItems: maxRecipientsPerCall,
    next(pending) {
      if (sender === undefined || problems.length > 0) throw new Error('a plan with problems makes no calls');
      return planBatch(pending.slice(0, maxRecipientsPerCall), {
        userIdOf: (userId) => userId,
        problemOf: (userId) => (userId === sender ? senderAmongRecipients : userIdProblem('to', userId)),
        callFor: (recipients) => callFor(sender, recipients),
      });
    },
  };
}

function unmetPromises({ content, timeToLive, push, readReceipt }: CheckedMessage): Problem[] {
  const unsupported: Problem[] = [];
  if (timeToLive !== undefined) {
    unsupported.push(
      unsupportedField(
        'timeToLive',
        'ZIM keeps messages as its plan says; content of type signal is online only',
      ),
    );
  }
  if (content.type === 'signal' && push) unsupported.push(unsupportedField('push', 'ZIM pushes no signal'));
  if (content.type === 'signal' && readReceipt) {
    unsupported.push(unsupportedField('readReceipt', 'ZIM has no read receipts for a signal'));
  }
  return unsupported;
}
