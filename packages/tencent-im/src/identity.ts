import { sha256 } from '@noble/hashes/sha2.js';

/** What Tencent IM knows a message by, beside its sender and content. Both are unsigned 32-bit integers. */
export interface MessageIdentity {
  readonly sequence: number;
  readonly random: number;
}

/** The most digits that a MsgSeq or a MsgRandom can have. */
export const longestIdentity: MessageIdentity = { sequence: 2 ** 32 - 1, random: 2 ** 32 - 1 };

/**
 * Counts MsgSeq upwards: the vendor orders the messages of one second by it. It follows the clock in milliseconds,
 * so that several processes order well too, and starts again every 49.7 days, where 32 bits end.
 */
export function createSequence(): (nowMs: number) => number {
  let last = -1;
  return (nowMs) => {
    last = Math.max(last + 1, Math.floor(nowMs));
    return notZero(last % 2 ** 32);
  };
}

/**
 * The same identity for the same texts, in any process. Parts are told apart, so that ("a", "bc") is another
 * message than ("ab", "c").
 */
export function deriveIdentity(...parts: readonly string[]): MessageIdentity {
  const digest = sha256(new TextEncoder().encode(JSON.stringify(parts)));
  const words = new DataView(digest.buffer, digest.byteOffset, digest.byteLength);
  return { sequence: notZero(words.getUint32(0)), random: words.getUint32(4) };
}

/** A MsgSeq of 0 might count as absent [?], and the vendor would choose another for each copy. */
function notZero(sequence: number): number {
  return sequence || 1;
}
