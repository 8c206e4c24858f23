import { type BulkSend, ChatError, type Problem, type RecipientOutcome } from '@polychat/core';
import { aborted, createProblem } from '@polychat/core/combine';
import { type Definition, messageOf } from '../definition.ts';
import type { ChunkWork } from './chunk-work.ts';

/** Sends to those of whom nobody has begun a call, and stores what becomes of them. */
export async function sendRest(
  work: ChunkWork,
  definition: Definition,
  rest: readonly number[],
): Promise<void> {
  const { claim, chat, recipients, stopping } = work;
  if (rest.length === 0) return;
  if (stopping.reason !== undefined) return endRest(work, rest);
  const left = new Set(rest);
  /** Those whom the store held up for too long: whoever claims the chunk next sends to them. */
  const heldUp: number[] = [];
  let bulk: BulkSend;
  try {
    bulk = chat.sendBulk(
      messageOf(definition, chat, claim.campaign, claim.round),
      rest.map((position) => recipients[position] ?? ''),
      { journal: work.journal, correlationId: claim.of.key },
    );
  } catch (error) {
    return refuse(work, rest, error);
  }
  const stop = () => bulk.stop();
  stopping.signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const outcomes of bulk) {
      const placed = outcomes.map((outcome) => {
        const index = rest[outcome.index] ?? 0;
        // Where the whole chunk is sent, which is the rule, it is the same.
        return index === outcome.index ? outcome : { ...outcome, index };
      });
      for (const { index } of placed) left.delete(index);
      const isLater = (outcome: RecipientOutcome) => isHeldUp(work, outcome);
      heldUp.push(...placed.filter(isLater).map(({ index }) => index));
      observe(
        work,
        placed.filter((outcome) => !isLater(outcome)),
      );
    }
  } finally {
    stopping.signal.removeEventListener('abort', stop);
  }
  endRest(work, [...left]);
  if (heldUp.length > 0) await withdraw(work, heldUp);
}

/** Whether nothing left for somebody, since the store took too long to say that it may. */
function isHeldUp({ calls }: ChunkWork, outcome: RecipientOutcome): boolean {
  if (outcome.status !== 'failed' || !calls.isHeldUp(outcome.index)) return false;
  const { code, effect } = outcome.problem;
  return code === 'timeout' && effect === 'not_sent';
}

/** Takes their calls back, as soon as the store has them. */
async function withdraw({ calls, journal, report }: ChunkWork, positions: readonly number[]): Promise<void> {
  await journal.settled();
  report(
    [],
    positions.flatMap((position) => calls.end(position)),
    true,
  );
}

/** Stores what is said of recipients, as far as it is ours to say. */
function observe(work: ChunkWork, outcomes: readonly RecipientOutcome[]): void {
  const { calls, stopping, report } = work;
  const said: RecipientOutcome[] = [];
  const ended: string[] = [];
  const unclear: RecipientOutcome[] = [];
  const notBegun: RecipientOutcome[] = [];
  const withdrawn: string[] = [];
  for (const outcome of outcomes) {
    if (!calls.has(outcome.index)) {
      notBegun.push(outcome);
    } else if (outcome.status === 'unconfirmed') {
      unclear.push(outcome);
    } else if (stopping.isGivenUp && mayGoLater(outcome)) {
      withdrawn.push(...calls.end(outcome.index));
    } else {
      said.push(outcome);
      ended.push(...calls.end(outcome.index));
    }
  }
  // Of calls that were begun here we know, whoever has the chunk by now.
  report(said, ended, false);
  // A call of which nobody knows stays begun for whoever has the chunk next: they may make it once more.
  if (!stopping.isGivenUp) {
    report(
      unclear,
      unclear.flatMap(({ index }) => calls.end(index)),
      true,
    );
  }
  // Only who has the chunk may plan these anew.
  if (withdrawn.length > 0) report([], withdrawn, true);
  if (notBegun.length === 0 || stopping.isGivenUp) return;
  const problem = problemOfEnd(work);
  report(problem ? notBegun.map((outcome) => failedWith(outcome, problem)) : notBegun, [], true);
}

/** Whether somebody certainly did not get it, and may get it when the campaign goes on. */
function mayGoLater(outcome: RecipientOutcome): boolean {
  if (outcome.status !== 'failed') return false;
  return outcome.problem.retryable || outcome.problem.code === 'aborted';
}

/** Those whom nobody sends to any more, where the campaign is not to go on. */
function endRest(work: ChunkWork, rest: readonly number[]): void {
  const problem = problemOfEnd(work);
  if (problem) failAll(work, rest, problem);
}

function failAll({ recipients, chat, report }: ChunkWork, rest: readonly number[], problem: Problem): void {
  const outcomes = rest.map(
    (index): RecipientOutcome => ({
      userId: recipients[index] ?? '',
      index,
      status: 'failed',
      via: chat.name,
      problem,
    }),
  );
  report(outcomes, [], true);
}

/** Why nobody else gets the message, where that is final. */
function problemOfEnd({ stopping }: ChunkWork): Problem | undefined {
  if (stopping.reason === 'cancelled') return aborted('not_sent');
  return stopping.reason === 'refused' ? otherIds : undefined;
}

const otherIds = createProblem({
  code: 'misconfigured',
  effect: 'not_sent',
  transient: false,
  message: 'the chat gives users other ids, so a campaign cannot keep account of them',
});

function failedWith({ userId, index, via }: RecipientOutcome, problem: Problem): RecipientOutcome {
  return { userId, index, status: 'failed', via, problem };
}

/** The chat takes no such message, or takes none at all. */
function refuse(work: ChunkWork, rest: readonly number[], error: unknown): void {
  if (!ChatError.is(error) || error.code === 'misconfigured') {
    // A chat that is closed, say: another process may have it.
    work.context.onError(error);
    work.stopping.because('closing');
    return;
  }
  const { code, transient, message, field } = error;
  failAll(
    work,
    rest,
    createProblem({ code, effect: 'not_sent', transient, message, ...(field && { field }) }),
  );
}
