import type { BatchItem, CallRecord, ListReply, RecordedItem, VendorCall } from '@polychat/core/adapter';

/** One call as a plan made it, with what the plan says of it. */
export interface TrialCall<Value = unknown> {
  readonly operation: CallRecord['operation'];
  readonly call: VendorCall<Value>;
  /** Whom it is for. Empty for a single operation. */
  readonly items: readonly RecordedItem[];
  readonly unlistedMeans: 'accepted' | 'unconfirmed';
  readonly sender?: string;
}

/** A call of a list operation. */
export type TrialListCall = TrialCall<ListReply<unknown>>;

/** The items of a batch with the ids of the users that they stand for. */
export function itemsOf(items: readonly BatchItem[], pending: readonly string[]): readonly RecordedItem[] {
  return items.map(({ index, id }) => ({ userId: pending[index] ?? '', index, id }));
}
