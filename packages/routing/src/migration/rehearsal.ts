import type { Chat, CheckFinding, Problem } from '@polychat/core';
import { problemOfThrown, statusOf } from '../part-fault.ts';
import { positionIn } from '../place-in-input.ts';
import type { Copies } from './copies.ts';
import type { CopyOutcome } from './copy-writer.ts';

/** What a chat would say of these copies, as far as it can be known without sending: it plans them, and sends nothing. */
export function rehearseCopies({ sent, recipients }: Copies, chat: Chat): readonly CopyOutcome[] {
  const userIds = recipients.map(({ userId }) => userId);
  const { whole, byPlace } = problemsIn(() =>
    chat.check(sent.operation === 'direct' ? { ...sent.message, to: userIds } : sent.message),
  );
  return userIds.map((userId, place): CopyOutcome => {
    const problem = whole ?? byPlace.get(place);
    return problem ? { userId, status: statusOf(problem), problem } : { userId, status: 'accepted' };
  });
}

/** The first problem of the whole message, and the first of each recipient. A warning refuses nothing. */
function problemsIn(check: () => readonly CheckFinding[]) {
  const byPlace = new Map<number, Problem>();
  let whole: Problem | undefined;
  try {
    for (const finding of check()) {
      if (finding.effect === undefined) continue;
      const place = positionIn(finding);
      if (place === undefined) whole ??= finding;
      else if (!byPlace.has(place)) byPlace.set(place, finding);
    }
  } catch (error) {
    whole = problemOfThrown(error);
  }
  return { whole, byPlace };
}
