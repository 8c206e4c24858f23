/** Shared by every copy of this package. */
const key = Symbol.for('polychat.knownVendors');

/**
 * The vendors for which this process has made a chat. A message may carry fields for several vendors, so that it can go
 * to either; a key that belongs to none of them is most likely misspelt.
 */
export function knownVendors(): Set<string> {
  const holder = globalThis as { [key]?: Set<string> };
  holder[key] ??= new Set();
  return holder[key];
}
