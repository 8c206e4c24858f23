import { effect, signal } from '@preact/signals';
import type { WebhookDelivery } from '../../webhooks/webhooks.ts';
import { call } from './api.ts';
import { onBatch } from './live.ts';
import { createResource } from './resource.ts';
import { view } from './route.ts';

const step = 100;
const limit = signal(step);

/** What was sent to webhooks, newest first. */
export const webhooks = createResource(() =>
  view.value === 'webhooks'
    ? call<{ webhooks: WebhookDelivery[]; more: boolean }>('GET', `webhooks?limit=${limit.value}`)
    : undefined,
);

export function showMoreWebhooks(): void {
  limit.value = Math.min(1000, limit.value + step);
  webhooks.refresh();
}

export async function replay(id: number): Promise<WebhookDelivery> {
  return call<WebhookDelivery>('POST', `webhooks/${id}/replay`, {});
}

effect(() => {
  if (view.value === 'webhooks') webhooks.refresh();
});
onBatch((batch) => {
  if (view.value !== 'webhooks') return;
  if (batch === undefined || batch.webhooks.length > 0 || batch.reset) webhooks.refresh();
});
