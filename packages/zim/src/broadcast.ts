import {
  type BroadcastPlan,
  type CallResult,
  type CheckedBroadcast,
  createCall,
  createProblem,
  type Problem,
  unsupportedField,
  type VendorCall,
} from '@polychat/core/adapter';
import { commands } from './commands.ts';
import { contentToWire, isCarried } from './content.ts';
import { broadcastLimitCode, droppedInSilenceCode } from './error-codes.ts';
import { isSignatureRefusal, moderationProblem, problemOfCall } from './errors.ts';
import { checkMessage } from './message-rules.ts';
import { pushToWire } from './push.ts';
import { readerOf, type ZimReply } from './reply.ts';
import type { Settings } from './settings.ts';
import type { ZimVendorFields } from './vendor-fields.ts';
import type { WireSendMessageToAllUsers } from './wire.ts';

const pushTypes = { online: 0, everyone: 1, push_only: 2 } as const;

/** Long enough for the limit of one a second to have passed. */
const afterOneSecondMs = 1_100;

/** Plans a broadcast as one SendMessageToAllUsers call ("SendMessageToAllUsers", article 16493, 2026-07-08). */
export function planBroadcast(message: CheckedBroadcast, settings: Settings): BroadcastPlan {
  const { limits, signer } = settings;
  const { sender, fields, problems } = checkMessage(message, 'broadcast', settings);
  return {
    sender,
    problems,
    unsupported: unmetPromises(message),
    warnings: [],
    call(): VendorCall {
      if (sender === undefined || problems.length > 0) throw new Error('a plan with problems makes no call');
      return createCall({
        endpoint: commands.sendToAllUsers,
        recipients: [message.audience],
        costs: [
          { limit: limits.broadcastCalls, units: 1 },
          { limit: limits.broadcastsPerDay, units: 1 },
        ],
        dedupWindowMs: 0,
        // The reply is the envelope alone; it names nobody.
        unlistedMeans: 'accepted',
        request: () => broadcastRequest(sender, message, fields),
        signer,
        read: readerOf(createInterpreter()),
      });
    },
  };
}

/** What a broadcast of this vendor does anyway, such as reaching its sender, is no broken promise. */
function unmetPromises({
  audience,
  senderCopy,
  countsAsUnread,
  readReceipt,
  timeToLive,
}: CheckedBroadcast): Problem[] {
  const unsupported: Problem[] = [];
  if (senderCopy === false)
    unsupported.push(unsupportedField('senderCopy', 'the sender of a broadcast always gets it'));
  if (countsAsUnread !== undefined) {
    unsupported.push(
      unsupportedField('countsAsUnread', 'a broadcast has no conversation, and so no unread count'),
    );
  }
  if (readReceipt) unsupported.push(unsupportedField('readReceipt', 'a broadcast has no read receipts'));
  if (timeToLive !== undefined && !(timeToLive === 0 && audience === 'online')) {
    unsupported.push(unsupportedField('timeToLive', 'ZIM keeps no broadcast for later'));
  }
  return unsupported;
}

function broadcastRequest(
  sender: string,
  { content, metadata, push, audience }: CheckedBroadcast,
  fields: ZimVendorFields,
): WireSendMessageToAllUsers {
  if (!isCarried(content)) throw new Error(`ZIM has no message type for ${content.type}`);
  const { MessageType, Message, SubMsgType } = contentToWire(content);
  return {
    FromUserId: sender,
    MessageType,
    MessageBody: {
      Message,
      ExtendedData: metadata,
      OfflinePush: push && audience !== 'online' ? pushToWire(push, fields) : undefined,
    },
    SubMsgType,
    // Its default is not documented [?], so it is always said.
    PushType: pushTypes[audience],
  };
}

/** Reads the replies of one call's attempts; counts how often the vendor has refused it for its number. */
function createInterpreter(): (reply: ZimReply) => CallResult {
  let limitRefusals = 0;
  return (reply) => {
    if (reply.code === broadcastLimitCode) limitRefusals += 1;
    return {
      problem: problemOf(reply, limitRefusals),
      accepted: [],
      failed: [],
      shared: { requestId: reply.requestId },
      signatureRefused: isSignatureRefusal(reply.code),
    };
  };
}

function problemOf(reply: ZimReply, limitRefusals: number): Problem | undefined {
  if (reply.code === broadcastLimitCode) {
    const problem = problemOfCall(commands.sendToAllUsers, reply);
    // The second's limit and the day's share a code: who has waited a second and is refused again has met the day's.
    return limitRefusals === 1
      ? createProblem({ ...problem, retryAfterMs: afterOneSecondMs })
      : createProblem({ ...problem, code: 'quota_exhausted', retryable: false });
  }
  if (reply.code !== 0) return problemOfCall(commands.sendToAllUsers, reply);
  // The page defines no list, only a generic note about one: of its codes, just this one speaks of the message.
  if (reply.failed.some(({ subCode }) => subCode === droppedInSilenceCode)) {
    return problemOfCall(commands.sendToAllUsers, { ...reply, code: droppedInSilenceCode });
  }
  return reply.audits.length > 0 ? moderationProblem(reply) : undefined;
}
