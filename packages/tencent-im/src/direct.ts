import {
  type CheckedMessage,
  type DirectPlan,
  type PlanContext,
  type PlannedSlice,
  type Problem,
  unsupportedField,
  type VendorCall,
} from '@polychat/core/adapter';
import { bodyBytes, bodySizeProblem } from './body-size.ts';
import { createCall } from './call.ts';
import { commands } from './commands.ts';
import { directRequest, isOnlineOnly } from './direct-request.ts';
import { commonProblems } from './findings.ts';
import { deriveIdentity, longestIdentity, type MessageIdentity } from './identity.ts';
import { chooseLane, type Lane, webhooksBypassed } from './lane.ts';
import { maxBatchRecipients, singleDedupWindowMs } from './limits.ts';
import { readSendReply } from './send-reply.ts';
import type { Settings } from './settings.ts';
import { isUserId, longestUserId, userIdProblem } from './user-id.ts';
import { readVendorFields } from './vendor-fields.ts';

/** Plans a direct message: `sendmsg` for each recipient, or `batchsendmsg` for up to 500 of them. */
export function planDirect(message: CheckedMessage, context: PlanContext, settings: Settings): DirectPlan {
  const { limits, signer } = settings;
  const unmet = unmetPromises(message);
  const kept = withoutPromises(message, unmet);
  const { fields, problems: fieldProblems } = readVendorFields(
    message.vendorFields,
    'direct',
    message.push !== undefined,
  );
  const choice = chooseLane(fields, settings.delivery);
  const from = message.from ?? settings.defaultSender;
  const sender = from ?? settings.adminUserId;
  const requestFor = directRequest(kept, from, kept.push ? fields : { ...fields, offlinePush: undefined });

  // With the longest id and numbers, so that a message fits for every recipient or for none.
  const largest = bodyBytes(
    requestFor(choice.lane === 'single' ? longestUserId : [longestUserId], longestIdentity),
  );
  const sizeProblem = bodySizeProblem(largest, settings.maxBodyBytes, message);
  const problems = [
    ...commonProblems(message),
    ...fieldProblems,
    ...choice.problems,
    ...(sizeProblem ? [sizeProblem] : []),
  ];

  const identityFor = (recipients: readonly string[]): MessageIdentity =>
    message.idempotencyKey === undefined
      ? { sequence: settings.nextSequence(context.now()), random: context.random() }
      : deriveIdentity('direct', message.idempotencyKey, settings.app, sender, ...recipients.toSorted());

  const single = (userId: string): VendorCall => {
    const identity = identityFor([userId]);
    return createCall(
      {
        command: commands.sendSingle,
        recipients: [userId],
        costs: [{ limit: limits.singleCalls, units: 1 }],
        dedupWindowMs: singleDedupWindowMs,
        request: () => requestFor(userId, identity),
        read: (reply) => readSendReply(reply, commands.sendSingle, identity.sequence),
      },
      signer,
    );
  };

  const batch = (userIds: readonly string[]): VendorCall => {
    const identity = identityFor(userIds);
    return createCall(
      {
        command: commands.sendBatch,
        recipients: userIds,
        costs: [
          { limit: limits.batchCalls, units: 1 },
          { limit: limits.batchRecipients, units: userIds.length },
        ],
        // Only copies within one second are said to be discarded.
        dedupWindowMs: 0,
        request: () => requestFor(userIds, identity),
        read: (reply) => readSendReply(reply, commands.sendBatch, identity.sequence),
      },
      signer,
    );
  };

  let roomForIds: number | undefined;
  const takeForBatch = (pending: readonly string[]): number => {
    roomForIds ??= settings.maxBodyBytes - bodyBytes(requestFor([], longestIdentity));
    return countThatFit(pending, roomForIds);
  };

  // Decided by the first recipients and then kept, so that one send does not change its guarantees midway.
  let lane: Lane | undefined = choice.lane;
  return {
    sender,
    problems,
    unmet,
    warnings: [],
    maxItems: lane === 'single' ? 1 : maxBatchRecipients,
    next(pending): PlannedSlice {
      const isChosenByNumber = lane === undefined;
      lane ??= pending.length > 1 ? 'batch' : 'single';
      const taken = lane === 'single' ? 1 : takeForBatch(pending);
      const slice = pending.slice(0, taken);
      const good = slice.filter(isUserId);
      const [first] = good;
      return {
        taken,
        refused: slice.flatMap((userId) => {
          const problem = userIdProblem('to', userId);
          return problem ? [{ userId, problem }] : [];
        }),
        ...(first === undefined ? {} : { call: lane === 'single' ? single(first) : batch(good) }),
        ...(isChosenByNumber && lane === 'batch' ? { warnings: [webhooksBypassed] } : {}),
      };
    },
  };
}

/** How many ids, from the front, make one batch. One that is refused counts too: it must not move the others. */
function countThatFit(pending: readonly string[], room: number): number {
  let bytes = 0;
  let count = 0;
  for (const userId of pending) {
    bytes += Math.min(JSON.stringify(userId).length, longestUserId.length * 2 + 2) + (count > 0 ? 1 : 0);
    if (count > 0 && (bytes > room || count >= maxBatchRecipients)) break;
    count += 1;
  }
  return count;
}

/** What a message that leaves no trace cannot promise. */
function unmetPromises(message: CheckedMessage): Problem[] {
  if (!isOnlineOnly(message)) return [];
  const what = message.content.type === 'signal' ? 'a signal' : 'a message with timeToLive 0';
  const unmet: Problem[] = [];
  if (message.push) unmet.push(unsupportedField('push', `${what} reaches online devices only`));
  if (message.readReceipt)
    unmet.push(unsupportedField('readReceipt', `${what} leaves nothing to read later`));
  if (message.timeToLive) unmet.push(unsupportedField('timeToLive', `${what} is never stored`));
  return unmet;
}

function withoutPromises(message: CheckedMessage, unmet: readonly Problem[]): CheckedMessage {
  if (unmet.length === 0) return message;
  const kept: CheckedMessage = { ...message, push: undefined, readReceipt: false };
  return message.timeToLive ? { ...kept, timeToLive: undefined } : kept;
}
