import type { Estimate } from './statistics.ts';

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
  readonly figures: readonly Figure[];
}

/** Whether a figure reached its goal; and that it is too close to say, where the goal is within the middle half. */
export function verdict({ measured, goal }: Figure): string {
  if (!goal) return '';
  const { median, low, high } = measured;
  const isReached = goal.is === 'at most' ? median <= goal.value : median >= goal.value;
  const isClose = low <= goal.value && goal.value <= high;
  return (isReached ? 'yes' : 'NO') + (isClose ? ', within the noise' : '');
}

/** The report as lines of a table. */
export function reportTable(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.what,
    `${digits(figure.measured.median)} ${figure.unit}`.trim(),
    `${digits(figure.measured.low)} to ${digits(figure.measured.high)}`,
    figure.goal ? `${figure.goal.is === 'at most' ? '≤' : '≥'} ${figure.goal.value}` : '',
    verdict(figure),
  ]);
  const all = [['', 'median', 'middle half', 'goal', 'reached'], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  return all
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('   ')
        .trimEnd(),
    )
    .join('\n');
}

/** Three digits that count; whole numbers from 100 on. */
function digits(value: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value)) return 'not measured';
  if (size >= 100) return Math.round(value).toLocaleString('en');
  return value.toFixed(size >= 10 ? 1 : 2);
}
