import { utf8Length } from '../text/utf8.ts';

/** A body with every string shown as its size, but for those under a visible field. */
export function describeBody(value: unknown, visibleFields: readonly string[], isVisible = false): unknown {
  if (typeof value === 'string') return isVisible ? value : `(${utf8Length(value)} bytes)`;
  if (Array.isArray(value)) return value.map((item) => describeBody(item, visibleFields, isVisible));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) =>
      member === undefined ? [] : [[key, describeBody(member, visibleFields, visibleFields.includes(key))]],
    ),
  );
}
