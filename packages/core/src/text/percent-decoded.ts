/**
 * Decodes percent-encoding as a form has it: a plus is a space, since who encodes a plus writes `%2B`. Undefined where
 * it is no such encoding.
 */
export function percentDecoded(text: string): string | undefined {
  if (!text.includes('%')) return undefined;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
