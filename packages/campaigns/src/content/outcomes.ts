import type { MessageRef, RecipientOutcome } from '@polychat/core';
import { pack, unpack } from './packed.ts';
import { positionsOf, type Ranges, rangesOf } from './ranges.ts';

/** What may differ from one recipient of a call to the next. */
const ownFields = ['messageId', 'sequence', 'sentAt', 'taskId', 'requestId'] as const;
/** Those of them that a reference has, too. */
const refFields = ['messageId', 'sequence', 'sentAt'] as const;

/** A column in which everybody has the same, or each their own. */
type Column = { readonly all: unknown } | readonly unknown[];

/** Outcomes with each value that many share written once. */
interface PackedOutcomes {
  /** Whom they are of. */
  readonly at: Ranges;
  /** What outcomes share, such as a problem. */
  readonly kinds: readonly object[];
  /** Pairs: the place in `kinds`, and how many in a row. */
  readonly runs: readonly number[];
  readonly columns: Readonly<Record<string, Column>>;
}

/** Packs outcomes, whose `index` is the position in the chunk. Their recipients are not in it: the chunk has them. */
export function packOutcomes(outcomes: readonly RecipientOutcome[], how: 'plain' | 'small'): Uint8Array {
  const kinds = new Kinds();
  const runs: number[] = [];
  let last: RecipientOutcome | undefined;
  for (const outcome of outcomes) {
    // Most are like the one before.
    const kind = last && isAlike(last, outcome) ? (runs.at(-2) ?? 0) : kinds.placeOf(outcome);
    last = outcome;
    if (runs.at(-2) === kind) runs[runs.length - 1] = (runs.at(-1) ?? 0) + 1;
    else runs.push(kind, 1);
  }
  const columns: Record<string, Column> = {};
  for (const field of ownFields) addColumn(columns, field, outcomes, (outcome) => ownValue(outcome, field));
  addColumn(columns, 'ref', outcomes, unusualRef);
  const at = rangesOf(outcomes.map(({ index }) => index));
  return pack({ at, kinds: kinds.all, runs, columns } satisfies PackedOutcomes, how);
}

/** The outcomes in the order in which they were packed; `index` is the position in the chunk. */
export function unpackOutcomes(
  bytes: Uint8Array,
  recipients: readonly string[],
): readonly RecipientOutcome[] {
  const { at, kinds, runs, columns } = unpack(bytes) as PackedOutcomes;
  const outcomes: RecipientOutcome[] = [];
  let run = 0;
  let left = runs[1] ?? 0;
  positionsOf(at).forEach((index, place) => {
    while (left === 0) {
      run += 2;
      left = runs[run + 1] ?? Number.POSITIVE_INFINITY;
    }
    left -= 1;
    const kind = kinds[runs[run] ?? 0] as Kind;
    outcomes.push(outcomeOf(kind, index, recipients[index] ?? '', (field) => valueAt(columns[field], place)));
  });
  return outcomes;
}

/** What outcomes share. `ref` is absent where there is none, or an unusual one. */
interface Kind {
  readonly status: RecipientOutcome['status'];
  readonly via: string;
  readonly problem?: object;
  readonly ref?: object;
}

/** The kinds of outcomes that there are. A problem is shared by its call, so it is looked at once. */
class Kinds {
  readonly all: Kind[] = [];
  readonly #places = new Map<string, number>();
  readonly #problems = new Map<object, string>();

  placeOf(outcome: RecipientOutcome): number {
    const key = this.#keyOf(outcome);
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    this.#places.set(key, this.all.length);
    this.all.push(kindOf(outcome));
    return this.all.length - 1;
  }

  #keyOf(outcome: RecipientOutcome): string {
    const { status, via } = outcome;
    if (outcome.status !== 'accepted') return `${status} ${via} ${this.#problemKey(outcome.problem)}`;
    const { ref } = outcome;
    if (!ref || unusualRef(outcome)) return `${status} ${via}`;
    return `${status} ${via} ${ref.vendor} ${ref.app} ${ref.conversation} ${ref.from}`;
  }

  #problemKey(problem: object): string {
    const known = this.#problems.get(problem) ?? JSON.stringify(problem);
    this.#problems.set(problem, known);
    return known;
  }
}

/** Whether two outcomes are surely of one kind. */
function isAlike(one: RecipientOutcome, other: RecipientOutcome): boolean {
  if (one.status !== other.status || one.via !== other.via) return false;
  if (one.status !== 'accepted' || other.status !== 'accepted') {
    return 'problem' in one && 'problem' in other && one.problem === other.problem;
  }
  const { ref: a } = one;
  const { ref: b } = other;
  if (!a || !b) return a === b;
  const isOfOne =
    a.vendor === b.vendor && a.app === b.app && a.from === b.from && a.conversation === b.conversation;
  return isOfOne && !unusualRef(one) && !unusualRef(other);
}

function kindOf(outcome: RecipientOutcome): Kind {
  const { status, via } = outcome;
  if (outcome.status !== 'accepted') return { status, via, problem: outcome.problem };
  const { ref } = outcome;
  if (!ref || unusualRef(outcome)) return { status, via };
  const { version, vendor, app, conversation, from } = ref;
  return { status, via, ref: { version, vendor, app, conversation, from } };
}

function ownValue(outcome: RecipientOutcome, field: (typeof ownFields)[number]): unknown {
  return outcome.status === 'accepted' ? outcome[field] : undefined;
}

/** A reference that says something else than its outcome; it is kept whole. */
function unusualRef(outcome: RecipientOutcome): MessageRef | undefined {
  if (outcome.status !== 'accepted' || !outcome.ref) return undefined;
  const { ref, userId } = outcome;
  const isUsual = ref.to === userId && refFields.every((field) => ref[field] === outcome[field]);
  return isUsual ? undefined : ref;
}

function addColumn(
  columns: Record<string, Column>,
  name: string,
  outcomes: readonly RecipientOutcome[],
  valueFor: (outcome: RecipientOutcome) => unknown,
): void {
  const values = outcomes.map(valueFor);
  const [first] = values;
  if (values.every((value) => value === first)) {
    if (first !== undefined) columns[name] = { all: first };
  } else {
    columns[name] = values.map((value) => value ?? null);
  }
}

function valueAt(column: Column | undefined, place: number): unknown {
  if (column === undefined) return undefined;
  const value = 'all' in column ? column.all : column[place];
  return value ?? undefined;
}

function outcomeOf(
  { status, via, problem, ref }: Kind,
  index: number,
  userId: string,
  ownValueOf: (field: string) => unknown,
): RecipientOutcome {
  if (status !== 'accepted') return { userId, index, status, via, problem } as RecipientOutcome;
  const own: Record<string, unknown> = {};
  for (const field of ownFields) {
    const value = ownValueOf(field);
    if (value !== undefined) own[field] = value;
  }
  const whole = ownValueOf('ref') ?? (ref && { ...ref, to: userId, ...pickRef(own) });
  return { userId, index, status, via, ...own, ...(whole ? { ref: whole } : {}) } as RecipientOutcome;
}

function pickRef(own: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const field of refFields) {
    if (own[field] !== undefined) picked[field] = own[field];
  }
  return picked;
}
