/** Reading of JSON that a service has already checked, but whose types the compiler does not know. */
export type Loose = Readonly<Record<string, unknown>>;

export function asObject(value: unknown): Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Loose) : {};
}

export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A string, or a number in its decimal form; otherwise nothing. */
export function asText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : undefined;
}

export function asNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** A JSON object held in a string; `undefined` where it is none. */
export function parseObject(text: unknown): Loose | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Loose)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The object without its undefined members, so that views stay small. */
export function defined<Fields extends object>(fields: Fields): Fields {
  for (const key of Object.keys(fields) as (keyof Fields)[]) {
    if (fields[key] === undefined) delete fields[key];
  }
  return fields;
}
