import type { Redact } from '@polychat/core/adapter';

/** A redaction that marks the words that it gives out, and remembers the ids. */
export interface WatchedRedact {
  readonly redact: Redact;
  readonly ids: ReadonlySet<string>;
  /** Whether words came out of this redaction. */
  isMarked(words: string): boolean;
}

export function watchRedact({ words, id }: Redact): WatchedRedact {
  const ids = new Set<string>();
  return {
    redact: {
      words(said) {
        const kept = words(said);
        return kept === undefined ? undefined : `«${kept}»`;
      },
      id(said) {
        const kept = id(said);
        if (kept !== undefined) ids.add(kept);
        return kept;
      },
    },
    ids,
    isMarked: (kept) => kept.startsWith('«') && kept.endsWith('»'),
  };
}
