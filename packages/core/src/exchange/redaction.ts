import { createProblem, type Problem } from '../model/problem.ts';
import type { PlanWarning } from '../model/warning.ts';
import type { Redact } from '../ports/vendor-call.ts';
import { isPlain } from '../text/plain-words.ts';
import { droppedId, isNoId, shapedId } from './vendor-ids.ts';

const longestWords = 300;

/** So much is looked at: enough to fill 300 characters, and never all of a long reply. */
const longestLookedAt = 1_200;

/**
 * The redaction of one attempt: what it may keep of the vendor's words and ids. It keeps what a vendor echoes from
 * coming back: a moderation reply quotes the word that it refused, a gateway the URL that it was called with. Of a
 * vendor's words those stay that stand in a list of plain words; all else is an ellipsis. So it does not matter what
 * was sent, in what form it comes back, or what the caller has done with it since.
 */
export class AttemptRedaction implements Redact {
  /** What passed through here: looked through only where a problem quotes something. */
  readonly #kept: string[] = [];
  /** The first `#knownCount` of these, made when a problem has to be looked through. */
  #known: ReadonlySet<string> | undefined;
  #knownCount = 0;
  #hasDroppedId = false;

  // Bound: an adapter may hand them on as functions.
  readonly words = (said: unknown): string | undefined => this.#keep(plainPartOf(said));

  readonly id = (said: unknown): string | undefined => {
    const id = shapedId(said);
    if (id === undefined && !isNoId(said)) this.#hasDroppedId = true;
    return this.#keep(id);
  };

  /** The same problem without words or ids that did not pass through this redaction. */
  clean(problem: Problem): Problem {
    const { vendor } = problem;
    if (!vendor) return problem;
    const known = this.#knownTexts();
    const isKept = (text: string | undefined) => text === undefined || known.has(text);
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

  /** What was dropped that somebody should know of. */
  get warnings(): readonly PlanWarning[] {
    return this.#hasDroppedId ? [droppedId] : noWarnings;
  }

  #knownTexts(): ReadonlySet<string> {
    if (!this.#known || this.#knownCount < this.#kept.length) {
      this.#known = new Set(this.#kept);
      this.#knownCount = this.#kept.length;
    }
    return this.#known;
  }

  #keep(text: string | undefined): string | undefined {
    if (text !== undefined) this.#kept.push(text);
    return text;
  }
}

const noWarnings: readonly PlanWarning[] = Object.freeze([]);

/** A redaction for tests of readers and for doubles. */
export function createRedact(): Redact {
  return new AttemptRedaction();
}

/** One word, or a compound, within the punctuation of a sentence. */
const wordInSentence = /^[("'[<]{0,2}([A-Za-z]+(?:[_.:-][A-Za-z]+){0,9})[)"'\]>.,;:!?]{0,3}$/;

/** Words up to this length may be a part of something spelt out, such as bytes, where no longer one stands beside them. */
const longestDoubtful = 2;

/** A vendor's words as far as they are plain, at most 300 characters; undefined where there are none. */
export function plainPartOf(said: unknown): string | undefined {
  if (typeof said !== 'string') return undefined;
  const chunks = said.slice(0, longestLookedAt).split(/\s+/u);
  // A word that was cut may look like another one.
  if (said.length > longestLookedAt) chunks[chunks.length - 1] = '…';
  return joined(withoutDoubtful(chunks.filter((chunk) => chunk !== '').map(plainOrHidden)));
}

function plainOrHidden(chunk: string): string {
  const word = wordInSentence.exec(chunk)?.[1];
  return word !== undefined && isPlain(word) ? chunk : '…';
}

/** Hides what stands between ellipses and is short words alone; a sentence may begin with one. */
function withoutDoubtful(words: readonly string[]): readonly string[] {
  const kept = [...words];
  let runStart = 0;
  for (let index = 0; index <= kept.length; index += 1) {
    if (index < kept.length && kept[index] !== '…') continue;
    const isDoubtful = kept.slice(runStart, index).every((word) => word.length <= longestDoubtful);
    const isWhole = runStart === 0 && index === kept.length;
    if (isDoubtful && !isWhole) kept.fill('…', runStart === 0 ? 1 : runStart, Math.max(1, index));
    runStart = index + 1;
  }
  return kept;
}

/** Several ellipses are one. */
function joined(words: readonly string[]): string | undefined {
  let text = '';
  for (const word of words) {
    if (word === '…' && text.endsWith('…')) continue;
    const longer = text === '' ? word : `${text} ${word}`;
    if (longer.length > longestWords - 2) return text.endsWith('…') ? text : `${text} …`;
    text = longer;
  }
  return text === '' ? undefined : text;
}
