declare global {
  interface JSON {
    /** Text that `JSON.stringify` writes as it stands (V8 since Node 21; TypeScript's libraries lack it). */
    rawJSON(text: string): object;
  }
}

/** A number that `JSON.stringify` writes with all its digits. */
export type BareNumber = object;

/**
 * Both vendors write some 64-bit ids as bare JSON numbers above 2^53. A JavaScript number would lose their
 * last digits and a string would be too kind to clients, so the digits are handed to `JSON.stringify` as they are.
 *
 * @param digits a decimal integer of any length
 * @throws RangeError when `digits` is not one
 */
export function bareNumber(digits: string | bigint): BareNumber {
  const text = String(digits);
  if (!/^-?(0|[1-9]\d*)$/.test(text)) throw new RangeError('bareNumber: not a decimal integer');
  return JSON.rawJSON(text);
}
