import type { StateView } from '../../control/state.ts';
import { call } from './api.ts';
import { onBatch } from './live.ts';
import { createResource } from './resource.ts';

export const setup = createResource(() => call<StateView>('GET', 'state'));

onBatch((batch) => {
  if (batch === undefined || batch.reset) setup.refresh();
});

export async function resetEmulator(): Promise<void> {
  await call('POST', 'reset');
}

export async function advanceTime(milliseconds: number): Promise<void> {
  await call('POST', 'time', { milliseconds });
}
