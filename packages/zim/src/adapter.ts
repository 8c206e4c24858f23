import type { ChatAdapter } from '@polychat/core/adapter';
import { planBroadcast } from './broadcast.ts';
import { capabilities } from './capabilities.ts';
import { canonicalizeContent } from './content.ts';
import { planDirect } from './direct.ts';
import { createLimits } from './limits.ts';
import { parseZimOptions, type ZimOptions } from './options.ts';
import { planUsers } from './users.ts';

/**
 * Makes the adapter for ZEGOCLOUD ZIM (In-app Chat), to be given to `createChat`.
 * Throws a `ChatError` with code `misconfigured` that names the first option at fault.
 *
 * Vendor documents: "Accessing Server APIs" (article 13992), "SendPeerMessage" (17510), "SendMessageToAllUsers"
 * (16493), "UserRegister", "MessageBody introduction" (16508), "Return codes" (14028), as of 2026-08-21.
 */
export function zim(options: ZimOptions): ChatAdapter {
  const settings = parseZimOptions(options);
  const limits = createLimits(settings);
  return {
    specificationVersion: 1,
    vendor: 'zim',
    vendorKey: 'zim',
    app: String(settings.appId),
    host: settings.baseUrl.host,
    capabilities,
    limits: Object.values(limits),
    previewFields: ['FromUserId', 'ToUserId', 'UserId'],
    planDirect: (message) => planDirect(message, settings, limits),
    planBroadcast: (message) => planBroadcast(message, settings, limits),
    planUsers: () => planUsers(settings, limits),
    canonicalize: canonicalizeContent,
  };
}
