import type { AcceptedDetails, CallReading } from '../adapter/contract.ts';
import { createProblem, type Problem } from '../problem.ts';

/** What is known of one recipient. */
export type Standing =
  | { readonly status: 'accepted'; readonly details: AcceptedDetails }
  | { readonly status: 'failed' | 'unconfirmed'; readonly problem: Problem };

/** A problem whose outcome is unknown leaves its recipient unconfirmed; any other is a certain failure. */
export function standingOf(problem: Problem): Standing {
  return { status: problem.outcome === 'unknown' ? 'unconfirmed' : 'failed', problem };
}

/**
 * Joins what is known after an attempt with what was known before: accepted if one attempt was; else unconfirmed
 * if one was; only then failed. A later refusal never turns an unclear attempt into a certain failure.
 */
export function joinStandings(earlier: Standing | undefined, later: Standing): Standing {
  if (!earlier || later.status === 'accepted') return later;
  if (earlier.status === 'accepted') return earlier;
  return earlier.status === 'unconfirmed' && later.status === 'failed' ? earlier : later;
}

export interface Account {
  /** One standing for every recipient of the call, and for nobody else. */
  readonly standings: ReadonlyMap<string, Standing>;
  /** How many recipients the reply names that the call did not. */
  readonly unasked: number;
}

const contradiction = standingOf(
  createProblem({
    code: 'bad_reply',
    outcome: 'unknown',
    retryable: false,
    message: 'the reply names the recipient both as accepted and as failed',
  }),
);

const silence = standingOf(
  createProblem({
    code: 'bad_reply',
    outcome: 'unknown',
    retryable: false,
    message: 'the reply does not name the recipient',
  }),
);

/** Builds the standings of a call's recipients from the plan: the reply fills them in, and cannot add to them. */
export function accountFor(
  recipients: readonly string[],
  reading: CallReading,
  silenceMeans: 'accepted' | 'unconfirmed',
): Account {
  const named = new Map<string, Standing>();
  for (const { userId, ...details } of reading.accepted) {
    named.set(userId, { status: 'accepted', details });
  }
  for (const { userId, problem } of reading.failed) {
    const earlier = named.get(userId);
    // One that is named twice stands as its least certain entry says.
    named.set(
      userId,
      earlier?.status === 'accepted' ? contradiction : joinStandings(earlier, standingOf(problem)),
    );
  }
  const unnamed = standingOfUnnamed(reading, silenceMeans);
  const standings = new Map<string, Standing>();
  for (const userId of recipients) {
    standings.set(userId, named.get(userId) ?? unnamed);
    named.delete(userId);
  }
  return { standings, unasked: named.size };
}

function standingOfUnnamed(reading: CallReading, silenceMeans: 'accepted' | 'unconfirmed'): Standing {
  if (reading.problem) return standingOf(reading.problem);
  return silenceMeans === 'accepted' ? { status: 'accepted', details: reading.shared ?? {} } : silence;
}
