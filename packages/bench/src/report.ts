import type { Estimate } from './statistics.ts';
import { alignTable, digits } from './table.ts';

/** What a number must not pass. */
interface Goal {
  readonly is: 'at most' | 'at least';
  readonly value: number;
}

/** One number of the report. */
export interface Figure {
  readonly what: string;
  /** Such as `µs`. Empty for a ratio. */
  readonly unit: string;
  readonly measured: Estimate;
  /** Absent where the number is there for comparison only. */
  readonly goal?: Goal;
}

/** What one part of the benchmark found. */
export interface PartReport {
  readonly title: string;
  /** How it was measured, in a sentence. */
  readonly method: string;
  /** A table of things that are compared with each other, its head first. */
  readonly comparison?: readonly (readonly string[])[];
  readonly figures: readonly Figure[];
}

/** Whether a figure reached its goal; and that it is too close to say, where the goal is within the middle half. */
export function verdict({ measured, goal }: Figure): string {
  if (!goal) return '';
  const { median, low, high } = measured;
  const isReached = goal.is === 'at most' ? median <= goal.value : median >= goal.value;
  // A count that is the same each time is no measurement with noise.
  const isClose = low < high && low <= goal.value && goal.value <= high;
  return (isReached ? 'yes' : 'NO') + (isClose ? ', within the noise' : '');
}

/** Figures as the lines of a table. */
export function figuresTable(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.what,
    `${digits(figure.measured.median)} ${figure.unit}`.trim(),
    `${digits(figure.measured.low)} to ${digits(figure.measured.high)}`,
    figure.goal ? `${figure.goal.is === 'at most' ? '≤' : '≥'} ${figure.goal.value}` : '',
    verdict(figure),
  ]);
  return alignTable([['', 'median', 'middle half', 'goal', 'reached'], ...rows]);
}

/** All that a part found, to be printed. */
export function reportText({ title, method, comparison, figures }: PartReport): string {
  const tables = [...(comparison ? [alignTable(comparison)] : []), figuresTable(figures)];
  return `${title}\n${method}\n\n${tables.join('\n\n')}`;
}
