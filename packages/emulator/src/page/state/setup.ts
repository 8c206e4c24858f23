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

/**
 * Moves the emulator's time on to a moment; nothing where that has passed.
 * @param at milliseconds
 */
export async function advanceTo(at: number): Promise<void> {
  // Asked for, since a time that is held still is known here to a second only.
  const { now } = await call<{ now: number }>('GET', 'time');
  await advanceTime(Math.max(0, at - now));
}

export async function advanceTime(milliseconds: number): Promise<void> {
  await call('POST', 'time', { milliseconds });
}
