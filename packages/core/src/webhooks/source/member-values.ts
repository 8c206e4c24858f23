import { asInteger, asName, asRecord } from '../../text/json-value.ts';

/** A member that is a name or an id: a string, or an integer as a string. Undefined for anything else, and for `''`. */
export function filledName(value: unknown): string | undefined {
  return asName(value) || undefined;
}

/** The names of a list, or of a member of each of its objects. What is no name is left out, and no list has none. */
export function namesOf(list: unknown, member?: string): readonly string[] {
  const items: readonly unknown[] = Array.isArray(list) ? list : [];
  return items.flatMap((item) => filledName(member === undefined ? item : asRecord(item)?.[member]) ?? []);
}

/** The objects of a list. What is none is left out, and no list has none. */
export function recordsOf(list: unknown): readonly Readonly<Record<string, unknown>>[] {
  const items: readonly unknown[] = Array.isArray(list) ? list : [];
  return items.map(asRecord).filter((item) => item !== undefined);
}

/** A time in seconds since 1970, or in milliseconds, as milliseconds. Undefined for 0 and for what is no time. */
export function millisecondsOf(value: unknown, unit: 'seconds' | 'milliseconds'): number | undefined {
  const time = asInteger(value);
  if (time === undefined || time <= 0) return undefined;
  return unit === 'seconds' ? time * 1000 : time;
}

/** The same object without the members that are undefined: an event has no members that say nothing. */
export function withoutAbsent<Value extends object>(value: Value): Value {
  // Only members that are undefined are left out, and these were optional.
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Value;
}
