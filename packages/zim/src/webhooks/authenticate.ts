import {
  type CheckedWebhookOptions,
  digestHex,
  filledName,
  isSameDigest,
  type WebhookRefusal,
  webhookSecrets,
} from '@polychat/core/webhooks';
import { type Members, timeOf } from './callback.ts';

/**
 * Why a callback is not believed; undefined where it is. Its signature is SHA-1 over secret, time and nonce, sorted as
 * strings ("Authenticating server-to-server callbacks"). The body is not signed: whoever sees a callback can send another
 * body with its signature until its time is over.
 */
export async function authenticate(
  members: Members,
  receivedAt: number,
  { secret, maxAgeMs }: CheckedWebhookOptions,
): Promise<WebhookRefusal | undefined> {
  if (secret === undefined) return undefined;
  const nonce = filledName(members.nonce);
  // As it was sent: as a number, or as a string.
  const timestamp = filledName(members.timestamp);
  const signedAt = timeOf(members.timestamp);
  if (nonce === undefined || timestamp === undefined || signedAt === undefined) return 'malformed';
  const given = filledName(members.signature) ?? '';
  let isRight = false;
  for (const each of await webhookSecrets(secret, 'callbackSecret')) {
    const right = await digestHex('SHA-1', [each, timestamp, nonce].sort().join(''));
    if (isSameDigest(given, right)) isRight = true;
  }
  if (!isRight) return 'signature';
  // A clock that gives no number proves no age.
  return Math.abs(receivedAt - signedAt) <= maxAgeMs ? undefined : 'expired';
}
