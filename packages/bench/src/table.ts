import type { Estimate } from './statistics.ts';

/** Lines up cells: the first column to the left, all others to the right. The first row is the head. */
export function alignTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
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

/** The median, and the middle half in brackets. */
export function withSpread({ median, low, high }: Estimate): string {
  return `${digits(median)} (${digits(low)} to ${digits(high)})`;
}

/** Three digits that count; whole numbers from 100 on. */
export function digits(value: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value)) return 'not measured';
  if (size >= 100) return Math.round(value).toLocaleString('en');
  return value.toFixed(size >= 10 ? 1 : 2);
}
