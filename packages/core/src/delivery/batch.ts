import type { ListReply, PlannedBatch } from '../ports/plans.ts';
import type { VendorCall } from '../ports/vendor-call.ts';

/** An item of the input and where it stood. */
export interface Position<Item> {
  readonly item: Item;
  readonly userId: string;
  readonly index: number;
}

/** An item of a call, with its name in the vendor's replies. */
export interface BatchMember<Item> extends Position<Item> {
  readonly id: string;
}

/** A call and whom it is for. */
export interface Batch<Item, Value> {
  readonly call: VendorCall<ListReply<Value>>;
  readonly members: readonly BatchMember<Item>[];
  readonly unlistedMeans: PlannedBatch<Value>['unlistedMeans'];
}
