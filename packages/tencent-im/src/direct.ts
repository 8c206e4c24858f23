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
import { bodyBytes, bodySizeProblem, countThatFit, isSurelySmall, longestUserId } from './body-size.ts';
import { unsupportedInDirect } from './capabilities.ts';
import { chooseCommand } from './command-choice.ts';
import { commands } from './commands.ts';
import { readDirectReply } from './direct-reply.ts';
import { directRequest } from './direct-request.ts';
import { deriveIdentity, longestIdentity, newIdentity, placeAt } from './identity.ts';
import { attemptTimeoutMs, maxBatchRecipients, singleDedupWindowMs } from './limits.ts';
import { checkMessage } from './message-rules.ts';
import type { Settings } from './settings.ts';
import { userIdProblem } from './user-id.ts';
import { type SendRequest, visibleFields } from './wire.ts';

/** Plans a direct message: `sendmsg` for each recipient, or `batchsendmsg` for up to 500 of them. */
export function planDirect(message: CheckedMessage, context: PlanContext, settings: Settings): DirectPlan {
  const { idempotencyKey } = message;
  const { sender, from, fields, problems: found } = checkMessage(message, 'direct', settings);
  const choice = chooseCommand(fields, settings.command, context.items, idempotencyKey !== undefined);
  const { position } = fields;
  const isBatch = choice.command === 'batch';
  const requestFor = directRequest(message, from, fields);

  const sizeProblem = isSurelySmall(message, settings.maxBodyBytes)
    ? undefined
    : // With the longest id and numbers, so that a message fits for every recipient or for none.
      bodySizeProblem(
        bodyBytes(requestFor(isBatch ? [longestUserId] : longestUserId, longestIdentity)),
        settings.maxBodyBytes,
        message,
      );
  const problems = [...found, ...choice.problems, ...(sizeProblem ? [sizeProblem] : [])];

  let bytesForIds: number | undefined;
  const takeForBatch = (pending: readonly string[]): number => {
    bytesForIds ??= settings.maxBodyBytes - bodyBytes(requestFor([], longestIdentity));
    return countThatFit(pending, bytesForIds);
  };

  return {
    sender,
    problems,
    unsupported: unsupportedInDirect(message, fields),
    warnings: choice.warnings,
    maxItems: isBatch ? maxBatchRecipients : 1,
    next(pending) {
      if (sender === undefined || problems.length > 0) throw new Error('a plan with problems makes no calls');
      return planBatch(pending.slice(0, isBatch ? takeForBatch(pending) : 1), {
        idOf,
        problemOf,
        callFor(recipients) {
          const identity =
            idempotencyKey === undefined
              ? newIdentity(context)
              : deriveIdentity('direct', idempotencyKey, settings.app, sender, ...recipients.toSorted());
          const placed = position === undefined ? identity : placeAt(identity, position);
          return directCall(requestFor(isBatch ? recipients : recipients[0], placed), settings);
        },
        // A reply of `batchsendmsg` names those who failed, one of `sendmsg` nobody.
        unlistedMeans: 'accepted',
      });
    },
  };
}

const idOf = (userId: string) => userId;
const problemOf = (userId: string) => userIdProblem('to', userId);

/** One call of `batchsendmsg` for a list of recipients, of `sendmsg` for one. */
export function directCall(
  request: Pick<SendRequest, 'To_Account' | 'MsgSeq'>,
  { limits, signer }: Settings,
): VendorCall<ListReply<ResultIds>> {
  const { To_Account, MsgSeq } = request;
  if (typeof To_Account === 'string') {
    return createCall({
      endpoint: commands.sendSingle,
      costs: [{ limit: limits.singleCalls, units: 1 }],
      dedupWindowMs: singleDedupWindowMs,
      timeoutMs: attemptTimeoutMs,
      request: () => request,
      visibleFields,
      signer,
      read: (reply, attempt) => readDirectReply(reply, attempt, commands.sendSingle, MsgSeq),
    });
  }
  return createCall({
    endpoint: commands.sendBatch,
    count: To_Account.length,
    costs: [
      { limit: limits.batchCalls, units: 1 },
      { limit: limits.batchRecipients, units: To_Account.length },
    ],
    // Only copies within one second are said to be discarded.
    dedupWindowMs: 0,
    timeoutMs: attemptTimeoutMs,
    request: () => request,
    visibleFields,
    signer,
    read: (reply, attempt) => readDirectReply(reply, attempt, commands.sendBatch, MsgSeq),
  });
}
