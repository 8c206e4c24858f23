import { parseJson } from './json.ts';

/** What walks through a value calls itself once a level, and the stack is not endless. No webhook needs ten levels. */
const mostLevels = 100;

/**
 * The value of a text of JSON, with the digits of its numbers kept. Undefined for what is no JSON, and for lists and
 * objects more than 100 levels deep, which nothing but an attack has.
 */
export function shallowJson(text: string): unknown {
  try {
    const value = parseJson(text);
    return isShallow(value, mostLevels) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((member) => isShallow(member, levels - 1));
}
