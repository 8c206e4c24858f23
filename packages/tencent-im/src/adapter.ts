import type { ChatAdapter } from '@polychat/core/adapter';
import { planBroadcast } from './broadcast.ts';
import { capabilities } from './capabilities.ts';
import { canonicalizeContent } from './content.ts';
import { planDirect } from './direct.ts';
import { createSequence } from './identity.ts';
import { createLimits } from './limits.ts';
import { checkOptions, type TencentImOptions } from './options.ts';
import type { Settings } from './settings.ts';
import { createSigner } from './sign.ts';
import { planUsers } from './users.ts';
import { vendorKey, vendorName } from './vendor.ts';

/** Wire fields that hold ids, numbers or the vendor's own words, and nothing of what is said. */
const previewFields = [
  'From_Account',
  'To_Account',
  'UserID',
  'MsgType',
  'ForbidCallbackControl',
  'SendMsgControl',
] as const;

/**
 * Tencent IM (Tencent Cloud Chat) for `createChat`: direct messages by `sendmsg` and `batchsendmsg`, broadcasts by
 * `im_push`, users by `account_import` and `multiaccount_import`.
 *
 * A broadcast that is repeated with the same `idempotencyKey` is discarded for seven days, even when its content
 * differs.
 *
 * Throws a `ChatError` with code `misconfigured` that names the option at fault. Reads nothing from the environment.
 *
 * Vendor documents: 34620 = 269/1519 (overview), 34919, 34920, 37166, 34953, 34954.
 */
export function tencentIm(options: TencentImOptions): ChatAdapter {
  const checked = checkOptions(options);
  const limits = createLimits(checked);
  const settings: Settings = {
    app: String(checked.sdkAppId),
    adminUserId: checked.adminUserId,
    defaultSender: checked.defaultSender,
    command: checked.command,
    maxBodyBytes: checked.maxBodyBytes,
    maxBroadcastBodyBytes: checked.maxBroadcastBodyBytes,
    limits,
    nextSequence: createSequence(),
    signer: createSigner({
      sdkAppId: checked.sdkAppId,
      secretKey: checked.secretKey,
      adminUserId: checked.adminUserId,
      lifetimeSeconds: checked.userSigLifetimeSeconds,
      baseUrl: checked.baseUrl,
    }),
  };
  return {
    specificationVersion: 1,
    vendor: vendorName,
    vendorKey,
    app: settings.app,
    host: new URL(checked.baseUrl).host,
    capabilities,
    limits: Object.values(limits),
    previewFields,
    planDirect: (message, context) => planDirect(message, context, settings),
    planBroadcast: (message, context) => planBroadcast(message, context, settings),
    planUsers: () => planUsers(settings),
    canonicalize: canonicalizeContent,
  };
}
