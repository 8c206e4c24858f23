import { utf8Length } from '../text/utf8.ts';
import { invalidField, type Problem } from './problem.ts';

/** The problem of a text with more bytes of UTF-8 than allowed; undefined where it fits, or is absent. */
export function byteLimitProblem(field: string, text: string | undefined, max: number): Problem | undefined {
  // No character takes more than three bytes for each of its units, so most texts need not be counted.
  if (!text || text.length * 3 <= max) return undefined;
  const actual = utf8Length(text);
  return actual > max
    ? invalidField(field, `must be at most ${max} bytes long`, { max, unit: 'bytes', actual })
    : undefined;
}
