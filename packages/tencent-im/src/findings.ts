import {
  type CheckedBroadcast,
  type CheckedMessage,
  invalidField,
  type Problem,
} from '@polychat/core/adapter';
import { maxCustomElements, maxLifeTimeSeconds } from './limits.ts';
import { userIdProblem } from './user-id.ts';

/** What is wrong with a message whichever command carries it. */
export function commonProblems({ from, content, timeToLive }: CheckedMessage | CheckedBroadcast): Problem[] {
  const problems: Problem[] = [];
  const senderProblem = from === undefined ? undefined : userIdProblem('from', from);
  if (senderProblem) problems.push(senderProblem);
  if (content.type === 'mixed') problems.push(...surplusCustomParts(content.parts));
  if (timeToLive !== undefined && timeToLive > maxLifeTimeSeconds) {
    // The documents disagree on whether more is cut to this or refused with 90026. [?]
    problems.push(
      invalidField('timeToLive', `must be at most ${maxLifeTimeSeconds} seconds`, {
        max: maxLifeTimeSeconds,
        unit: 'seconds',
        actual: timeToLive,
      }),
    );
  }
  return problems;
}

function surplusCustomParts(parts: readonly { readonly type: string }[]): Problem[] {
  const positions = [...parts.keys()].filter((position) => parts[position]?.type === 'custom');
  return positions.slice(maxCustomElements).map((position) =>
    invalidField(
      `content.parts[${position}]`,
      'is one custom part too many: Tencent IM takes one in a message',
      {
        max: maxCustomElements,
        unit: 'items',
        actual: positions.length,
      },
    ),
  );
}
