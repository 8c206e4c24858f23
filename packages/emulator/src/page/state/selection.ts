import { computed, effect, signal } from '@preact/signals';
import type { CopyView } from '../../control/message-view.ts';
import type { KeptRequest } from '../../control/request-view.ts';
import type { WebhookView } from '../../control/webhook-view.ts';
import type { Vendor } from '../../vendor.ts';
import { accounts } from './account.ts';
import { ApiError, call } from './api.ts';
import { asCopy, groupThread } from './open-group.ts';
import { personId } from './people.ts';
import { createResource } from './resource.ts';
import { groupName } from './route.ts';
import { readDelivery } from './webhooks.ts';

interface Selection {
  readonly vendor: Vendor;
  readonly copy: CopyView;
}

const selection = signal<Selection | undefined>(undefined);

/** The message that is looked at, as it is now if its conversation is still open. */
export const selected = computed<CopyView | undefined>(() => {
  const chosen = selection.value;
  if (chosen === undefined) return undefined;
  const { id, userId } = chosen.copy;
  const own = accounts[chosen.vendor].thread.value.value?.messages.find((copy) => copy.id === id);
  if (own !== undefined && own.userId === userId) return own;
  const inGroup = groupThread.thread.value.value?.messages.find((copy) => copy.id === id);
  return inGroup === undefined ? chosen.copy : asCopy(inGroup, userId);
});

const requestId = computed(() => selected.value?.requestId);

/** The request behind the message; `gone` when it is no longer kept. */
export const request = createResource(async (): Promise<KeptRequest | 'gone' | undefined> => {
  if (requestId.value === undefined) return undefined;
  try {
    return await call<KeptRequest>('GET', `requests/${requestId.value}`);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return 'gone';
    throw error;
  }
});

const deliveryId = computed(() => selected.value?.veto?.delivery);

/** The webhook delivery that stopped the message; nothing where none did, and where it is no longer kept. */
export const vetoDelivery = createResource(async (): Promise<WebhookView | undefined> => {
  const id = deliveryId.value;
  return id === undefined ? undefined : readDelivery(id);
});

export function select(copy: CopyView): void {
  selection.value = { vendor: copy.vendor, copy };
}

export function deselect(): void {
  selection.value = undefined;
}

let lastRequest: number | undefined;
effect(() => {
  if (requestId.value === lastRequest) return;
  lastRequest = requestId.value;
  request.restart();
});

let lastDelivery: number | undefined;
effect(() => {
  if (deliveryId.value === lastDelivery) return;
  lastDelivery = deliveryId.value;
  vetoDelivery.restart();
});

let lastPlace = '';
effect(() => {
  const place = `${personId.value} ${JSON.stringify(groupName.value)}`;
  if (place === lastPlace) return;
  lastPlace = place;
  deselect();
});
