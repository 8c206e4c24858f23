import { fromBase64 } from '@polychat/core/adapter';
import { unzlibSync } from 'fflate';

/** What a UserSig says, unverified. */
export function decodeUserSig(userSig: string): Record<string, unknown> {
  const base64 = userSig.replaceAll('*', '+').replaceAll('-', '/').replaceAll('_', '=');
  const bytes = fromBase64(base64);
  if (!bytes) throw new Error('not a UserSig');
  return JSON.parse(new TextDecoder().decode(unzlibSync(bytes)));
}
