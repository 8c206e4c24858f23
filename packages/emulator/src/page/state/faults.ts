import { signal } from '@preact/signals';
import type { FaultRule, WaitingFault } from '../../faults.ts';
import type { Vendor } from '../../vendor.ts';
import { call } from './api.ts';
import { onBatch } from './live.ts';
import { createResource } from './resource.ts';

/** Which calls the switches speak of. Empty means any. */
export const scope = {
  vendor: signal<Vendor | ''>(''),
  endpoint: signal(''),
  recipient: signal(''),
  times: signal(1),
};

export const waitingFaults = createResource(() => call<{ faults: WaitingFault[] }>('GET', 'faults'));

export async function addFaults(rules: readonly FaultRule[]): Promise<void> {
  for (const rule of rules) await call('POST', 'faults', rule);
  waitingFaults.refresh();
}

export async function cancelFaults(ids: readonly number[]): Promise<void> {
  for (const id of ids) await call('DELETE', `faults/${id}`).catch(() => {});
  waitingFaults.refresh();
}

onBatch((batch) => {
  if (batch === undefined || batch.faults || batch.reset) waitingFaults.refresh();
});
