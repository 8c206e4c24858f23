/** Mulberry32: the same numbers for the same seed. */
export function randomOf(seed: number) {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    one: <T>(...from: readonly T[]): T => from[Math.floor(next() * from.length)] as T,
    between: (least: number, most: number): number => Math.floor(least + next() * (most - least)),
    often: (chance: number): boolean => next() < chance,
  };
}

export type Random = ReturnType<typeof randomOf>;
