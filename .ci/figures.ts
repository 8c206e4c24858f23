/**
 * The figures of the last time that somebody wrote them down, in .ci/figures.json, so that a change of a size or of a
 * time is seen in the run that brings it. `--write` writes them anew.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One number of a run. */
export interface Figure {
  /** What it is of, such as `core + zim, our code`. Unique. */
  readonly name: string;
  readonly unit: 'KB' | 'ms';
  readonly now: number;
  /** The most that it should be. */
  readonly goal?: number;
}

type Kept = Readonly<Record<string, number>>;

const file = join(import.meta.dirname, 'figures.json');

function readKept(): Kept {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Kept) : {};
}

/** The row of a figure beside its last one, for `console.table`. */
export function rowOf({ unit, now, goal }: Figure, last: number | undefined): Record<string, string> {
  const isReached = goal === undefined ? '' : now <= goal ? 'yes' : 'no';
  return {
    now: `${now} ${unit}`,
    last: last === undefined ? '' : `${last} ${unit}`,
    goal: goal === undefined ? '' : `${goal} ${unit}`,
    reached: isReached,
  };
}

/** The figures that are more than a tenth above their last ones, and more than a little: a sentence for each. */
export function regressionsOf(figures: readonly Figure[], kept: Kept): readonly string[] {
  return figures.flatMap(({ name, unit, now }) => {
    const last = kept[name];
    // Of what is small, a tenth is a line of code.
    if (last === undefined || now <= Math.max(last * 1.1, last + 0.2)) return [];
    return [`${name}: ${now} ${unit}, and it was ${last} ${unit}. If that must be: --write`];
  });
}

/** Prints figures beside the last ones, or writes them down. Returns what has grown too much. */
export function printFigures(figures: readonly Figure[]): readonly string[] {
  const kept = readKept();
  console.table(Object.fromEntries(figures.map((figure) => [figure.name, rowOf(figure, kept[figure.name])])));
  if (!process.argv.includes('--write')) return regressionsOf(figures, kept);
  const written = { ...kept, ...Object.fromEntries(figures.map(({ name, now }) => [name, now])) };
  writeFileSync(file, `${JSON.stringify(written, undefined, 2)}\n`);
  return [];
}
