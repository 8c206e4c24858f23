import { hexWord } from '../../text/hex.ts';

/** The hash of a string's UTF-8 bytes, in lower-case hexadecimal digits. */
export async function digestHex(algorithm: 'SHA-1' | 'SHA-256', text: string): Promise<string> {
  const digest = new DataView(await crypto.subtle.digest(algorithm, new TextEncoder().encode(text)));
  let hex = '';
  for (let offset = 0; offset < digest.byteLength; offset += 4) hex += hexWord(digest.getUint32(offset));
  return hex;
}

/**
 * A hash of a parsed value that does not depend on the order of members, for events that have no ids. 32 hexadecimal
 * digits. Leave out of the value what another delivery has differently, such as the signature.
 */
export async function valueHash(value: unknown): Promise<string> {
  return (await digestHex('SHA-256', JSON.stringify(value, inOrder) ?? '')).slice(0, 32);
}

function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Compares a signature with the right one in a time that does not tell how much of it is right. */
export function isSameDigest(given: string, right: string): boolean {
  let difference = given.length ^ right.length;
  for (let index = 0; index < right.length; index += 1) {
    // Past the end of `given` this is NaN, which counts as 0; its length differs already.
    difference |= given.charCodeAt(index) ^ right.charCodeAt(index);
  }
  return difference === 0;
}
