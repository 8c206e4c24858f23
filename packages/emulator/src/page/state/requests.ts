import { computed, effect, signal } from '@preact/signals';
import type { KeptRequest, RequestBrief } from '../../control/request-view.ts';
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
/** Words that must stand in the address, the request or the reply. */
export const requestSearch = signal('');

export const requests = createResource(() =>
  view.value === 'requests'
    ? call<{ requests: RequestBrief[]; more: boolean }>(
        'GET',
        `requests?${query({
          limit: limit.value,
          vendor: vendorFilter.value,
          failed: failedOnly.value ? 'true' : '',
          search: requestSearch.value.trim(),
        })}`,
      )
    : undefined,
);

export const shownRequests = computed(() => requests.value.value?.requests ?? []);

/** Sends the same bytes again. */
export function resend(id: number): Promise<RequestBrief> {
  return call<RequestBrief>('POST', `requests/${id}/resend`, {});
}

export function showMoreRequests(): void {
  limit.value = Math.min(1000, limit.value + step);
  requests.refresh();
}

const openId = computed(() =>
  view.value === 'requests' && /^\d+$/.test(detail.value) ? Number(detail.value) : undefined,
);

export const openRequest = createResource(async (): Promise<KeptRequest | 'gone' | undefined> => {
  if (openId.value === undefined) return undefined;
  try {
    return await call<KeptRequest>('GET', `requests/${openId.value}`);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return 'gone';
    throw error;
  }
});

effect(() => {
  // Read here, so that a change of any of them reads the list anew.
  const narrowed = [vendorFilter.value, failedOnly.value, requestSearch.value];
  if (view.value === 'requests' && narrowed.length > 0) requests.refresh();
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
