import { createCall, type VendorCall } from '@polychat/core/adapter';
import { commands } from './commands.ts';
import { attemptTimeoutMs } from './limits.ts';
import type { Settings } from './settings.ts';
import { readVerifyReply } from './verify-reply.ts';
import { type AccountCheckRequest, visibleFields } from './wire.ts';

/**
 * Asks whether the administrator is known as a user: 100 calls a second, and nothing is changed. That the user is not
 * known is no failure of the command (34956 = 269/38417).
 */
export function verifyCall({ limits, signer, adminUserId }: Settings): VendorCall<true> {
  const request: AccountCheckRequest = { CheckItem: [{ UserID: adminUserId }] };
  return createCall({
    endpoint: commands.verify,
    costs: [{ limit: limits.verificationCalls, units: 1 }],
    // A read.
    dedupWindowMs: Number.POSITIVE_INFINITY,
    timeoutMs: attemptTimeoutMs,
    request: () => request,
    visibleFields,
    signer,
    read: readVerifyReply,
  });
}
