const encoder = new TextEncoder();

/** The length of a text in UTF-8 bytes, which is how both vendors count. */
export function utf8Length(text: string): number {
  return encoder.encode(text).length;
}
