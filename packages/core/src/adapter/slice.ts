import type { Problem } from '../problem.ts';
import type { PlannedSlice, RefusedRecipient, VendorCall } from './contract.ts';

/** How an adapter turns items into a call. */
export interface SliceRules<Item> {
  readonly userIdOf: (item: Item) => string;
  /** Why the vendor would refuse an item, or undefined. */
  readonly problemOf: (item: Item) => Problem | undefined;
  /** The call for the items without a problem. There is at least one. */
  readonly callFor: (items: readonly Item[]) => VendorCall;
}

/** Plans one call for the items that were taken: those with a problem are refused, the call is for the others. */
export function planSlice<Item>(
  taken: readonly Item[],
  { userIdOf, problemOf, callFor }: SliceRules<Item>,
): PlannedSlice {
  const refused: RefusedRecipient[] = [];
  const items = taken.filter((item) => {
    const problem = problemOf(item);
    if (problem) refused.push({ userId: userIdOf(item), problem });
    return !problem;
  });
  const slice = { taken: taken.length, refused };
  return items.length > 0 ? { ...slice, call: callFor(items) } : slice;
}
