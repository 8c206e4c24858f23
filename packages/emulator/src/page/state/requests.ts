import { computed, effect, signal } from '@preact/signals';
import type { RequestBrief } from '../../control/request-view.ts';
import type { RequestRecord } from '../../request-record.ts';
import type { Vendor } from '../../vendor.ts';
import { ApiError, call, query } from './api.ts';
import { onBatch } from './live.ts';
import { createResource } from './resource.ts';
import { detail, view } from './route.ts';

const step = 100;
const limit = signal(step);

/** Which vendor's requests are listed; both when empty. */
export const vendorFilter = signal<Vendor | ''>('');
export const failedOnly = signal(false);

export const requests = createResource(() =>
  view.value === 'requests'
    ? call<{ requests: RequestBrief[]; more: boolean }>(
        'GET',
        `requests?${query({ limit: limit.value, vendor: vendorFilter.value })}`,
      )
    : undefined,
);

/** True for what the vendor refused, and for what got no answer of the vendor's. */
function hasFailed({ code }: RequestBrief): boolean {
  return code !== 0;
}

export const shownRequests = computed(() => {
  const all = requests.value.value?.requests ?? [];
  return failedOnly.value ? all.filter(hasFailed) : all;
});

export function showMoreRequests(): void {
  limit.value = Math.min(1000, limit.value + step);
  requests.refresh();
}

const openId = computed(() =>
  view.value === 'requests' && /^\d+$/.test(detail.value) ? Number(detail.value) : undefined,
);

export const openRequest = createResource(async (): Promise<RequestRecord | 'gone' | undefined> => {
  if (openId.value === undefined) return undefined;
  try {
    return await call<RequestRecord>('GET', `requests/${openId.value}`);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return 'gone';
    throw error;
  }
});

effect(() => {
  if (view.value === 'requests' && vendorFilter.value !== undefined) requests.refresh();
});
effect(() => {
  if (openId.value !== undefined) openRequest.restart();
});
onBatch((batch) => {
  if (view.value !== 'requests') return;
  if (batch === undefined || batch.requests.length > 0 || batch.skipped.requests > 0 || batch.reset) {
    requests.refresh();
    if (batch === undefined || batch.requests.some(({ id }) => id === openId.value)) openRequest.refresh();
  }
});
