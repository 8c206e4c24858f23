import type { CallRecord } from '@polychat/core';
import { pack, unpack } from './packed.ts';
import { positionsOf, type Ranges, rangesOf } from './ranges.ts';

/** A call's record, with its recipients as positions in the chunk. */
interface PackedIntent extends Omit<CallRecord, 'items'> {
  readonly at: Ranges;
  /** How the vendor's reply names them, where that is not their id. */
  readonly names?: readonly string[];
}

/** Packs the record of a call, whose items stand at these positions of the chunk. */
export function packIntent({ items, ...record }: CallRecord, positions: readonly number[]): Uint8Array {
  const isNamedById = items.every(({ userId, id }) => userId === id);
  const packed: PackedIntent = {
    ...record,
    at: rangesOf(positions),
    ...(isNamedById ? {} : { names: items.map(({ id }) => id) }),
  };
  return pack(packed, 'plain');
}

/** The record again; the `index` of an item is its position in the chunk. */
export function unpackIntent(bytes: Uint8Array, recipients: readonly string[]): CallRecord {
  const { at, names, ...record } = unpack(bytes) as PackedIntent;
  const items = positionsOf(at).map((index, place) => {
    const userId = recipients[index] ?? '';
    return { userId, index, id: names?.[place] ?? userId };
  });
  return { ...record, items };
}
