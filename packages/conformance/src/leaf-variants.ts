/** A value with one of its strings, numbers or booleans changed or taken away. */
export interface LeafVariant {
  /** Where the change is, such as `thumbnail.width`. */
  readonly path: string;
  readonly what: 'changed' | 'zero' | 'left out';
  readonly value: unknown;
}

/** Members whose value is one of a list of names, which cannot be changed at will. */
const enumerated: readonly string[] = ['type', 'format'];

/** Every such value, for each string, number and boolean in it. */
export function* leafVariants(value: unknown, path = ''): Generator<LeafVariant> {
  if (typeof value === 'string') yield { path, what: 'changed', value: `${value}2` };
  if (typeof value === 'boolean') yield { path, what: 'changed', value: !value };
  if (typeof value === 'number') {
    yield { path, what: 'changed', value: value + 1 };
    if (value !== 0) yield { path, what: 'zero', value: 0 };
  }
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return;
  for (const [name, member] of Object.entries(value)) {
    if (enumerated.includes(name)) continue;
    const where = path === '' ? name : `${path}.${name}`;
    if (Array.isArray(value)) {
      const index = Number(name);
      for (const variant of leafVariants(member, where))
        yield { ...variant, value: value.with(index, variant.value) };
      continue;
    }
    const { [name]: _, ...others } = value as Readonly<Record<string, unknown>>;
    yield { path: where, what: 'left out', value: others };
    for (const variant of leafVariants(member, where))
      yield { ...variant, value: { ...value, [name]: variant.value } };
  }
}
