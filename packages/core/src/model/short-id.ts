/** Longer than the ids of the vendors that we know. */
const longest = 64;

/**
 * A user id for words that people read: bounded, and on one line, since an id that was refused may hold anything.
 * What is not printable becomes `?`.
 */
export function shortId(userId: string): string {
  const start = [...userId.slice(0, longest + 1)];
  const printable = start
    .slice(0, longest)
    .map((character) => (/[\p{C}\p{Zl}\p{Zp}]/u.test(character) ? '?' : character))
    .join('');
  return start.length > longest || userId.length > longest + 1 ? `${printable}…` : printable;
}
