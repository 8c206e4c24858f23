import type { RecipientOutcome } from '@polychat/core';
import type { RequestRecord } from '@polychat/emulator';
import { retry } from './program-setup.ts';
import type { Told } from './trail.ts';

/**
 * Why recipients are unconfirmed after a run:
 * - `crash`: a call was under way when its process ended, and the vendor discards no copy.
 * - `window`: the vendor's window had passed, or would have before another attempt ended.
 * - `fault`: the emulator was told to fail the last attempt, and no further one was due.
 * - `time`: the last attempt met no fault and ended by its time limit, since the machine was busy or the process stopped.
 * - `ours`: another attempt was due inside the window, and was not made. There must be none.
 */
type Reason = 'crash' | 'window' | 'fault' | 'time' | 'ours';

export interface UnconfirmedSplit {
  readonly counts: Readonly<Record<Reason, number>>;
  /** Who, and what is known of them. */
  readonly ours: readonly string[];
}

/** What storing and signing may take on a busy machine before an attempt leaves, in milliseconds; core allows as much. */
const leaveMs = 1_000;

interface Evidence {
  /** In any order. */
  readonly trail: readonly Told[];
  readonly requests: readonly RequestRecord[];
  /** How long the vendor discards copies, as the adapters say it, and what one attempt may take, in milliseconds. */
  readonly windowMs: number;
  readonly timeoutMs: number;
}

/** Says of everybody who is unconfirmed why it is so. */
export function splitUnconfirmed(
  outcomes: readonly RecipientOutcome[],
  { trail, requests, windowMs, timeoutMs }: Evidence,
): UnconfirmedSplit {
  const counts: Record<Reason, number> = { crash: 0, window: 0, fault: 0, time: 0, ours: 0 };
  const ours: string[] = [];
  const inOrder = trail.toSorted((one, other) => one.at - other.at);
  const trails = byUser(inOrder, ({ event }) => event.userIds);
  const requestsOf = byUser(requests, recipientsIn);
  for (const outcome of outcomes) {
    if (outcome.status !== 'unconfirmed') continue;
    const { userId, problem } = outcome;
    const told = trails.get(userId) ?? [];
    const isFaulty = (requestsOf.get(userId)?.at(-1)?.faults?.length ?? 0) > 0;
    const reason = problem.message.includes('process ended') ? reasonOfCrash() : reasonOfAttempts();
    counts[reason] += 1;
    if (reason === 'ours') ours.push(`${userId}: ${problem.message}: ${JSON.stringify(told)}`);

    /** Somebody else found the call, and did not make it again. */
    function reasonOfCrash(): Reason {
      if (windowMs === 0) return 'crash';
      const last = told.findLast(({ event }) => event.kind === 'resume')?.event;
      if (last?.kind !== 'resume') return 'ours';
      return last.ageMs + leaveMs + timeoutMs >= last.windowMs ? 'window' : 'ours';
    }

    /** A process made its last attempt, and nobody knows what became of it. */
    function reasonOfAttempts(): Reason {
      // Another process may have begun a call that never left, and tell so later.
      const unclear = told.findLast(({ event }) => event.kind === 'attempt' && event.isUnclear);
      const isOfIt = ({ processId }: Told) => processId === unclear?.processId;
      const untilEnd = told.slice(0, told.findLastIndex(isOfIt) + 1);
      const last = untilEnd.findLast((each) => isOfIt(each) && each.event.kind === 'attempt');
      if (last?.event.kind !== 'attempt') return 'ours';
      const isDue = windowMs > 0 && last.event.attempt < retry.maxAttempts;
      if (!isDue) return isFaulty ? 'fault' : 'time';
      return ageAtEnd(untilEnd) + retry.maxDelayMs + leaveMs + timeoutMs >= windowMs ? 'window' : 'ours';
    }
  }
  return { counts, ours };
}

/**
 * How old a call was when it was given up: since its first attempt, if that was told, or as whoever went on with it
 * knew from the store. A process that was stopped tells of an attempt only when it has woken up.
 */
function ageAtEnd(told: readonly Told[]): number {
  const [first, last] = [told[0], told.at(-1)];
  if (!first || !last) return 0;
  const sinceResumes = told.map(({ at, event }, index) => {
    if (event.kind !== 'resume') return 0;
    const tookMs = told
      .slice(index + 1)
      .reduce((sum, { event: later }) => sum + (later.kind === 'attempt' ? later.durationMs : 0), 0);
    return event.ageMs + Math.max(last.at - at, tookMs);
  });
  const sinceFirst = first.event.kind === 'attempt' ? last.at - first.at + first.event.durationMs : 0;
  return Math.max(sinceFirst, ...sinceResumes);
}

function byUser<Item>(
  items: readonly Item[],
  userIdsOf: (item: Item) => readonly string[],
): ReadonlyMap<string, readonly Item[]> {
  const lists = new Map<string, Item[]>();
  for (const item of items) {
    for (const userId of userIdsOf(item)) {
      const list = lists.get(userId);
      if (list) list.push(item);
      else lists.set(userId, [item]);
    }
  }
  return lists;
}

/** Whom a request of either vendor names. */
function recipientsIn({ body }: RequestRecord): readonly string[] {
  const { ToUserId, To_Account } = JSON.parse(body || '{}') as Record<string, string | string[] | undefined>;
  return [ToUserId ?? To_Account ?? []].flat();
}
