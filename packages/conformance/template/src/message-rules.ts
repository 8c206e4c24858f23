import {
  type CheckedBroadcast,
  type CheckedMessage,
  createProblem,
  invalidField,
  type Problem,
  utf8Length,
} from '@polychat/core/adapter';
import { content as translation } from './content.ts';
import { maxTextBytes } from './limits.ts';
import { vendor } from './vendor.ts';

/** Why the vendor would refuse an id, or undefined. */
export function userIdProblem(userId: string): Problem | undefined {
  return /^[\w-]{1,40}$/.test(userId)
    ? undefined
    : invalidField('userId', 'must be 1 to 40 letters, digits, _ or -');
}

/** What the vendor would refuse. What it has no place for, the engine knows from the capabilities. */
export function problemsOf({ from, content, vendorFields }: CheckedMessage | CheckedBroadcast): Problem[] {
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
