import type { Chat, DirectReceipt, MessageRef, Problem } from '@polychat/core';
import { createProblem } from '@polychat/core/combine';
import { answerInTime } from '../answer-in-time.ts';
import { sendToConversation } from '../conversation.ts';
import { sendPart } from '../list-send.ts';
import { problemOfThrown, statusOf } from '../part-fault.ts';
import { fieldInList } from '../place-in-input.ts';
import {
  lackOf,
  noReceipt,
  type PartlyTaken,
  readBroadcastReceipt,
  readConversationReceipt,
} from '../read-receipt.ts';
import { type Copies, placeOf } from './copies.ts';
import { copyOptions } from './copy-options.ts';
import type { CompleteMigrationOptions } from './migration-options.ts';

/** What a chat said of the copy of one recipient. */
export interface CopyOutcome {
  readonly userId: string;
  readonly status: 'accepted' | 'failed' | 'unconfirmed';
  /** Absent where it was accepted. */
  readonly problem?: Problem;
  /** Of a broadcast that some of a chat's own chats took: the others. */
  readonly partly?: PartlyTaken;
  /** The copy, where it was accepted and the vendor names it. */
  readonly ref?: MessageRef;
}

/** How much longer than the deadline a chat may take to say what became of a copy, in milliseconds. */
const lastWordMs = 5_000;

const silent = createProblem({
  code: 'timeout',
  effect: 'unknown',
  transient: true,
  message: 'the chat did not say in time what became of the copy',
});

/** Writes these copies, and names every recipient exactly once, whatever the chat does. Never rejects. */
export async function writeCopies(
  { sent, side, recipients }: Copies,
  settings: Pick<CompleteMigrationOptions, 'from' | 'to' | 'otherDeadlineMs' | 'clock'>,
  signal: AbortSignal,
): Promise<readonly CopyOutcome[]> {
  const { otherDeadlineMs, clock } = settings;
  const chat = settings[side];
  const options = copyOptions(sent.options, otherDeadlineMs, signal);
  const write = (): Promise<readonly CopyOutcome[]> => {
    switch (sent.operation) {
      case 'direct':
        return sendCopies(chat, recipients, (userIds) =>
          chat.sendDirect({ ...sent.message, to: userIds }, options),
        );
      case 'broadcast':
        return broadcastCopy(() => chat.broadcast(sent.message, options));
      default:
        return conversationCopy(placeOf(sent), () =>
          sendToConversation(chat, sent.operation, sent.message, options),
        );
    }
  };
  // A chat keeps its deadline. One that does not, such as a wrapper that hangs, must not hold up the queue for ever.
  const answer = await answerInTime(write, otherDeadlineMs + lastWordMs, clock);
  if (answer.status === 'answered') return answer.value;
  return recipients.map(({ userId }) => ({ userId, status: 'unconfirmed', problem: silent }));
}

async function sendCopies(
  { name }: Chat,
  recipients: Copies['recipients'],
  send: (userIds: readonly string[]) => Promise<DirectReceipt>,
): Promise<readonly CopyOutcome[]> {
  const userIds = recipients.map(({ userId }) => userId);
  const places = new Map(userIds.map((userId, index) => [userId, index]));
  const part = { via: name, userIds, send: () => send(userIds) };
  const { outcomes } = await sendPart<DirectReceipt['accepted'][number]>(
    { places, fieldOf: fieldInList },
    part,
  );
  return outcomes.map((outcome) =>
    'problem' in outcome
      ? { userId: outcome.userId, status: outcome.status, problem: outcome.problem }
      : { userId: outcome.userId, status: 'accepted', ...(outcome.ref && { ref: outcome.ref }) },
  );
}

async function conversationCopy(
  userId: string,
  send: () => Promise<unknown>,
): Promise<readonly CopyOutcome[]> {
  try {
    const receipt = readConversationReceipt(await send());
    if (!receipt) return [{ userId, status: 'unconfirmed', problem: noReceipt }];
    return [{ userId, status: 'accepted', ...(receipt.ref && { ref: receipt.ref }) }];
  } catch (error) {
    const problem = problemOfThrown(error);
    return [{ userId, status: statusOf(problem), problem }];
  }
}

async function broadcastCopy(send: () => Promise<unknown>): Promise<readonly CopyOutcome[]> {
  try {
    const receipt = readBroadcastReceipt(await send());
    if (!receipt) return [{ userId: '', status: 'unconfirmed', problem: noReceipt }];
    const partly = lackOf(receipt);
    if (!partly) return [{ userId: '', status: 'accepted' }];
    const { status, problem } = partly;
    return [{ userId: '', status, problem, ...(receipt.results.length > 0 && { partly }) }];
  } catch (error) {
    const problem = problemOfThrown(error);
    return [{ userId: '', status: statusOf(problem), problem }];
  }
}
