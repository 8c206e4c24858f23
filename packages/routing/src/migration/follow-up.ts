import type { MessageRef } from '@polychat/core';
import type { CopyRecipient, SentMessage } from './copies.ts';
import type { OtherSide } from './other-side.ts';
import type { ReportBook } from './report-book.ts';
import type { SendPlanner } from './send-planner.ts';
import type { Result } from './side-counts.ts';
import type { MigrationStage } from './stage.ts';

/** What the authority said of one recipient. */
export interface AuthorityResult extends Result {
  readonly userId: string;
  readonly stage: MigrationStage;
  readonly durationMs: number;
  /** Of a single send: a stream's would fill the store. */
  readonly ref?: MessageRef;
}

/** What follows an answer of the authority. */
export interface FollowUpContext {
  readonly planner: SendPlanner;
  readonly book: ReportBook;
  readonly otherSide: OtherSide;
}

/**
 * Counts what the authority said, and has copies written for those whom it accepted or left unconfirmed. Waits for
 * nothing: the authority's answer goes on at once. `how` is `add` for a stream, `offer` for a single send.
 */
export function followUp(
  { planner, book, otherSide }: FollowUpContext,
  sent: SentMessage,
  results: Iterable<AuthorityResult>,
  how: 'add' | 'offer',
): void {
  const recipients = new Map<MigrationStage, CopyRecipient[]>();
  for (const { userId, stage, status, code, durationMs, ref } of results) {
    const counts = book.authority(stage, sent.operation);
    counts.add({ status, code });
    counts.took(durationMs, 1);
    if (status === 'failed' || !planner.copySideOf(stage)) continue;
    const known = recipients.get(stage);
    const recipient = { userId, authority: code, ...(ref && { ref }) };
    if (known) known.push(recipient);
    else recipients.set(stage, [recipient]);
  }
  for (const [stage, own] of recipients) {
    const side = planner.copySideOf(stage);
    if (side) otherSide[how]({ sent, stage, side, recipients: own });
  }
}
