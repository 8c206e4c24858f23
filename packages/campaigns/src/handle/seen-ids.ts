import { hash } from 'node:crypto';

/** Words of 32 bits that tell one id from another. */
const wordsPerId = 4;
/** How full the table may be. */
const mostFull = 0.6;

/**
 * Remembers ids by 128 bits of their SHA-256, in one flat table: a million takes 32 MB, where a `Set` of strings takes
 * three times as much. That two of a billion ids share these bits has a chance of one in 10^20.
 */
export class SeenIds {
  #slots = 1_024;
  #table = new Int32Array(this.#slots * wordsPerId);
  #count = 0;

  /** Remembers an id. False where it was there already. */
  add(id: string): boolean {
    if (this.#count >= this.#slots * mostFull) this.#grow();
    const digest = hash('sha256', id, 'buffer');
    const words = new Int32Array(wordsPerId);
    for (let word = 0; word < wordsPerId; word += 1) words[word] = digest.readInt32LE(word * 4);
    // All zeros would be an empty place.
    if (isEmpty(words, 0)) words[0] = 1;
    if (!place(this.#table, this.#slots, words)) return false;
    this.#count += 1;
    return true;
  }

  #grow(): void {
    const slots = this.#slots * 2;
    const table = new Int32Array(slots * wordsPerId);
    for (let at = 0; at < this.#table.length; at += wordsPerId) {
      if (!isEmpty(this.#table, at)) place(table, slots, this.#table.subarray(at, at + wordsPerId));
    }
    this.#slots = slots;
    this.#table = table;
  }
}

/** Puts the words into the first free place from where they belong. False where they are there. */
function place(table: Int32Array, slots: number, words: Int32Array): boolean {
  // The number of places is a power of two.
  for (let slot = (words[0] ?? 0) & (slots - 1); ; slot = (slot + 1) & (slots - 1)) {
    const at = slot * wordsPerId;
    if (isEmpty(table, at)) {
      table.set(words, at);
      return true;
    }
    if (isSame(table, at, words)) return false;
  }
}

function isEmpty(table: Int32Array, at: number): boolean {
  return table[at] === 0 && table[at + 1] === 0 && table[at + 2] === 0 && table[at + 3] === 0;
}

function isSame(table: Int32Array, at: number, words: Int32Array): boolean {
  return (
    table[at] === words[0] &&
    table[at + 1] === words[1] &&
    table[at + 2] === words[2] &&
    table[at + 3] === words[3]
  );
}
