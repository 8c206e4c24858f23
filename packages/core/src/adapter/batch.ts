import type { Problem } from '../model/problem.ts';
import type { PlannedBatch, RefusedRecipient, VendorCall } from '../ports/chat-adapter.ts';

/** How an adapter turns items into a call. */
export interface BatchRules<Item> {
  readonly userIdOf: (item: Item) => string;
  /** Why the vendor would refuse an item, or undefined. */
  readonly problemOf: (item: Item) => Problem | undefined;
  /** The call for the items without a problem. Not asked for where there is none. */
  readonly callFor: (items: readonly [Item, ...Item[]]) => VendorCall;
}

/** Plans one call for the items that were taken: those with a problem are refused, the call is for the others. */
export function planBatch<Item>(
  taken: readonly Item[],
  { userIdOf, problemOf, callFor }: BatchRules<Item>,
): PlannedBatch {
  const refused: RefusedRecipient[] = [];
  const [first, ...others] = taken.filter((item) => {
    const problem = problemOf(item);
    if (problem) refused.push({ userId: userIdOf(item), problem });
    return !problem;
  });
  const slice = { taken: taken.length, refused };
  return first === undefined ? slice : { ...slice, call: callFor([first, ...others]) };
}
