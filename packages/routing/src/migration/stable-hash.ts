const encoder = new TextEncoder();

/**
 * MurmurHash3, 32 bits, of the string's bytes of UTF-8: the same in every process, version and language. It spreads ids
 * evenly, and hides nothing.
 */
export function stableHash(text: string, seed: number): number {
  const bytes = encoder.encode(text);
  const whole = bytes.length - (bytes.length % 4);
  let hash = seed | 0;
  for (let at = 0; at < whole; at += 4) {
    hash ^= scramble(wordAt(bytes, at));
    hash = Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64;
  }
  // The bytes that are left fill no word; what is beyond the end counts as 0.
  if (whole < bytes.length) hash ^= scramble(wordAt(bytes, whole));
  return avalanche(hash ^ bytes.length);
}

/** A hash as a number from 0 to below 1. */
export function stableShare(text: string): number {
  return stableHash(text, 0) / 2 ** 32;
}

/** A hash of 128 bits as 32 hexadecimal digits: enough to name things that nobody makes to look alike. */
export function stableId(text: string): string {
  return [1, 2, 3, 4].map((seed) => stableHash(text, seed).toString(16).padStart(8, '0')).join('');
}

function wordAt(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] ?? 0) |
    ((bytes[at + 1] ?? 0) << 8) |
    ((bytes[at + 2] ?? 0) << 16) |
    ((bytes[at + 3] ?? 0) << 24)
  );
}

function scramble(word: number): number {
  const mixed = Math.imul(word, 0xcc9e2d51);
  return Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
}

function avalanche(hash: number): number {
  let mixed = hash;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
