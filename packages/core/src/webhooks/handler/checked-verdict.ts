import { problemsFromIssues } from '../../model/issues.ts';
import { messageSchemas } from '../../model/message-schema.ts';
import type { Replace, Verdict } from '../verdict.ts';

/**
 * What a handler returned, if it is a verdict that this vendor has for the event. Its members are checked as well: a
 * replaced text that is undefined by mistake would let the message pass as it was. Throws a `RangeError` that names the
 * member at fault, and shows no content.
 */
export function checkedVerdict(value: unknown, possible: readonly string[] = []): Verdict {
  const given = value as Verdict | undefined | null;
  if (!given || !possible.includes(given.verdict)) {
    throw new RangeError(`a handler must return one of these verdicts: ${possible.join(', ')}`);
  }
  switch (given.verdict) {
    case 'allow_except': {
      const { userIds } = given;
      must(Array.isArray(userIds) && userIds.every(isFilled), 'userIds', 'must be a list of user ids');
      break;
    }
    case 'refuse': {
      const { reason = '', code = 0 } = given;
      must(typeof reason === 'string', 'reason', 'must be a string');
      must(Number.isSafeInteger(code), 'code', 'must be an integer');
      break;
    }
    case 'replace':
      checkReplacement(given);
  }
  return given;
}

function checkReplacement({ content, metadata }: Replace): void {
  must(content !== undefined || metadata !== undefined, 'replace', 'must have content, metadata or both');
  must(metadata === undefined || typeof metadata === 'string', 'metadata', 'must be a string');
  if (content === undefined) return;
  const { error } = messageSchemas().message.shape.content.safeParse(content, { reportInput: true });
  const [problem] = error ? problemsFromIssues(error.issues, 'content', 'content') : [];
  if (problem) throw new RangeError(problem.message);
}

function isFilled(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function must(holds: boolean, field: string, words: string): void {
  if (!holds) throw new RangeError(`${field}: ${words}`);
}
