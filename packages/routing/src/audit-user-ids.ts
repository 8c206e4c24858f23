import { type Chat, ChatError, type Problem } from '@polychat/core';
import { checkSource, invalidField } from '@polychat/core/combine';
import { atPlaceInInput, positionIn } from './place-in-input.ts';

/** An id to which no message could be sent, and why. */
export interface AuditFinding {
  readonly userId: string;
  readonly problem: Problem;
}

/** How many ids are looked at together. */
const batchSize = 500;

/** Streams those of the ids that the chat would refuse as recipients. */
export async function* auditUserIds(
  chat: Pick<Chat, 'check'>,
  userIds: Iterable<string> | AsyncIterable<string>,
  from: string | undefined,
): AsyncGenerator<AuditFinding> {
  checkSource(userIds);
  let batch: string[] = [];
  for await (const userId of userIds) {
    if (typeof userId !== 'string') {
      yield { userId: '', problem: invalidField('userId', 'must be a string') };
      continue;
    }
    batch.push(userId);
    if (batch.length < batchSize) continue;
    yield* findingsOf(chat, batch, from);
    batch = [];
  }
  if (batch.length > 0) yield* findingsOf(chat, batch, from);
}

function findingsOf(
  chat: Pick<Chat, 'check'>,
  userIds: readonly string[],
  from: string | undefined,
): readonly AuditFinding[] {
  const sender = from === undefined ? {} : { from };
  const found = chat.check({ ...sender, to: userIds, content: { type: 'text', text: 'audit' } });
  const findings: AuditFinding[] = [];
  for (const finding of found) {
    if (finding.effect === undefined) continue;
    const position = positionIn(finding);
    const userId = position === undefined ? undefined : userIds[position];
    // The sender is in every list of all users; that no message goes to oneself says nothing of the id.
    if (userId !== undefined && userId === from) continue;
    // What is wrong with the message, and not with a recipient, would hide what is wrong with recipients.
    if (userId === undefined) throw new ChatError(finding);
    // Its place is one among those that were looked at together, which tells the caller nothing.
    findings.push({ userId, problem: atPlaceInInput(finding, 'userId') });
  }
  return findings;
}
