import {
  type CheckedWebhookOptions,
  digestHex,
  isSameDigest,
  millisecondsOf,
  type WebhookRefusal,
  webhookSecrets,
} from '@polychat/core/webhooks';

/**
 * Why a webhook is not believed; undefined where it is. Its signature is SHA-256 over the token and the second at which
 * it was sent (34354 = 269/1522). Neither command nor body is signed: all webhooks of a second share their signature, and
 * whoever sees one can send another body with it until its time is over.
 */
export async function authenticate(
  query: URLSearchParams,
  receivedAt: number,
  { secret, maxAgeMs }: CheckedWebhookOptions,
): Promise<WebhookRefusal | undefined> {
  if (secret === undefined) return undefined;
  const requestTime = query.get('RequestTime') ?? '';
  const sentAt = millisecondsOf(requestTime, 'seconds');
  const given = query.get('Sign') ?? '';
  let isRight = false;
  for (const each of await webhookSecrets(secret, 'token')) {
    if (isSameDigest(given, await digestHex('SHA-256', each + requestTime))) isRight = true;
  }
  if (!isRight || sentAt === undefined) return 'signature';
  // A clock that gives no number proves no age.
  return Math.abs(receivedAt - sentAt) <= maxAgeMs ? undefined : 'expired';
}
