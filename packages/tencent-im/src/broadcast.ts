import {
  type BroadcastPlan,
  type CallResult,
  type CheckedBroadcast,
  createCall,
  type HttpReply,
  type PlanContext,
  type PlanWarning,
  type Problem,
  unsupportedField,
} from '@polychat/core/adapter';
import { bodyBytes, bodySizeProblem } from './body-size.ts';
import { commands } from './commands.ts';
import { conditionToWire } from './condition.ts';
import { contentToWire } from './content.ts';
import { deriveIdentity, longestIdentity } from './identity.ts';
import { broadcastDedupWindowMs, maxLifeTimeSeconds } from './limits.ts';
import { checkMessage } from './message-rules.ts';
import { pushToWire } from './push.ts';
import { parseWholeReply, resultOf } from './reply.ts';
import type { Settings } from './settings.ts';
import { type PushToAllRequest, pushToAllReplySchema } from './wire.ts';

/**
 * Plans a broadcast: one call of `im_push`.
 *
 * The vendor knows a broadcast by `MsgRandom` alone, which an `idempotencyKey` decides. A repeat with the same key
 * is discarded for seven days even when its content differs.
 */
export function planBroadcast(
  message: CheckedBroadcast,
  context: PlanContext,
  settings: Settings,
): BroadcastPlan {
  const { limits, signer } = settings;
  const { audience, push, content, idempotencyKey } = message;
  const { from, sender, fields, problems } = checkMessage(message, 'broadcast', settings);
  const request = (random: number): PushToAllRequest => {
    const condition = conditionToWire(fields.condition);
    return {
      ...(from === undefined ? {} : { From_Account: from }),
      MsgRandom: random,
      MsgLifeTime: audience === 'online' ? 0 : message.timeToLive || maxLifeTimeSeconds,
      ...(condition ? { Condition: condition } : {}),
      MsgBody: contentToWire(content),
      OfflinePushInfo: pushToWire(push, fields.offlinePush),
    };
  };
  const sizeProblem = bodySizeProblem(
    bodyBytes(request(longestIdentity.random)),
    settings.maxBroadcastBodyBytes,
    { content, push },
  );
  return {
    sender,
    problems: [...audienceProblems(message), ...problems, ...(sizeProblem ? [sizeProblem] : [])],
    unsupported: unmetPromises(message),
    warnings: audience === 'everyone' ? [storedForNextLogin] : [],
    call: () => {
      const random =
        idempotencyKey === undefined
          ? context.random()
          : deriveIdentity('broadcast', idempotencyKey, settings.app).random;
      return createCall({
        endpoint: commands.pushToAll,
        recipients: [audience],
        costs: [
          { limit: limits.broadcastCalls, units: 1 },
          { limit: limits.broadcastsPerDay, units: 1 },
        ],
        dedupWindowMs: broadcastDedupWindowMs,
        // The reply names nobody.
        unlistedMeans: 'accepted',
        request: () => request(random),
        signer,
        read: readPushToAllReply,
      });
    },
  };
}

/** Reads a reply of `im_push`, which names nobody. */
export function readPushToAllReply(reply: HttpReply): CallResult {
  const verdict = parseWholeReply(reply, pushToAllReplySchema, commands.pushToAll);
  if (verdict.kind !== 'done') return resultOf(verdict);
  const { TaskId: taskId } = verdict.data;
  return { accepted: [], failed: [], shared: taskId ? { taskId } : {} };
}

const storedForNextLogin: PlanWarning = Object.freeze({
  code: 'stored_for_next_login',
  message: 'kept for those who are offline until they log in, at most for its time to live',
});

function audienceProblems({ audience, content }: CheckedBroadcast): Problem[] {
  if (audience === 'push_only') {
    return [
      unsupportedField('audience', 'a broadcast of Tencent IM always reaches those who are online too'),
    ];
  }
  if (audience === 'everyone' && content.type === 'signal') {
    return [
      unsupportedField('audience', 'a signal is never stored or pushed, so it can only reach "online"'),
    ];
  }
  return [];
}

/** Fields that `im_push` has no place for (37166 = 269/45934). */
function unmetPromises(message: CheckedBroadcast): Problem[] {
  const unsupported: Problem[] = [];
  const missing = (field: string, isGiven: boolean) => {
    if (isGiven) unsupported.push(unsupportedField(field, 'has no place in a broadcast of Tencent IM'));
  };
  missing('metadata', message.metadata !== undefined);
  missing('senderCopy', message.senderCopy !== undefined);
  missing('countsAsUnread', message.countsAsUnread !== undefined);
  missing('readReceipt', message.readReceipt === true);
  if (message.audience === 'everyone' && message.timeToLive === 0) {
    // With MsgLifeTime 0 the vendor reaches online users only; whether it still pushes is not documented. [?]
    unsupported.push(unsupportedField('timeToLive', 'with 0, Tencent IM reaches only those who are online'));
  }
  return unsupported;
}
