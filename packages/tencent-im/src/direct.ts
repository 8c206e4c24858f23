import {
  type CheckedMessage,
  type DirectPlan,
  type PlanContext,
  type Problem,
  planBatch,
  unsupportedField,
} from '@polychat/core/adapter';
import { bodyBytes, bodySizeProblem, countThatFit } from './body-size.ts';
import { chooseCommand, webhooksBypassed } from './command-choice.ts';
import { batchCall, type DirectSend, singleCall } from './direct-call.ts';
import { directRequest, isOnlineOnly } from './direct-request.ts';
import { deriveIdentity, longestIdentity } from './identity.ts';
import { maxBatchRecipients } from './limits.ts';
import { checkMessage } from './message-rules.ts';
import type { Settings } from './settings.ts';
import { longestUserId, userIdProblem } from './user-id.ts';

/** Plans a direct message: `sendmsg` for each recipient, or `batchsendmsg` for up to 500 of them. */
export function planDirect(message: CheckedMessage, context: PlanContext, settings: Settings): DirectPlan {
  const { from, sender, fields, problems } = checkMessage(message, 'direct', settings);
  const choice = chooseCommand(fields, settings.command);
  const unsupported = unmetPromises(message);
  const requestFor = directRequest(withoutPromises(message, unsupported), from, fields);
  const send: DirectSend = {
    requestFor,
    identityFor: (recipients) =>
      message.idempotencyKey === undefined
        ? { sequence: settings.nextSequence(context.now()), random: context.random() }
        : deriveIdentity('direct', message.idempotencyKey, settings.app, sender, ...recipients.toSorted()),
  };

  // With the longest id and numbers, so that a message fits for every recipient or for none.
  const largest = requestFor(choice.command === 'single' ? longestUserId : [longestUserId], longestIdentity);
  const sizeProblem = bodySizeProblem(bodyBytes(largest), settings.maxBodyBytes, message);
  let roomForIds: number | undefined;
  const takeForBatch = (pending: readonly string[]): number => {
    roomForIds ??= settings.maxBodyBytes - bodyBytes(requestFor([], longestIdentity));
    return countThatFit(pending, roomForIds);
  };

  // Decided by the first recipients and then kept, so that one send does not change its guarantees midway.
  let { command } = choice;
  return {
    sender,
    problems: [...problems, ...choice.problems, ...(sizeProblem ? [sizeProblem] : [])],
    unsupported,
    warnings: [],
    maxItems: command === 'single' ? 1 : maxBatchRecipients,
    next(pending) {
      const isChosenByNumber = command === undefined;
      command ??= pending.length > 1 ? 'batch' : 'single';
      const isBatch = command === 'batch';
      const slice = planBatch(pending.slice(0, isBatch ? takeForBatch(pending) : 1), {
        userIdOf: (userId) => userId,
        problemOf: (userId) => userIdProblem('to', userId),
        callFor: (recipients) =>
          isBatch ? batchCall(recipients, send, settings) : singleCall(recipients[0], send, settings),
      });
      return isChosenByNumber && isBatch ? { ...slice, warnings: [webhooksBypassed] } : slice;
    },
  };
}

/** What a message that leaves no trace cannot promise. */
function unmetPromises(message: CheckedMessage): Problem[] {
  if (!isOnlineOnly(message)) return [];
  const what = message.content.type === 'signal' ? 'a signal' : 'a message with timeToLive 0';
  const unsupported: Problem[] = [];
  if (message.push) unsupported.push(unsupportedField('push', `${what} reaches online devices only`));
  if (message.readReceipt)
    unsupported.push(unsupportedField('readReceipt', `${what} leaves nothing to read later`));
  if (message.timeToLive) unsupported.push(unsupportedField('timeToLive', `${what} is never stored`));
  return unsupported;
}

function withoutPromises(message: CheckedMessage, unsupported: readonly Problem[]): CheckedMessage {
  if (unsupported.length === 0) return message;
  const kept: CheckedMessage = { ...message, push: undefined, readReceipt: false };
  return message.timeToLive ? { ...kept, timeToLive: undefined } : kept;
}
