import {
  type AudiencePlan,
  type CheckedBroadcast,
  createCall,
  type PlanContext,
  planSingle,
  type ResultIds,
  type VendorCall,
} from '@polychat/core/adapter';
import { readAudienceReply } from './audience-reply.ts';
import { audienceRequest } from './audience-request.ts';
import { unsupportedInAudience } from './capabilities.ts';
import { commands } from './commands.ts';
import { checkMessage } from './message-rules.ts';
import type { Settings } from './settings.ts';
import { visibleFields, type WireSendMessageToAllUsers } from './wire.ts';

/** Plans a broadcast as one SendMessageToAllUsers call ("SendMessageToAllUsers", article 16493, 2026-07-08). */
export function planAudience(
  message: CheckedBroadcast,
  _context: PlanContext,
  settings: Settings,
): AudiencePlan {
  const { sender, fields, problems } = checkMessage(message, 'audience', settings);
  const unsupported = unsupportedInAudience(message);
  return planSingle({ sender, problems, unsupported }, (from) =>
    audienceCall(audienceRequest(from, message, fields), settings),
  );
}

/** One SendMessageToAllUsers call. */
export function audienceCall(
  request: Pick<WireSendMessageToAllUsers, 'FromUserId'>,
  { limits, signer }: Settings,
): VendorCall<ResultIds> {
  return createCall({
    endpoint: commands.audience,
    costs: [
      { limit: limits.broadcastCalls, units: 1 },
      { limit: limits.broadcastsPerDay, units: 1 },
    ],
    // The vendor discards no copy: a repeat is a second broadcast.
    dedupWindowMs: 0,
    request: () => request,
    visibleFields,
    signer,
    read: readAudienceReply,
  });
}
