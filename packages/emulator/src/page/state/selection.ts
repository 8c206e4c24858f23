import { computed, effect, signal } from '@preact/signals';
import type { CopyView } from '../../control/message-view.ts';
import type { KeptRequest } from '../../control/request-view.ts';
import type { Vendor } from '../../vendor.ts';
import { accounts } from './account.ts';
import { ApiError, call } from './api.ts';
import { personId } from './people.ts';
import { createResource } from './resource.ts';

interface Selection {
  readonly vendor: Vendor;
  readonly copy: CopyView;
}

const selection = signal<Selection | undefined>(undefined);

/** The message that is looked at, as it is now if its conversation is still open. */
export const selected = computed<CopyView | undefined>(() => {
  const chosen = selection.value;
  if (chosen === undefined) return undefined;
  const shown = accounts[chosen.vendor].thread.value.value?.messages;
  return shown?.find(({ id }) => id === chosen.copy.id) ?? chosen.copy;
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

let lastPerson = personId.value;
effect(() => {
  if (personId.value === lastPerson) return;
  lastPerson = personId.value;
  deselect();
});
