import type { Problem } from '@polychat/core';
import { atField, withCauseOf } from '@polychat/core/combine';

/** Where in the input the item of this position stood. */
export type FieldOfIndex = (index: number) => string;

/** The field of a recipient in `to`, which is one id or a list. */
export function fieldsOf(to: unknown): FieldOfIndex {
  return typeof to === 'string' ? () => 'to' : fieldInList;
}

/** The field of a recipient in a list or a stream. */
export function fieldInList(index: number): string {
  return `to[${index}]`;
}

/** Where a problem of one item says that the item stands, and what of the item it is about. */
const placeOfItem = /^(?:to|users)\[(\d+)\](\..+)?$/;

/** The position of the item that a problem names, where it names one. */
export function positionIn({ field }: { readonly field?: string }): number | undefined {
  const found = field === undefined ? null : placeOfItem.exec(field);
  return found ? Number(found[1]) : undefined;
}

/** A part counts in its own list; a problem that names a place there names the place in the caller's instead. */
export function atPlaceInInput(problem: Problem, place: string): Problem {
  const found = problem.field === undefined ? null : placeOfItem.exec(problem.field);
  if (!found) return problem;
  const field = place + (found[2] ?? '');
  return field === problem.field ? problem : withCauseOf(problem, atField(problem, field));
}
