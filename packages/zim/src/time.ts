/** Seconds since 1970 as milliseconds; undefined where they are no time of this epoch. */
export function millisecondsOf(seconds: number | undefined): number | undefined {
  return seconds !== undefined && seconds > 0 && seconds < 1e11 ? seconds * 1_000 : undefined;
}
