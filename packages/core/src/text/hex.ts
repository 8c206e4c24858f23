const digits: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, '0'),
);

/** 32 bits as 8 hexadecimal digits in lower case. `word` is an unsigned 32-bit integer. */
export function hexWord(word: number): string {
  return `${hexByte(word >>> 24)}${hexByte(word >>> 16)}${hexByte(word >>> 8)}${hexByte(word)}`;
}

function hexByte(bits: number): string {
  return digits[bits & 0xff] ?? '';
}
