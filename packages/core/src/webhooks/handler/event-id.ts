import type { WebhookEventType } from '../events/webhook-event.ts';
import { digestHex } from '../source/digest.ts';

/** The id of an event: a hash, so that no id of a user gets into keys of a store, logs and metrics. */
export async function eventIdOf(
  { vendor, app }: { readonly vendor: string; readonly app: string },
  type: WebhookEventType,
  ...ids: readonly string[]
): Promise<string> {
  return (await digestHex('SHA-256', JSON.stringify([vendor, app, type, ...ids]))).slice(0, 32);
}
