import { computed, effect, signal } from '@preact/signals';
import type { WebhookView } from '../../control/webhook-view.ts';
import type { Vendor } from '../../vendor.ts';
import type { WebhookDelivery } from '../../webhooks/webhooks.ts';
import { call, query } from './api.ts';
import { onBatch } from './live.ts';
import { createResource } from './resource.ts';
import { detail, view } from './route.ts';

const step = 100;
const limit = signal(step);

/** What the list is narrowed to. */
export const webhookFilter = {
  vendor: signal<Vendor | ''>(''),
  event: signal(''),
  search: signal(''),
  failedOnly: signal(false),
};

/** What was sent to webhooks, newest first. */
export const webhooks = createResource(() =>
  view.value === 'webhooks'
    ? call<{ webhooks: WebhookView[]; more: boolean }>('GET', `webhooks?${filterQuery()}`)
    : undefined,
);

function filterQuery(): string {
  const { vendor, event, search, failedOnly } = webhookFilter;
  return query({
    limit: limit.value,
    vendor: vendor.value,
    event: event.value.trim(),
    search: search.value.trim(),
    failed: failedOnly.value ? 'true' : '',
  });
}

/** All attempts to tell one event, newest first. */
export interface WebhookEventView {
  readonly firstId: number;
  readonly attempts: readonly [WebhookView, ...WebhookView[]];
}

/** The listed deliveries by their events; the events with the newest attempts first. */
export const webhookEvents = computed<readonly WebhookEventView[]>(() =>
  byEvent(webhooks.value.value?.webhooks ?? []),
);

function byEvent(deliveries: readonly WebhookView[]): readonly WebhookEventView[] {
  const events = new Map<number, [WebhookView, ...WebhookView[]]>();
  for (const delivery of deliveries) {
    const attempts = events.get(delivery.firstId);
    if (attempts === undefined) events.set(delivery.firstId, [delivery]);
    else attempts.push(delivery);
  }
  return [...events].map(([firstId, attempts]) => ({ firstId, attempts }));
}

/** One delivery; nothing where it is no longer kept. */
export async function readDelivery(id: number): Promise<WebhookView | undefined> {
  const { webhooks: found } = await call<{ webhooks: WebhookView[] }>(
    'GET',
    `webhooks?${query({ before: id + 1, limit: 1 })}`,
  );
  return found.find((delivery) => delivery.id === id);
}

const openId = computed(() =>
  view.value === 'webhooks' && /^\d+$/.test(detail.value) ? Number(detail.value) : undefined,
);

/** The delivery that the address names, where the list does not have it: it is older, or the list is narrowed. */
const elsewhere = createResource(async () =>
  openId.value === undefined ? undefined : readDelivery(openId.value),
);

/** The event that the address names: by any of its attempts. */
export const openEvent = computed<WebhookEventView | undefined>(() => {
  const id = openId.value;
  const listed = webhookEvents.value.find(({ attempts }) => attempts.some((attempt) => attempt.id === id));
  if (listed !== undefined || id === undefined) return listed;
  const other = elsewhere.value.value;
  return other?.id === id ? { firstId: other.firstId, attempts: [other] } : undefined;
});

export function showMoreWebhooks(): void {
  limit.value = Math.min(1000, limit.value + step);
  webhooks.refresh();
}

export async function replay(id: number): Promise<WebhookDelivery> {
  return call<WebhookDelivery>('POST', `webhooks/${id}/replay`, {});
}

let lastOpen: number | undefined;
effect(() => {
  if (openId.value === lastOpen) return;
  lastOpen = openId.value;
  elsewhere.restart();
});
effect(() => {
  // Read here, so that a change of any of them reads the list anew.
  const narrowed = filterQuery();
  if (view.value === 'webhooks' && narrowed !== '') webhooks.refresh();
});
onBatch((batch) => {
  if (view.value !== 'webhooks') return;
  if (batch === undefined || batch.webhooks.length > 0 || batch.reset) webhooks.refresh();
});
