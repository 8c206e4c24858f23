import { sha256 } from '@noble/hashes/sha2.js';
import type { PlanContext } from '@polychat/core/adapter';

/** What Tencent IM knows a message by, beside its sender and content. Both are unsigned 32-bit integers. */
export interface MessageIdentity {
  readonly sequence: number;
  readonly random: number;
}

/** The most digits that a MsgSeq or a MsgRandom can have. */
export const longestIdentity: MessageIdentity = { sequence: 2 ** 32 - 1, random: 2 ** 32 - 1 };

/**
 * A new identity. The vendor orders the messages of one second by MsgSeq, so it rises with a counter of the process, which
 * follows the clock in milliseconds; it starts again every 49.7 days, where 32 bits end.
 */
export function newIdentity(context: Pick<PlanContext, 'counter' | 'random'>): MessageIdentity {
  return { sequence: sequenceOf(context.counter()), random: context.random() };
}

/**
 * The same identity for the same strings, in any process. Parts are told apart, so that ("a", "bc") is another
 * message than ("ab", "c").
 */
export function deriveIdentity(...parts: readonly string[]): MessageIdentity {
  const digest = sha256(new TextEncoder().encode(JSON.stringify(parts)));
  const words = new DataView(digest.buffer, digest.byteOffset, digest.byteLength);
  return { sequence: sequenceOf(words.getUint32(0)), random: words.getUint32(4) };
}

/**
 * The random number of a message that is one call. With parts, which a key is among, it is the same in any process; and
 * so is that of each renewal, so that two processes that both renew a message still make copies of one.
 */
export function randomOf(
  context: Pick<PlanContext, 'random'>,
  parts: readonly string[] | undefined,
  renewals = 0,
): number {
  if (!parts) return context.random();
  return deriveIdentity(...parts, ...(renewals > 0 ? [String(renewals)] : [])).random;
}

/** How many positions there are: 20 bits of MsgSeq. */
const positions = 2 ** 20;
/** What is left of MsgSeq: 12 bits. */
const perPosition = 2 ** 12;

/**
 * The same identity, at a position among the messages of one second, which the vendor orders by MsgSeq. MsgSeq is the
 * position modulo 2^20, then 12 bits of what it was: a message has one position for all its recipients, and the
 * vendor may leave the recipient out when it compares two messages [?], so with MsgRandom 44 bits tell them apart.
 */
export function placeAt({ sequence, random }: MessageIdentity, position: number): MessageIdentity {
  return { sequence: sequenceOf((position % positions) * perPosition + (sequence % perPosition)), random };
}

/** 32 bits of a counter. A MsgSeq of 0 might count as absent [?], and the vendor would choose another for each copy. */
function sequenceOf(counter: number): number {
  return counter >>> 0 || 1;
}
