import { hash } from 'node:crypto';
import { pack, unpack } from './packed.ts';
import { positionsOf, type Ranges, rangesOf } from './ranges.ts';

/** The recipients of a chunk as a store keeps them, and what tells them from others. */
export function packRecipients(recipients: readonly string[]): {
  readonly recipients: Uint8Array;
  readonly hash: string;
} {
  return { recipients: pack(recipients, 'small'), hash: hash('sha256', JSON.stringify(recipients)) };
}

export function unpackRecipients(bytes: Uint8Array): readonly string[] {
  return unpack(bytes) as readonly string[];
}

/** Whom another round is for, by their positions in the chunk. */
export function packPositions(positions: Iterable<number>): Uint8Array {
  return pack(rangesOf(positions), 'plain');
}

export function unpackPositions(bytes: Uint8Array): readonly number[] {
  return positionsOf(unpack(bytes) as Ranges);
}
