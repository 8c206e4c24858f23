import { contentTypes } from '../model/content.ts';
import { createProblem, type Problem } from '../model/problem.ts';
import type { HttpTarget, Redact } from '../ports/vendor-call.ts';
import { toBase64 } from '../text/base64.ts';

const longestVendorMessage = 300;

/** Longer than any id that a vendor documents, and short enough for a log line. */
const idShape = /^[\x21-\x7e]{1,128}$/;

/** Words that say nothing about a message, kept so that what is left can be read. */
const plainWords = new Set(
  (
    'a an and are be by for from has in is it no not of on or the this to too with please check try again later ' +
    'error invalid fail failed success succeed message request reply user account parameter param field format ' +
    'frequency limit exceed exceeded internal service server timeout system data json body sender recipient'
  ).split(' '),
);

/** Letters of any script with their marks, digits, emoji, and halves of characters that were cut in two. */
const word = /[\p{L}\p{N}\p{M}\p{So}\p{Cs}\p{Extended_Pictographic}\p{Emoji_Modifier}\u200d]+/gu;

/** What one attempt may keep of the vendor's words. */
export interface AttemptRedaction extends Redact {
  /** The same problem without words or ids that did not pass through this redaction. */
  clean(problem: Problem): Problem;
}

/**
 * Keeps what a vendor echoes from coming back: a moderation reply quotes the word that it refused, a gateway the URL
 * that it was called with. A word of the vendor's stays only if what was sent does not hold it, whole or as a part.
 * Escapes are undone before that. Scripts without spaces, and emoji, are compared by pairs of characters.
 */
export class Redaction {
  readonly #sent: unknown;
  #haystack: Haystack | undefined;

  /** @param sent what must not come back, such as a checked message */
  constructor(sent: unknown) {
    this.#sent = sent;
  }

  /** The redaction of one attempt. `signed` is where it went, and `secrets` whatever else must not come back. */
  forAttempt(signed?: HttpTarget, secrets: unknown = []): AttemptRedaction {
    const kept = new Set<string>();
    let haystacks: readonly Haystack[] | undefined;
    const all = () => {
      this.#haystack ??= haystackOf(stringsOf(this.#sent));
      haystacks ??= [
        this.#haystack,
        haystackOf([...(signed ? signaturesIn(signed) : []), ...stringsOf(secrets)]),
      ];
      return haystacks;
    };
    const keep = <Kept extends string | undefined>(text: Kept): Kept => {
      if (text !== undefined) kept.add(text);
      return text;
    };
    return {
      words: (said) => keep(redactedWords(said, all)),
      id: (said) => keep(idOf(said)),
      clean: (problem) => withoutUnredacted(problem, kept),
    };
  }
}

/** A redaction with these secrets, for tests of readers and for doubles. */
export function createRedact(secrets: readonly string[] = []): Redact {
  return new Redaction(secrets).forAttempt();
}

function redactedWords(said: unknown, haystacks: () => readonly Haystack[]): string | undefined {
  if (typeof said !== 'string' || said === '') return undefined;
  // U+FFFD stands where a character was cut, and would join with the one before it.
  const plain = withoutEscapes(said.slice(0, 8 * longestVendorMessage)).replaceAll('\ufffd', ' ');
  return redact(plain, haystacks()).slice(0, longestVendorMessage).toWellFormed();
}

/** An id with all its digits, whether it came as a string or as a number. */
function idOf(said: unknown): string | undefined {
  if (typeof said === 'string') return idShape.test(said) ? said : undefined;
  return Number.isSafeInteger(said) ? String(said) : undefined;
}

function withoutUnredacted(problem: Problem, kept: ReadonlySet<string>): Problem {
  const { vendor } = problem;
  if (!vendor) return problem;
  const isKept = (text: string | undefined) => text === undefined || kept.has(text);
  if (isKept(vendor.message) && isKept(vendor.requestId)) return problem;
  return createProblem({
    ...problem,
    vendor: {
      ...vendor,
      message: isKept(vendor.message) ? vendor.message : undefined,
      requestId: isKept(vendor.requestId) ? vendor.requestId : undefined,
    },
  });
}

/** A signature stands in the query or in a header; only the content's type is known to be none. */
function signaturesIn({ url, headers }: HttpTarget): readonly string[] {
  const query = URL.canParse(url) ? [...new URL(url).searchParams.values()] : [];
  const values = Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'content-type');
  return [...query, ...values.map(([, value]) => value)];
}

/** All that must not come back, in every form in which it may, in lower case. */
interface Haystack {
  readonly text: string;
  readonly tokens: ReadonlySet<string>;
}

function haystackOf(secrets: readonly string[]): Haystack {
  const text = secrets.flatMap(formsOf).join('\n').toLowerCase();
  return { text, tokens: new Set(text.match(word)) };
}

function formsOf(secret: string): string[] {
  return [
    secret,
    withoutEscapes(secret),
    secret.toUpperCase(),
    secret.normalize('NFC'),
    secret.normalize('NFD'),
  ];
}

const escapes = /(?:%[\da-f]{2})+|(?:\\+u[\da-f]{4})+|\\+[nrtbf"'/]|&#(?:\d{1,7}|x[\da-f]{1,6});/gi;

/** Undoes the escapes of URLs, JSON and HTML, also where one was put into another. */
function withoutEscapes(text: string): string {
  const once = text.replace(escapes, plainForm);
  return once === text ? text : once.replace(escapes, plainForm);
}

function plainForm(found: string): string {
  if (found.startsWith('%')) {
    const bytes = found.slice(1).split('%');
    return new TextDecoder().decode(Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 16)));
  }
  if (found.startsWith('&')) {
    const code = Number(`0${found.slice(2, -1)}`);
    return code <= 0x10ffff ? String.fromCodePoint(code) : ' ';
  }
  const units = found.match(/u[\da-f]{4}/gi);
  if (units) return String.fromCharCode(...units.map((unit) => Number.parseInt(unit.slice(1), 16)));
  return /\w$/.test(found) ? ' ' : found.slice(-1);
}

function redact(words: string, haystacks: readonly Haystack[]): string {
  return words
    .replace(word, (found) => {
      if (!/^\p{ASCII}+$/u.test(found)) return redactPairs(found, haystacks);
      return isSecret(found.toLowerCase(), haystacks) ? '…' : found;
    })
    .replace(/…(?:[^\p{L}\p{N}]{0,3}…)+/gu, '…');
}

function isSecret(lower: string, haystacks: readonly Haystack[]): boolean {
  if (plainWords.has(lower)) return false;
  return haystacks.some(({ text, tokens }) => (lower.length < 3 ? tokens.has(lower) : text.includes(lower)));
}

/** Hides every character that stands in a pair, or alone, as it does in the message. */
function redactPairs(found: string, haystacks: readonly Haystack[]): string {
  const characters = [...found];
  const holds = (part: string) => haystacks.some(({ text }) => text.includes(part.toLowerCase()));
  const isHidden = (character: string, index: number) => {
    if (characters.length === 1) return holds(character);
    const before = characters[index - 1];
    const after = characters[index + 1];
    return (
      (before !== undefined && holds(before + character)) || (after !== undefined && holds(character + after))
    );
  };
  return characters.map((character, index) => (isHidden(character, index) ? '…' : character)).join('');
}

/** Every string in a value, however deep, but for the names of content types. */
function stringsOf(value: unknown, key = ''): string[] {
  if (typeof value === 'string') {
    const isTypeName = key === 'type' && (contentTypes as readonly string[]).includes(value);
    return isTypeName ? [] : [value];
  }
  if (value instanceof Uint8Array) return [toBase64(value), new TextDecoder().decode(value)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([member, child]) => stringsOf(child, member));
}
