import type { Problem } from '@polychat/core';
import { atField, withCauseOf } from '@polychat/core/combine';

/** Where in the message a recipient of this position stood. */
export type FieldOfIndex = (index: number) => string;

/** The field of a recipient in `to`, which is one id or a list. */
export function fieldsOf(to: unknown): FieldOfIndex {
  return typeof to === 'string' ? () => 'to' : fieldInList;
}

/** The field of a recipient in a list or a stream. */
export function fieldInList(index: number): string {
  return `to[${index}]`;
}

/** A part counts in its own list; a problem that names a place there names the place in the caller's instead. */
export function atPlaceInInput(problem: Problem, field: string): Problem {
  if (problem.field === undefined || problem.field === field || !/^to\[\d+\]$/.test(problem.field)) {
    return problem;
  }
  return withCauseOf(problem, atField(problem, field));
}
