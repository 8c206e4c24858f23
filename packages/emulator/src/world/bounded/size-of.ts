/**
 * About how much memory a JSON value takes: the bytes of its texts and names in UTF-8, and a few for everything else.
 * It is the same on every machine, which the heap's own measure is not.
 */
export function sizeOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value !== 'object' || value === null) return fixed;
  let bytes = fixed;
  if (Array.isArray(value)) {
    for (const item of value) bytes += sizeOf(item);
  } else {
    for (const name in value) bytes += name.length + sizeOf(value[name as keyof typeof value]);
  }
  return bytes;
}

/** For a number, and for an object's or a list's own place. */
const fixed = 8;
