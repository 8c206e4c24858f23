/** Two values that differ in one place. */
export interface LeafVariant {
  /** Where they differ, such as `thumbnail.width`. */
  readonly path: string;
  readonly what: 'changed' | 'left out' | 'zero and not left out';
  readonly value: unknown;
  readonly other: unknown;
}

/** Members whose value is one of a list of names, which cannot be changed at will. */
const enumerated: readonly string[] = ['type', 'format'];

/**
 * Pairs of values, for each string, number and boolean in a value: as it is and changed, as it is and without it, and a
 * number that is 0 and without it.
 */
export function* leafVariants(
  value: unknown,
  path = '',
  whole: (part: unknown) => unknown = (part) => part,
): Generator<LeafVariant> {
  const changed = changedLeaf(value);
  if (changed !== undefined) yield { path, what: 'changed', value: whole(value), other: whole(changed) };
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return;
  for (const [name, member] of Object.entries(value)) {
    if (enumerated.includes(name)) continue;
    const where = path === '' ? name : `${path}.${name}`;
    if (Array.isArray(value)) {
      yield* leafVariants(member, where, (part) => whole(value.with(Number(name), part)));
      continue;
    }
    const { [name]: _, ...others } = value as Readonly<Record<string, unknown>>;
    const without = whole(others);
    yield { path: where, what: 'left out', value: whole(value), other: without };
    if (typeof member === 'number') {
      yield {
        path: where,
        what: 'zero and not left out',
        value: whole({ ...value, [name]: 0 }),
        other: without,
      };
    }
    yield* leafVariants(member, where, (part) => whole({ ...value, [name]: part }));
  }
}

/** Another value of the same kind. */
function changedLeaf(value: unknown): unknown {
  if (typeof value === 'string') return `${value}2`;
  if (typeof value === 'number') return value + 1;
  return typeof value === 'boolean' ? !value : undefined;
}
