import { effect } from '@preact/signals';
import type { RequestBrief } from '../../control/request-view.ts';
import { forEachVendor, type Vendor } from '../../vendor.ts';
import { vendorOrder } from '../vendors.ts';
import { call, query } from './api.ts';
import { onBatch } from './live.ts';
import { personId } from './people.ts';
import { createResource, type Resource } from './resource.ts';

interface Refusals {
  readonly requests: readonly RequestBrief[];
  readonly more: boolean;
}

/** So many are listed beside the person's messages. */
export const maxRefused = 20;

function createRefusals(vendor: Vendor): Resource<Refusals> {
  return createResource(() =>
    personId.value === ''
      ? undefined
      : call<Refusals>('GET', `requests?${query({ vendor, refused: personId.value, limit: maxRefused })}`),
  );
}

/** What the vendor refused to deliver to the chosen person, newest first. */
export const refusals: Readonly<Record<Vendor, Resource<Refusals>>> = forEachVendor(createRefusals);

let lastPerson = '';
effect(() => {
  if (personId.value === lastPerson) return;
  lastPerson = personId.value;
  for (const vendor of vendorOrder) refusals[vendor].restart();
});
onBatch((batch) => {
  // A request that was taken whole refuses nobody; what was skipped may have.
  const matters =
    batch === undefined ||
    batch.reset ||
    batch.skipped.requests > 0 ||
    batch.requests.some(({ code, failed }) => code !== 0 || failed !== undefined);
  if (!matters) return;
  for (const vendor of vendorOrder) refusals[vendor].refresh();
});
