import type { ChatAdapter } from '@polychat/core/adapter';
import { planAudience } from './audience.ts';
import { capabilities } from './capabilities.ts';
import { planDirect } from './direct.ts';
import { planEdit } from './edit.ts';
import { planFind } from './find.ts';
import { planGroup } from './group.ts';
import { createLimits } from './limits.ts';
import { checkOptions, type TencentImOptions } from './options.ts';
import { planRecall } from './recall.ts';
import { resumeCall } from './resume.ts';
import { planRoom } from './room.ts';
import type { Settings } from './settings.ts';
import { createSigner } from './sign.ts';
import { planUsers } from './users.ts';
import { vendorName, vendorTitle } from './vendor.ts';
import { verifyCall } from './verify.ts';

/**
 * Makes the adapter for Tencent IM (Tencent Cloud Chat), to be given to `createChat`: direct messages by `sendmsg` and
 * `batchsendmsg`, messages to groups and rooms by `send_group_msg`, broadcasts by `im_push`, users by `account_import` and `multiaccount_import`.
 *
 * A broadcast that is repeated with the same `idempotencyKey` is discarded for seven days, even when its content
 * differs.
 *
 * Throws a `ChatError` with code `misconfigured` that names the option at fault. Reads nothing from the environment.
 *
 * Vendor documents: 34620 = 269/1519 (overview), 34919, 34920, 34959, 37166, 34953, 34954.
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
    signer: createSigner(checked),
  };
  return {
    specificationVersion: 2,
    vendor: vendorName,
    title: vendorTitle,
    app: settings.app,
    host: new URL(checked.baseUrl).host,
    capabilities,
    limits: Object.values(limits),
    plan: {
      direct: (message, context) => planDirect(message, context, settings),
      group: (message, context) => planGroup(message, context, settings),
      room: (message, context) => planRoom(message, context, settings),
      audience: (message, context) => planAudience(message, context, settings),
      users: (context) => planUsers(context, settings),
      recall: (context) => planRecall(context, settings),
      edit: (ref, edit, context) => planEdit(ref, edit, context, settings),
      find: (ref, context) => planFind(ref, context, settings),
      verify: () => verifyCall(settings),
    },
    resume: (record) => resumeCall(record, settings),
  };
}
