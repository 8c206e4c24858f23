/** A number that was measured several times. */
export interface Estimate {
  readonly median: number;
  /** A quarter of the measurements is below it. */
  readonly low: number;
  /** A quarter of the measurements is above it. */
  readonly high: number;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The median, and the range of the middle half: a wide one says that the number is mostly noise. */
export function estimate(values: readonly number[]): Estimate {
  return { median: median(values), low: quantile(values, 0.25), high: quantile(values, 0.75) };
}

/** Each value divided by the one that was measured beside it, so that both saw the same noise. */
export function ratios(values: readonly number[], beside: readonly number[]): readonly number[] {
  return values.map((value, index) => value / (beside[index] ?? Number.NaN));
}

/** Between two measurements the value is in proportion. NaN of none. */
function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * part;
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}
