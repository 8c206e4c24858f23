/**
 * The length of a string in UTF-8 bytes, which is how vendors count. Counted without encoding it, which would cost
 * memory for every body. Half of a surrogate pair counts as the replacement character that it would become.
 */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit <= 0x7f) continue;
    bytes += unit <= 0x7ff ? 1 : 2;
    // The second half of a pair is in the four bytes of the pair already.
    if (isHighSurrogate(unit) && isLowSurrogate(text.charCodeAt(index + 1))) index += 1;
  }
  return bytes;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
