import type { ChatAdapter } from '@polychat/core/adapter';
import { planAudience } from './audience.ts';
import { capabilities } from './capabilities.ts';
import { planDirect } from './direct.ts';
import { planEdit } from './edit.ts';
import { planFind } from './find.ts';
import { planGroup } from './group.ts';
import { createLimits } from './limits.ts';
import { checkOptions, type ZimOptions } from './options.ts';
import { planRecall } from './recall.ts';
import { resumeCall } from './resume.ts';
import { planRoom } from './room.ts';
import type { Settings } from './settings.ts';
import { createSigner } from './sign.ts';
import { planUsers } from './users.ts';
import { vendorName, vendorTitle } from './vendor.ts';
import { verifyCall } from './verify.ts';

/**
 * Makes the adapter for ZEGOCLOUD ZIM (In-app Chat), to be given to `createChat`.
 * Throws a `ChatError` with code `misconfigured` that names the first option at fault.
 *
 * Vendor documents: "Accessing Server APIs" (article 13992), "SendPeerMessage" (17510), "SendGroupMessage",
 * "SendRoomMessage", "SendMessageToAllUsers" (16493), "UserRegister", "MessageBody introduction" (16508), "Return codes" (14028), as of 2026-08-21.
 */
export function zim(options: ZimOptions): ChatAdapter {
  const checked = checkOptions(options);
  const app = String(checked.appId);
  const limits = createLimits(checked);
  const settings: Settings = {
    app,
    defaultSender: checked.defaultSender,
    maxMessageBytes: checked.maxMessageBytes,
    maxMixedMessageBytes: checked.maxMixedMessageBytes,
    maxMetadataBytes: checked.maxMetadataBytes,
    maxSearchedContentBytes: checked.maxSearchedContentBytes,
    limits,
    signer: createSigner(checked),
  };
  return {
    specificationVersion: 2,
    vendor: vendorName,
    title: vendorTitle,
    app,
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
