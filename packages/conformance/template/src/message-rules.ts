import {
  type CheckedBroadcast,
  type CheckedGroupMessage,
  type CheckedMessage,
  createProblem,
  invalidField,
  type Problem,
  utf8Length,
} from '@polychat/core/adapter';
import { content as translation } from './content.ts';
import { maxTextBytes } from './limits.ts';
import { vendor } from './vendor.ts';

const idPattern = /^[\w-]{1,40}$/;
const rule = 'must be 1 to 40 letters, digits, _ or -';

/** Why the vendor would refuse an id, or undefined. */
export function userIdProblem(userId: string): Problem | undefined {
  return idPattern.test(userId) ? undefined : invalidField('userId', rule);
}

/** What the vendor would refuse. What it has no place for, the engine knows from the capabilities. */
export function problemsOf({
  from,
  content,
  vendorFields,
}: CheckedMessage | CheckedBroadcast | CheckedGroupMessage): Problem[] {
  const problems: Problem[] = [];
  if (from === undefined) problems.push(invalidField('from', 'is required'));
  else if (userIdProblem(from)) problems.push(invalidField('from', 'is no user id'));
  const actual = utf8Length(translation.toWire(content).text);
  if (actual > maxTextBytes) {
    const field = content.type === 'text' ? 'content.text' : 'content.data';
    const limit = { max: maxTextBytes, unit: 'bytes', actual } as const;
    const problem = invalidField(field, `must be at most ${maxTextBytes} bytes of UTF-8`, limit);
    problems.push(createProblem({ ...problem, code: 'message_too_large' }));
  }
  for (const name of Object.keys(vendorFields ?? {})) {
    problems.push(invalidField(`vendor.${vendor.name}.${name}`, 'no such field'));
  }
  return problems;
}

/** What the vendor would refuse of a message to a flock. */
export function problemsOfGroup(message: CheckedGroupMessage): Problem[] {
  const problems = problemsOf(message);
  // The rule for any flock's id, and not for the names that can be given to a new one.
  if (!idPattern.test(message.groupId)) problems.push(invalidField('groupId', rule));
  for (const [index, userId] of (message.mentions?.users ?? []).entries()) {
    if (!idPattern.test(userId)) problems.push(invalidField(`mentions.users[${index}]`, rule));
  }
  return problems;
}
