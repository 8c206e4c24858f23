/** A member of parsed JSON that is an object, and no list; undefined for anything else. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

/** At most 15 digits, so that no digit is lost. */
const fewDigits = /^-?\d{1,15}$/;

/** A member of parsed JSON that is an integer, also one that came as a string; undefined for anything else. */
export function asInteger(value: unknown): number | undefined {
  if (Number.isSafeInteger(value)) return value as number;
  return typeof value === 'string' && fewDigits.test(value) ? Number(value) : undefined;
}

/** A member of parsed JSON that is a name, also one that came as an integer; undefined for anything else. */
export function asName(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return Number.isSafeInteger(value) ? String(value) : undefined;
}
