/** Deeper than anything that a vendor takes. */
const deepest = 32;

/**
 * A copy that its caller cannot change any more: of lists, of objects with the members that they show, inherited ones
 * and getters too, and of bytes. A vendor's own fields are copied like this when a send starts, before anybody knows
 * what they are; what is none of these stays what it is, for the adapter to refuse.
 */
export function ownCopy(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || depth > deepest) return value;
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (Array.isArray(value)) return Array.from(value, (item) => ownCopy(item, depth + 1));
  if (Symbol.iterator in value || value instanceof Date || value instanceof Promise) return value;
  return Object.fromEntries(
    memberNames(value).map((name) => [name, ownCopy((value as Record<string, unknown>)[name], depth + 1)]),
  );
}

function memberNames(value: object): readonly string[] {
  const names = new Set(Object.keys(value));
  for (let owner = Object.getPrototypeOf(value); owner; owner = Object.getPrototypeOf(owner)) {
    if (Object.getPrototypeOf(owner) === null) break;
    for (const [name, { get, value: member }] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
      if (get || typeof member !== 'function') names.add(name);
    }
  }
  return [...names];
}
