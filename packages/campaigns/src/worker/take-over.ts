import type { CallRecord, RecipientOutcome } from '@polychat/core';
import { createProblem, sleep } from '@polychat/core/combine';
import { unpackIntent } from '../content/intents.ts';
import type { StoredIntent } from '../ports/campaign-store.ts';
import type { ChunkWork } from './chunk-work.ts';

/** What a worker that came before has left behind. */
export interface Takeover {
  /** Whom nobody has begun a call for: they can be sent to at once. */
  readonly rest: readonly number[];
  /** Resolves when the calls that were begun have been dealt with. */
  readonly ended: Promise<void>;
}

interface BegunCall extends StoredIntent {
  readonly record: CallRecord;
}

/**
 * How much longer to wait than a call may run, in milliseconds: its worker may be about to store what became of it,
 * which is better than anything that we can find out.
 */
const graceMs = 500;

const unclear = createProblem({
  code: 'vendor_error',
  effect: 'unknown',
  transient: true,
  message: 'the process ended while the call may have been under way',
});

/**
 * Deals with the calls that were begun before the chunk was ours. Each is left alone until its attempt has ended; then
 * the stored bytes go once more where the vendor certainly discards the copy, else nobody knows. None is planned anew.
 */
export function takeOver(work: ChunkWork, missing: readonly number[]): Takeover {
  const { claim, recipients } = work;
  const begun = claim.intents.map((intent) => ({
    ...intent,
    record: unpackIntent(intent.bytes, recipients),
  }));
  const inCalls = new Set(begun.flatMap(({ record }) => record.items.map(({ index }) => index)));
  const running = begun.filter(({ isReplaced }) => !isReplaced);
  reportAnswered(work, begun, running, new Set(missing));
  return {
    rest: missing.filter((index) => !inCalls.has(index)),
    ended: Promise.all(running.map((call) => takeOverCall(work, call))).then(() => {}),
  };
}

/**
 * A call that another was made instead of had been answered, and the other is for those alone who were to be tried
 * again. What the answer said of the rest died with its process.
 */
function reportAnswered(
  work: ChunkWork,
  begun: readonly BegunCall[],
  running: readonly BegunCall[],
  missing: ReadonlySet<number>,
): void {
  const followed = new Set(running.flatMap(({ record }) => record.items.map(({ index }) => index)));
  for (const { record, callId, isReplaced } of begun) {
    if (!isReplaced) continue;
    const left = record.items.filter(({ index }) => missing.has(index) && !followed.has(index));
    const outcomes = left.map(
      ({ userId, index }): RecipientOutcome => ({
        userId,
        index,
        status: 'unconfirmed',
        via: record.chat,
        problem: unclear,
      }),
    );
    work.report(outcomes, [callId], true);
  }
}

async function takeOverCall(work: ChunkWork, call: BegunCall): Promise<void> {
  const { context, stopping, chat, journal, report, claim } = work;
  const { storeClock, clock } = context;
  while (stopping.reason === undefined) {
    const leftMs = call.mayRunUntil + graceMs - storeClock.earliest;
    if (leftMs <= 0) break;
    await sleep(clock, leftMs, stopping.signal);
  }
  if (stopping.reason !== undefined && stopping.reason !== 'cancelled') return;
  const resumed: string[] = [];
  const controller = new AbortController();
  // Before it leaves it can be left to somebody else; then it goes on to its end.
  const abort = () => {
    if (resumed.length === 0) controller.abort();
  };
  if (stopping.reason !== undefined) abort();
  stopping.signal.addEventListener('abort', abort, { once: true });
  try {
    const outcomes = await resume();
    if (stopping.isGivenUp && resumed.length === 0) return;
    const isKnown = ({ status }: RecipientOutcome) => status !== 'unconfirmed';
    const calls = [call.callId, ...resumed];
    if (outcomes.every(isKnown)) return report(outcomes, calls, false);
    report(outcomes.filter(isKnown), [], false);
    // It was the store that kept it from leaving: the chunk is given back, and the call is looked at again.
    if (call.record.items.some(({ index }) => work.calls.isHeldUp(index))) return;
    // What nobody knows is ours to say while the chunk is; whoever has it next may find out more.
    if (!stopping.isGivenUp) {
      report(
        outcomes.filter((outcome) => !isKnown(outcome)),
        calls,
        true,
      );
    }
  } finally {
    stopping.signal.removeEventListener('abort', abort);
  }

  async function resume(): Promise<readonly RecipientOutcome[]> {
    const record = inOurTime(call, storeClock);
    try {
      return await chat.resume(record, {
        signal: controller.signal,
        correlationId: claim.of.key,
        journal: {
          async begin(records) {
            await journal.begin(records);
            resumed.push(...records.map(({ callId }) => callId));
          },
        },
      });
    } catch (error) {
      // A chat that is not there any more, or a record that nobody can read: it cannot be found out.
      context.onError(error);
      return record.items.map(({ userId, index }) => ({
        userId,
        index,
        status: 'unconfirmed',
        via: record.chat,
        problem: unclear,
      }));
    }
  }
}

/** The record with its moments by our own wall clock: the worker before us may have had another. */
function inOurTime(
  { record, firstAttemptAt, mayRunUntil }: BegunCall,
  storeClock: ChunkWork['context']['storeClock'],
): CallRecord {
  return {
    ...record,
    firstAttemptAt: storeClock.wallTimeOf(firstAttemptAt),
    leaveBy: storeClock.wallTimeOf(mayRunUntil),
    mayRunUntil: storeClock.wallTimeOf(mayRunUntil),
  };
}
