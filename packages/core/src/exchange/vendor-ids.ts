import type { ResultIds } from '../model/outcome.ts';
import type { PlanWarning } from '../model/warning.ts';

/** Longer than any id that a vendor documents, and short enough for a log line. */
const idShape = /^[\x21-\x7e]{1,128}$/;

/** Says that a reply held something else where an id belongs. */
export const droppedId: PlanWarning = {
  code: 'id_dropped',
  message: 'the vendor gave an id that is longer than 128 characters, or is none; it was left out',
};

/** An id with all its digits, whether it came as a string or as a number; undefined for what has not the shape of one. */
export function shapedId(said: unknown): string | undefined {
  if (typeof said === 'string') return idShape.test(said) ? said : undefined;
  return Number.isSafeInteger(said) ? String(said) : undefined;
}

/** Whether a vendor just said no id, in one of the ways in which vendors do. */
export function isNoId(said: unknown): boolean {
  return said === undefined || said === null || said === '';
}

const idNames = ['messageId', 'sequence', 'taskId', 'requestId'] as const;

/**
 * The ids of a result that have the shape of one, and the time where it is one; members that are undefined are left
 * out. An adapter's own care is not relied on. `onWarning` is told of what was dropped.
 */
export function shapedIds(ids: ResultIds | undefined, onWarning: (warning: PlanWarning) => void): ResultIds {
  const shaped: { -readonly [Name in keyof ResultIds]: ResultIds[Name] } = {};
  let hasDropped = false;
  for (const name of idNames) {
    const id = shapedId(ids?.[name]);
    if (id !== undefined) shaped[name] = id;
    else if (!isNoId(ids?.[name])) hasDropped = true;
  }
  if (Number.isFinite(ids?.sentAt)) shaped.sentAt = ids?.sentAt;
  else if (!isNoId(ids?.sentAt)) hasDropped = true;
  if (hasDropped) onWarning(droppedId);
  return shaped;
}
