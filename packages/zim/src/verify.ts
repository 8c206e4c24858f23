import { createCall, type VendorCall } from '@polychat/core/adapter';
import { commands } from './commands.ts';
import type { Settings } from './settings.ts';
import { readVerifyReply } from './verify-reply.ts';
import { visibleFields, type WireQueryUserInfos } from './wire.ts';

/** Whom the read asks for where the app has no sender of its own. It need not exist. */
const anyUserId = 'polychat';

/**
 * Asks for the profile of one user: 20 calls a second, open to every plan, and nothing is changed. What the vendor says
 * of the user does not matter, since it looks at the signature first ("QueryUserInfos", as of 2026-08-21).
 */
export function verifyCall({ limits, signer, defaultSender }: Settings): VendorCall<true> {
  const request: WireQueryUserInfos = { UserIds: [defaultSender ?? anyUserId] };
  return createCall({
    endpoint: commands.verify,
    costs: [{ limit: limits.verificationCalls, units: 1 }],
    // A read.
    dedupWindowMs: Number.POSITIVE_INFINITY,
    request: () => request,
    visibleFields,
    signer,
    read: readVerifyReply,
  });
}
