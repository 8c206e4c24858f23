import type { ClaimStore } from '../../ports/claim-store.ts';
import { digestHex } from '../source/digest.ts';
import type { BelievedWebhook, WebhookSource } from '../webhook-source.ts';

/** Whether a request's signature was seen before: with the same body, with another one, or if that cannot be known. */
export type SignatureUse = 'first' | 'repeated' | 'reused' | 'store_down';

/**
 * Where a signature belongs to one request alone: notes that it was used, with which body. A request that is not handled
 * in the end is none the worse for it, since its next delivery has the same body.
 */
export async function signatureUse(
  { vendor, app }: WebhookSource,
  { signature }: BelievedWebhook,
  body: string,
  store: ClaimStore,
): Promise<SignatureUse> {
  if (!signature) return 'first';
  const [key, bodyHash] = await Promise.all([
    digestHex('SHA-256', JSON.stringify([vendor, app, 'signature', signature.key])),
    digestHex('SHA-256', body),
  ]);
  try {
    const claim = await store.claim(key, bodyHash, signature.ttlMs);
    if (claim.status === 'mine') return 'first';
    return claim.value === bodyHash ? 'repeated' : 'reused';
  } catch {
    return 'store_down';
  }
}
