import { toBase64 } from '../adapter/base64.ts';
import { createProblem, type Problem } from '../problem.ts';

const longestVendorMessage = 300;

/** Words that say nothing about a message, kept so that what is left can be read. */
const plainWords = new Set(
  (
    'a an and are be by for from has in is it no not of on or the this to too with please check try again later ' +
    'error invalid fail failed success succeed message request reply user account parameter param field format ' +
    'frequency limit exceed exceeded internal service server timeout system data json body sender recipient'
  ).split(' '),
);

/** Takes a message's words, and other texts that must not come back, out of what the vendor says. */
export type Scrub = (problem: Problem, alsoSecret: readonly string[]) => Problem;

/**
 * Vendors echo: a moderation reply quotes the word it refused, a gateway the URL it was called with. A word of the
 * vendor's message stays only if the message that was sent does not hold it, whole or as a part, in plain, JSON or
 * URL form. Scripts without spaces are compared by pairs of characters.
 */
export function createScrub(message: unknown): Scrub {
  let texts: readonly string[] | undefined;
  return (problem, alsoSecret) => {
    const words = problem.vendor?.message;
    if (!problem.vendor || words === undefined) return problem;
    texts ??= textsOf(message);
    const clean = redact(words.slice(0, 4 * longestVendorMessage), [...texts, ...alsoSecret]);
    return createProblem({
      ...problem,
      vendor: { ...problem.vendor, message: clean.slice(0, longestVendorMessage) },
    });
  };
}

function redact(words: string, secrets: readonly string[]): string {
  const haystack = secrets
    .flatMap((secret) => [secret, JSON.stringify(secret), encodeIfPossible(secret)])
    .join('\n')
    .toLowerCase();
  const tokens = new Set(haystack.split(/[^\p{L}\p{N}]+/u));
  const isSecret = (word: string) => {
    const lower = word.toLowerCase();
    if (plainWords.has(lower)) return false;
    return lower.length < 3 ? tokens.has(lower) : haystack.includes(lower);
  };
  return words
    .replace(/[\p{L}\p{N}]+/gu, (word) => {
      if (/^[\p{ASCII}]+$/u.test(word)) return isSecret(word) ? '…' : word;
      return redactPairs(word, haystack);
    })
    .replace(/…(?:[^\p{L}\p{N}]{0,3}…)+/gu, '…');
}

/** Hides every character that stands in a pair, or alone, as it does in the message. */
function redactPairs(word: string, haystack: string): string {
  const characters = [...word];
  const isHidden = characters.map((character, index) => {
    const pairs = [characters[index - 1] ?? '', characters[index + 1] ?? ''];
    if (characters.length === 1) return haystack.includes(character.toLowerCase());
    return (
      (pairs[0] !== '' && haystack.includes(`${pairs[0]}${character}`.toLowerCase())) ||
      (pairs[1] !== '' && haystack.includes(`${character}${pairs[1]}`.toLowerCase()))
    );
  });
  return characters.map((character, index) => (isHidden[index] ? '…' : character)).join('');
}

/** Every text in a message, however deep, but for the names of content types and formats. */
function textsOf(value: unknown, key = ''): string[] {
  if (typeof value === 'string') return key === 'type' ? [] : [value];
  if (value instanceof Uint8Array) return [toBase64(value), new TextDecoder().decode(value)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([member, child]) => textsOf(child, member));
}

function encodeIfPossible(text: string): string {
  return text.isWellFormed() ? encodeURIComponent(text) : '';
}
