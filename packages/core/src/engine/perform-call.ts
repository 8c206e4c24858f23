import type { CallReading, ChatAdapter, PlanWarning, VendorCall } from '../adapter/contract.ts';
import { utf8Length } from '../adapter/utf8.ts';
import { sleep } from '../clock.ts';
import { emit, type Hooks } from '../hooks.ts';
import type { Lease, Limit, Pacer } from '../pacing/pacer.ts';
import { createProblem, type Problem } from '../problem.ts';
import { type AttemptResult, type AttemptTools, aborted, attemptCall } from './attempt.ts';
import { backoffMs, copyIsDiscarded, type RetryPolicy, recipientsToRepeat } from './repeat.ts';
import type { Scrub } from './scrub.ts';
import { accountFor, joinStandings, type Standing, standingOf } from './standing.ts';

/** What one send gives to each of its calls. */
export interface CallContext extends AttemptTools {
  readonly adapter: ChatAdapter;
  /** The chat's name. */
  readonly via: string;
  readonly sendId: string;
  readonly pacer: Pacer;
  /** The part of every limit that is this process's, 0 to 1. */
  readonly share: number;
  readonly scrub: Scrub;
  readonly hooks: Hooks;
  readonly timeoutMs: number;
  readonly retry: RetryPolicy;
  /** Repeat also where a copy may arrive twice. */
  readonly retryUnknown: boolean;
  /** The end of the whole send; absent in bulk, where each call has `deadlineMs` and its waiting does not count. */
  readonly deadlineAt?: number;
  readonly deadlineMs: number;
}

export interface PerformedCall {
  readonly standings: ReadonlyMap<string, Standing>;
  readonly warnings: readonly PlanWarning[];
}

/**
 * Carries one call through: waits for room, sends, reads, and repeats what is safe to repeat.
 * `narrow` plans a call for some of its recipients, in case only these are to be tried again.
 */
export async function performCall(
  first: VendorCall,
  narrow: (recipients: readonly string[]) => VendorCall | undefined,
  context: CallContext,
): Promise<PerformedCall> {
  const { clock, signal, retry, timeoutMs } = context;
  const standings = new Map<string, Standing>();
  let deadlineAt = context.deadlineAt ?? clock.now() + context.deadlineMs;
  let call = first;
  let body = call.body();
  const warnings: PlanWarning[] = [];
  let firstAttemptAt: number | undefined;
  let signatureWasRenewed = false;
  let renewSignature = false;

  const recordAll = (problem: Problem) => {
    for (const userId of call.recipients) {
      standings.set(userId, joinStandings(standings.get(userId), standingOf(problem)));
    }
  };

  for (let attempt = 1; ; attempt += 1) {
    const event = describeAttempt(call, attempt, context);
    const waitingSince = clock.now();
    const lease = await acquire(call, context);
    const waitedMs = clock.now() - waitingSince;
    if (waitedMs > 0) emit(context.hooks, 'wait', () => ({ ...event, waitedMs }));
    if (context.deadlineAt === undefined) deadlineAt += waitedMs;
    if (!('settle' in lease)) {
      recordAll(lease);
      break;
    }
    const startedAt = clock.now();
    const limitMs = Math.min(timeoutMs, deadlineAt - startedAt);
    const isUnclear = hasUnclear(call, standings);
    if (
      limitMs <= 0 ||
      (isUnclear &&
        !context.retryUnknown &&
        !copyIsDiscarded(call, firstAttemptAt ?? startedAt, startedAt, limitMs))
    ) {
      // The repeat comes too late. What is known so far stays as it is.
      lease.settle('not_sent');
      if (attempt === 1) recordAll(deadlinePassed);
      break;
    }
    firstAttemptAt ??= startedAt;

    emit(context.hooks, 'request', () => ({ ...event, bodyBytes: utf8Length(body) }));
    const result = await attemptCall(call, body, context, limitMs, renewSignature);
    lease.settle(howItEnded(result));
    const account = accountFor(call.recipients, scrubbed(result, context.scrub), call.silenceMeans);
    warnings.push(...(result.reading.warnings ?? []), ...unaskedWarning(call, account.unasked));
    for (const [userId, standing] of account.standings) {
      standings.set(userId, joinStandings(standings.get(userId), standing));
    }
    emit(context.hooks, 'reply', () => ({
      ...event,
      durationMs: clock.now() - startedAt,
      httpStatus: result.httpStatus,
      problem: result.reading.problem?.code,
      ...countStandings(account.standings),
    }));

    if (attempt >= retry.maxAttempts || signal?.aborted) break;
    renewSignature = result.reading.signatureRefused === true && !signatureWasRenewed;
    if (renewSignature) {
      signatureWasRenewed = true;
      emit(context.hooks, 'repeat', () => ({ ...event, delayMs: 0, problem: 'unauthenticated' }));
      continue;
    }
    const again = recipientsToRepeat(account.standings, context.retryUnknown || call.dedupWindowMs > 0);
    const next = nextCall(call, again, account.standings, narrow);
    if (!next) break;
    const cause = firstProblem(account.standings, again);
    const delayMs = backoffMs(retry, attempt, context.random() / 2 ** 32, cause.retryAfterMs);
    if (clock.now() + delayMs >= deadlineAt) break;
    emit(context.hooks, 'repeat', () => ({ ...event, recipients: again, delayMs, problem: cause.code }));
    if (!(await sleep(clock, delayMs, signal))) break;
    if (next !== call) {
      call = next;
      body = call.body();
      firstAttemptAt = undefined;
    }
  }
  return { standings, warnings };
}

function unaskedWarning({ endpoint }: VendorCall, unasked: number): readonly PlanWarning[] {
  if (unasked === 0) return [];
  const message = `a reply to ${endpoint} named recipients that were not in the call`;
  return [{ code: 'unasked_recipient', message }];
}

/** The call to make next: the same one, byte for byte, where all its recipients are to be tried again. */
function nextCall(
  call: VendorCall,
  again: readonly string[],
  standings: ReadonlyMap<string, Standing>,
  narrow: (recipients: readonly string[]) => VendorCall | undefined,
): VendorCall | undefined {
  if (again.length === call.recipients.length) return call;
  // A new call has a new identity, so only those join it who certainly got nothing.
  const certain = again.filter((userId) => standings.get(userId)?.status === 'failed');
  return certain.length > 0 ? narrow(certain) : undefined;
}

async function acquire(call: VendorCall, context: CallContext): Promise<Lease | Problem> {
  const { adapter, pacer, share, signal } = context;
  const lease = await pacer.acquire({
    scope: `${adapter.vendor} ${adapter.app} ${adapter.host}`,
    costs:
      share === 1
        ? call.costs
        : call.costs.map(({ limit, units }) => ({
            limit: { ...limit, capacity: limit.capacity * share },
            units,
          })),
    signal,
    deadline: context.deadlineAt,
  });
  if (lease === 'aborted') return aborted('not_sent');
  return 'settle' in lease ? lease : noRoom(lease.limit, lease.waitMs);
}

function noRoom(limit: Limit, waitMs: number): Problem {
  return createProblem({
    code: limit.kind === 'quota' ? 'quota_exhausted' : 'rate_limited',
    outcome: 'not_sent',
    retryable: true,
    message: `no room below the limit "${limit.name}" before the deadline`,
    retryAfterMs: Math.ceil(waitMs),
  });
}

const deadlinePassed = createProblem({
  code: 'timeout',
  outcome: 'not_sent',
  retryable: true,
  message: 'the deadline passed before it was sent',
});

function describeAttempt(call: VendorCall, attempt: number, { via, adapter, sendId }: CallContext) {
  const { endpoint, recipients } = call;
  return { chat: via, vendor: adapter.vendor, sendId, endpoint, recipients, attempt };
}

function howItEnded({ left, reading }: AttemptResult): 'sent' | 'not_sent' | 'too_fast' {
  if (!left) return 'not_sent';
  const isTooFast = ({ code, outcome }: Problem) => code === 'rate_limited' && outcome === 'rejected';
  const problems = [
    ...(reading.problem ? [reading.problem] : []),
    ...reading.failed.map(({ problem }) => problem),
  ];
  return problems.some(isTooFast) ? 'too_fast' : 'sent';
}

/** The reading without what was sent. The query of a signed URL holds the signature, so it goes too. */
function scrubbed({ reading, url }: AttemptResult, scrub: Scrub): CallReading {
  if (!reading.problem && reading.failed.length === 0) return reading;
  const signed = url === undefined ? [] : [...new URL(url).searchParams.values()];
  return {
    ...reading,
    problem: reading.problem && scrub(reading.problem, signed),
    failed: reading.failed.map(({ userId, problem }) => ({ userId, problem: scrub(problem, signed) })),
  };
}

function hasUnclear(call: VendorCall, standings: ReadonlyMap<string, Standing>): boolean {
  return call.recipients.some((userId) => standings.get(userId)?.status === 'unconfirmed');
}

function firstProblem(standings: ReadonlyMap<string, Standing>, userIds: readonly string[]): Problem {
  for (const userId of userIds) {
    const standing = standings.get(userId);
    if (standing && standing.status !== 'accepted') return standing.problem;
  }
  throw new Error('a repeat without a problem');
}

function countStandings(standings: ReadonlyMap<string, Standing>) {
  const counts = { accepted: 0, failed: 0, unconfirmed: 0 };
  for (const { status } of standings.values()) counts[status] += 1;
  return counts;
}
