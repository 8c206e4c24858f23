import type { StateView } from '../../control/state.ts';
import type { Vendor } from '../../vendor.ts';
import { call } from './api.ts';
import { onBatch } from './live.ts';
import { createResource } from './resource.ts';

export const setup = createResource(() => call<StateView>('GET', 'state'));

onBatch((batch) => {
  if (batch === undefined || batch.reset) setup.refresh();
});

/** The vendor's address at the emulator, without a slash at its end; empty until it is known. */
export function baseUrlOf(vendor: Vendor): string {
  return setup.value.value?.[vendor].baseUrl ?? '';
}

export async function resetEmulator(): Promise<void> {
  await call('POST', 'reset');
}

export async function advanceTime(milliseconds: number): Promise<void> {
  await call('POST', 'time', { milliseconds });
}
