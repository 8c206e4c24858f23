import {
  type AudiencePlan,
  type CheckedBroadcast,
  createCall,
  type PlanContext,
  type PlanWarning,
  planSingle,
  type ResultIds,
  type VendorCall,
} from '@polychat/core/adapter';
import { readAudienceReply } from './audience-reply.ts';
import { audienceRequest } from './audience-request.ts';
import { bodyBytes, bodySizeProblem } from './body-size.ts';
import { unsupportedInAudience } from './capabilities.ts';
import { commands } from './commands.ts';
import { longestIdentity, randomOf } from './identity.ts';
import { attemptTimeoutMs, audienceDedupWindowMs } from './limits.ts';
import { checkMessage } from './message-rules.ts';
import type { Settings } from './settings.ts';
import { visibleFields } from './wire.ts';

/**
 * Plans a broadcast: one call of `im_push`.
 *
 * The vendor knows a broadcast by `MsgRandom` alone, which an `idempotencyKey` decides. A repeat with the same key
 * is discarded for seven days even when its content differs.
 */
export function planAudience(
  message: CheckedBroadcast,
  context: PlanContext,
  settings: Settings,
): AudiencePlan {
  const { audience, idempotencyKey } = message;
  const { sender, from, fields, problems: found } = checkMessage(message, 'audience', settings);
  const requestFor = audienceRequest(message, from, fields);
  const largest = requestFor(longestIdentity.random);
  const sizeProblem = bodySizeProblem(bodyBytes(largest), settings.maxBroadcastBodyBytes, message);
  const problems = [...found, ...(sizeProblem ? [sizeProblem] : [])];
  const key = idempotencyKey === undefined ? undefined : ['broadcast', idempotencyKey, settings.app];
  return planSingle(
    {
      sender,
      problems,
      unsupported: unsupportedInAudience(message),
      warnings: audience === 'everyone' ? [storedForNextLogin] : [],
    },
    () => audienceCall(requestFor(randomOf(context, key)), settings),
  );
}

/** One call of `im_push`. */
export function audienceCall(request: object, { limits, signer }: Settings): VendorCall<ResultIds> {
  return createCall({
    endpoint: commands.pushToAll,
    costs: [
      { limit: limits.audienceCalls, units: 1 },
      { limit: limits.audienceCallsPerDay, units: 1 },
    ],
    dedupWindowMs: audienceDedupWindowMs,
    timeoutMs: attemptTimeoutMs,
    request: () => request,
    visibleFields,
    signer,
    read: readAudienceReply,
  });
}

const storedForNextLogin: PlanWarning = Object.freeze({
  code: 'stored_for_next_login',
  message: 'kept for those who are offline until they log in, at most for its time to live',
});
