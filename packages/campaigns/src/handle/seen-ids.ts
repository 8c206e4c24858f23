import { hash } from 'node:crypto';

/** Words of 32 bits that tell one id from another. */
const wordsPerId = 4;
/** Each part grows by itself, so that there is never an old and a new table of everything. */
const numberOfParts = 256;
const placesAtFirst = 4;
/** How full a part may be. */
const mostFull = 0.8;
const growth = 1.25;

/**
 * Remembers ids by 128 bits of their SHA-256, in flat tables: a million takes 20 to 25 MB, where a `Set` of strings takes
 * four times as much. That two of a billion ids share these bits has a chance of one in 10^20.
 */
export class SeenIds {
  readonly #parts = Array.from({ length: numberOfParts }, () => new Part());
  readonly #words = new Int32Array(wordsPerId);

  /** Remembers an id. False where it was there already. */
  add(id: string): boolean {
    const words = this.#words;
    // A character of each byte: much cheaper than a buffer of its own for each id.
    const digest = hash('sha256', id, 'binary');
    for (let word = 0; word < wordsPerId; word += 1) words[word] = wordOf(digest, word * 4);
    // All zeros would be an empty place.
    if (isEmpty(words, 0)) words[0] = 1;
    return this.#parts[digest.charCodeAt(wordsPerId * 4) % numberOfParts]?.add(words) ?? false;
  }
}

/** The ids of one part: an open table in which each stands at the first free place from where it belongs. */
class Part {
  #places = placesAtFirst;
  #table = new Int32Array(placesAtFirst * wordsPerId);
  #count = 0;

  add(words: Int32Array): boolean {
    if (this.#count >= this.#places * mostFull) this.#grow();
    if (!place(this.#table, words, 0)) return false;
    this.#count += 1;
    return true;
  }

  #grow(): void {
    this.#places = Math.ceil(this.#places * growth);
    const table = new Int32Array(this.#places * wordsPerId);
    for (let at = 0; at < this.#table.length; at += wordsPerId) {
      if (!isEmpty(this.#table, at)) place(table, this.#table, at);
    }
    this.#table = table;
  }
}

/** Puts four words, from `from` on, into the first free place from where they belong. False where they are there. */
function place(table: Int32Array, words: Int32Array, from: number): boolean {
  const first = ((words[from] ?? 0) >>> 0) % (table.length / wordsPerId);
  for (let at = first * wordsPerId; ; at = (at + wordsPerId) % table.length) {
    if (isEmpty(table, at)) {
      for (let word = 0; word < wordsPerId; word += 1) table[at + word] = words[from + word] ?? 0;
      return true;
    }
    if (isSame(table, at, words, from)) return false;
  }
}

function wordOf(digest: string, at: number): number {
  return (
    digest.charCodeAt(at) |
    (digest.charCodeAt(at + 1) << 8) |
    (digest.charCodeAt(at + 2) << 16) |
    (digest.charCodeAt(at + 3) << 24)
  );
}

function isEmpty(table: Int32Array, at: number): boolean {
  return table[at] === 0 && table[at + 1] === 0 && table[at + 2] === 0 && table[at + 3] === 0;
}

function isSame(table: Int32Array, at: number, words: Int32Array, from: number): boolean {
  return (
    table[at] === words[from] &&
    table[at + 1] === words[from + 1] &&
    table[at + 2] === words[from + 2] &&
    table[at + 3] === words[from + 3]
  );
}
