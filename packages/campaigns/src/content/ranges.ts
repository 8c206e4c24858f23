/** Positions as pairs of a start and a length, in any order: `[3, 2, 9, 1]` = 3, 4 and 9. */
export type Ranges = readonly number[];

/** Puts positions that follow one another together, and keeps their order. */
export function rangesOf(positions: Iterable<number>): Ranges {
  const ranges: number[] = [];
  let next = -1;
  for (const position of positions) {
    if (position === next) ranges[ranges.length - 1] = (ranges.at(-1) ?? 0) + 1;
    else ranges.push(position, 1);
    next = position + 1;
  }
  return ranges;
}

export function positionsOf(ranges: Ranges): readonly number[] {
  const positions: number[] = [];
  for (let place = 0; place < ranges.length; place += 2) {
    const start = ranges[place] ?? 0;
    const length = ranges[place + 1] ?? 0;
    for (let index = 0; index < length; index += 1) positions.push(start + index);
  }
  return positions;
}
