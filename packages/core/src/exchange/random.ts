const pool = new Uint32Array(256);
let used = pool.length;

/** A random unsigned 32-bit integer, from the runtime's cryptographic source, drawn many at a time. */
export function randomUint32(): number {
  if (used === pool.length) {
    globalThis.crypto.getRandomValues(pool);
    used = 0;
  }
  const value = pool[used] ?? 0;
  used += 1;
  return value;
}
