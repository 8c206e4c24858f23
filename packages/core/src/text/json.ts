/** Where a number may stand, so that ids in quotes do not take the slow way. */
const longInteger = /(?:^|[[:,\s])-?\d{16}/;

/**
 * Parses a vendor's JSON without losing digits: an integer beyond 2^53 becomes a string with all of them.
 * Vendors send 64-bit ids as bare numbers, which `JSON.parse` alone would round.
 *
 * Throws a `SyntaxError` for what is not JSON.
 */
export function parseJson(text: string): unknown {
  // The source text of a number reaches a reviver on every runtime that `engines` allows; most replies need no reviver.
  return longInteger.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
}

function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source ?? '';
  const isRounded = Number.isInteger(value) && !Number.isSafeInteger(value) && /^-?\d+$/.test(source);
  return isRounded ? source : value;
}
