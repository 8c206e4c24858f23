/** One round of a Feistel network: any function will do, since the network is a bijection whatever it is. */
function mix(half: number, key: number): number {
  let mixed = Math.imul(half ^ key, 0x9e3779b1);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b);
  return (mixed ^ (mixed >>> 13)) & 0xffff;
}

/**
 * Makes unsigned 32-bit integers that look random and never repeat: a counter, put through a bijection. The keys make
 * the bijection; the same keys give the same numbers. After 2 ** 32 numbers it begins again.
 */
export function createUniqueRandom(keys: Uint32Array): () => number {
  let next = 0;
  return () => {
    let left = next >>> 16;
    let right = next & 0xffff;
    next = (next + 1) >>> 0;
    for (const key of keys) [left, right] = [right, left ^ mix(right, key)];
    return ((left << 16) | right) >>> 0;
  };
}

let ofProcess: (() => number) | undefined;

/**
 * A number that this process has not drawn before. A vendor may know a message by its random number alone, and two that
 * share one are one to it. Another process, and another worker thread, may draw the same: the keys are random.
 */
export function uniqueRandomUint32(): number {
  ofProcess ??= createUniqueRandom(globalThis.crypto.getRandomValues(new Uint32Array(6)));
  return ofProcess();
}
