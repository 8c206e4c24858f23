import { ChatError } from '../model/chat-error.ts';
import { createProblem, invalidField, type Problem } from '../model/problem.ts';

/** The recipients of a stream. Throws a `ChatError` where they are none: one id alone is for `sendDirect`. */
export function checkSource(source: unknown): asserts source is Iterable<string> | AsyncIterable<string> {
  const isIterable =
    typeof source === 'object' &&
    source !== null &&
    (Symbol.asyncIterator in source || Symbol.iterator in source);
  if (!isIterable) throw new ChatError(invalidField('recipients', 'must be an iterable of user ids'));
}

/** The recipients of a `sendDirect` as a list. Throws a `ChatError` where it is no list of ids, or too long a one. */
export function checkRecipients(to: unknown, max: number): readonly string[] {
  const [problem] = problemsOfRecipients(to, max);
  if (problem) throw new ChatError(problem);
  // A copy: the caller's list may change while the send goes on.
  return typeof to === 'string' ? [to] : [...(to as readonly string[])];
}

/** What is wrong with the recipients of a `sendDirect` as a whole, and with each of those that is no text. */
export function problemsOfRecipients(to: unknown, max: number): readonly Problem[] {
  if (typeof to === 'string') return [];
  if (!Array.isArray(to)) return [invalidField('to', 'must be a user id or a list of user ids')];
  if (to.length === 0)
    return [invalidField('to', 'must name at least one recipient', { min: 1, unit: 'items', actual: 0 })];
  if (to.length > max) return [tooMany('to', max, to.length)];
  const problems: Problem[] = [];
  // By index: a list may have holes, which its own methods pass over.
  for (let index = 0; index < to.length; index += 1) {
    if (typeof to[index] === 'string') continue;
    problems.push(invalidField(`to[${index}]`, 'must be a string, the user id'));
  }
  return problems;
}

/** The ids without those that came before. */
export function unique(userIds: readonly string[]): readonly string[] {
  if (userIds.length < 2) return userIds;
  const different = new Set(userIds);
  return different.size === userIds.length ? userIds : [...different];
}

/** The problem of a list that is too long for one send. */
export function tooMany(field: string, max: number, actual: number): Problem {
  return createProblem({
    code: 'too_many_recipients',
    effect: 'not_sent',
    transient: false,
    message: `${field}: at most ${max} in one send; sendBulk takes any number`,
    field,
    limit: { max, unit: 'items', actual },
  });
}
