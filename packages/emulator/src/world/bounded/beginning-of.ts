/** A text as far as it is kept. */
export interface Beginning {
  readonly text: string;
  /** How many bytes the whole text has in UTF-8, where this is only its beginning. */
  readonly wholeBytes?: number;
}

/** The whole text, or where it is larger than that many bytes of UTF-8 its beginning, which ends with a whole character. */
export function beginningOf(text: string, maxBytes: number): Beginning {
  // No character takes more than three bytes for each unit of its UTF-16.
  if (text.length * 3 <= maxBytes) return { text };
  const wholeBytes = Buffer.byteLength(text);
  if (wholeBytes <= maxBytes) return { text };
  const bytes = Buffer.from(text.slice(0, maxBytes));
  let end = Math.min(maxBytes, bytes.length);
  while (end > 0 && isInsideCharacter(bytes[end])) end -= 1;
  // Made from bytes, since a string's slice holds on to the whole string.
  return { text: bytes.toString('utf8', 0, end), wholeBytes };
}

function isInsideCharacter(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0b1100_0000) === 0b1000_0000;
}
