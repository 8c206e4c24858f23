import type { ProblemCode, ProblemEffect } from '../model/problem.ts';

/** What one of the vendor's error codes means in Polychat's words. */
export interface CatalogueRow {
  readonly code: ProblemCode;
  /** `unknown` for a code that can stand for a timeout or an internal fault: the message may have gone. */
  readonly effect: Exclude<ProblemEffect, 'not_sent'>;
  readonly transient: boolean;
}

/** Vendor codes that share a row, as the adapters write them down. */
export interface CatalogueGroup extends CatalogueRow {
  readonly codes: readonly (number | string)[];
}

/** Every number from `first` to `last`, both included; the app itself gives these codes their meaning. */
export interface CatalogueRange extends CatalogueRow {
  readonly first: number;
  readonly last: number;
}

/** Where a code stood: at the top of the reply or beside one recipient, and in the reply of which command. */
export interface CodePosition {
  readonly endpoint: string;
  readonly position: 'call' | 'recipient';
}

/** A code that means something else at one place. A member left out fits every place. */
export interface CatalogueException extends CatalogueRow {
  readonly vendorCode: number | string;
  readonly endpoint?: string;
  readonly position?: CodePosition['position'];
}

/** What all of a vendor's codes mean. */
export interface Catalogue {
  /** The row of a code. A code that nobody documented is a `vendor_error` whose effect is unknown. */
  row(vendorCode: number | string, place: CodePosition): CatalogueRow;
  /** Every documented code with its general row, for tests and documentation. */
  entries(): IterableIterator<[number | string, CatalogueRow]>;
  readonly ranges: readonly CatalogueRange[];
  readonly exceptions: readonly CatalogueException[];
}

const undocumented: CatalogueRow = { code: 'vendor_error', effect: 'unknown', transient: false };

/** Builds a vendor's catalogue. Throws when a code stands in two groups. */
/* @__NO_SIDE_EFFECTS__ */
export function createCatalogue(definition: {
  readonly groups: readonly CatalogueGroup[];
  readonly ranges?: readonly CatalogueRange[];
  readonly exceptions?: readonly CatalogueException[];
}): Catalogue {
  const { groups, ranges = [], exceptions = [] } = definition;
  const rows = new Map<number | string, CatalogueRow>();
  for (const { codes, ...row } of groups) {
    for (const code of codes) {
      if (rows.has(code)) throw new Error(`vendor code ${code} stands in two groups`);
      rows.set(code, row);
    }
  }
  return {
    row(vendorCode, { endpoint, position }) {
      const exception = exceptions.find(
        (candidate) =>
          candidate.vendorCode === vendorCode &&
          (candidate.endpoint ?? endpoint) === endpoint &&
          (candidate.position ?? position) === position,
      );
      return (
        exception ??
        rows.get(vendorCode) ??
        ranges.find(
          ({ first, last }) => typeof vendorCode === 'number' && first <= vendorCode && vendorCode <= last,
        ) ??
        undocumented
      );
    },
    entries: () => rows.entries(),
    ranges,
    exceptions,
  };
}
