import type { Problem } from '../model/problem.ts';
import type { BatchItem, ListReply, PlannedBatch, RefusedItem } from '../ports/plans.ts';
import type { VendorCall } from '../ports/vendor-call.ts';

/** How an adapter turns items into a call. */
export interface BatchRules<Item, Value> {
  /** How the vendor's reply names an item. */
  readonly idOf: (item: Item) => string;
  /** Why the vendor would refuse an item, or undefined. */
  readonly problemOf: (item: Item) => Problem | undefined;
  /** The call for the items without a problem. Not asked for where there is none. */
  readonly callFor: (items: readonly [Item, ...Item[]]) => VendorCall<ListReply<Value>>;
  readonly unlistedMeans: PlannedBatch<Value>['unlistedMeans'];
}

/** Plans one call for the items that were taken: those with a problem are refused, the call is for the others. */
export function planBatch<Item, Value>(
  taken: readonly Item[],
  { idOf, problemOf, callFor, unlistedMeans }: BatchRules<Item, Value>,
): PlannedBatch<Value> {
  const refused: RefusedItem[] = [];
  const items: BatchItem[] = [];
  const good: Item[] = [];
  let index = 0;
  for (const item of taken) {
    const problem = problemOf(item);
    if (problem) {
      refused.push({ index, problem });
    } else {
      items.push({ index, id: idOf(item) });
      good.push(item);
    }
    index += 1;
  }
  const batch = { taken: taken.length, refused, items, unlistedMeans };
  return isFilled(good) ? { ...batch, call: callFor(good) } : batch;
}

function isFilled<Item>(items: readonly Item[]): items is readonly [Item, ...Item[]] {
  return items.length > 0;
}
