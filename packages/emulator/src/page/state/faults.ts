import { signal } from '@preact/signals';
import type { FaultRule } from '../../http/faults/fault-rule.ts';
import type { WaitingFault } from '../../http/faults/faults.ts';
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
  await call('POST', 'faults', rules);
  waitingFaults.refresh();
}

export async function cancelFaults(ids: readonly number[]): Promise<void> {
  // One that struck in the meantime is gone already, which is what was wanted.
  if (ids.length > 0) await call('DELETE', `faults?ids=${ids.join(',')}`);
  waitingFaults.refresh();
}

onBatch((batch) => {
  if (batch === undefined || batch.faults || batch.reset) waitingFaults.refresh();
});
