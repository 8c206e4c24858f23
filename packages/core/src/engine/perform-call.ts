import type { CallReading, ChatAdapter, HttpTarget, PlanWarning, VendorCall } from '../adapter/contract.ts';
import { utf8Length } from '../adapter/utf8.ts';
import { sleep } from '../clock.ts';
import { emit, type Hooks } from '../hooks.ts';
import type { Lease, Pacer } from '../pacing/pacer.ts';
import { createProblem, type Problem } from '../problem.ts';
import { type AttemptResult, type AttemptTools, attemptCall } from './attempt.ts';
import { backoffMs, copyIsDiscarded, type RetryPolicy, recipientsToRepeat } from './repeat.ts';
import { acquireRoom } from './room.ts';
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
 * Carries one call through: waits for room, sends, reads, and repeats what is safe to repeat. Never throws.
 * `narrow` plans a call for some of its recipients, in case only these are to be tried again.
 */
export async function performCall(
  first: VendorCall,
  narrow: (recipients: readonly string[]) => VendorCall | undefined,
  context: CallContext,
): Promise<PerformedCall> {
  const progress: Progress = { call: first, standings: new Map(), warnings: [] };
  try {
    await makeAttempts(progress, narrow, context);
  } catch {
    // An adapter that throws where the contract says that it never does. Nobody is lost by it.
    const { call, standings, lease } = progress;
    lease?.settle('sent');
    const problem = adapterFailed(call.endpoint, lease ? 'unknown' : 'not_sent');
    recordAll(
      progress,
      problem,
      lease ? call.recipients : call.recipients.filter((id) => !standings.has(id)),
    );
  }
  return progress;
}

interface Progress extends PerformedCall {
  /** The call that is being made: the first, or what was narrowed down from it. */
  call: VendorCall;
  readonly standings: Map<string, Standing>;
  readonly warnings: PlanWarning[];
  /** Held from when an attempt may leave until its result is in the standings. */
  lease?: Lease;
}

async function makeAttempts(
  progress: Progress,
  narrow: (recipients: readonly string[]) => VendorCall | undefined,
  context: CallContext,
): Promise<void> {
  const { clock, signal, retry, timeoutMs } = context;
  const { standings, warnings } = progress;
  let deadlineAt = context.deadlineAt ?? clock.now() + context.deadlineMs;
  let body = progress.call.body();
  let firstAttemptAt: number | undefined;
  let signatureWasRenewed = false;
  let renewSignature = false;

  for (let attempt = 1; ; attempt += 1) {
    const { call } = progress;
    const event = describeAttempt(call, attempt, context);
    const waitingSince = clock.now();
    const lease = await acquireRoom(call, context);
    const waitedMs = clock.now() - waitingSince;
    if (waitedMs > 0) emit(context.hooks, 'wait', () => ({ ...event, waitedMs }));
    if (context.deadlineAt === undefined) deadlineAt += waitedMs;
    if (!('settle' in lease)) {
      recordAll(progress, lease);
      return;
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
      if (attempt === 1) recordAll(progress, deadlinePassed);
      return;
    }
    firstAttemptAt ??= startedAt;

    emit(context.hooks, 'request', () => ({ ...event, bodyBytes: utf8Length(body) }));
    progress.lease = lease;
    const result = await attemptCall(call, body, context, limitMs, renewSignature);
    lease.settle(howItEnded(result));
    const account = accountFor(call.recipients, scrubbed(result, context.scrub), call.silenceMeans);
    for (const [userId, standing] of account.standings) record(progress, userId, standing);
    progress.lease = undefined;
    warnings.push(...(result.reading.warnings ?? []), ...unaskedWarning(call, account.unasked));
    emit(context.hooks, 'reply', () => ({
      ...event,
      durationMs: clock.now() - startedAt,
      httpStatus: result.httpStatus,
      problem: result.reading.problem?.code,
      ...countStandings(account.standings),
    }));

    if (attempt >= retry.maxAttempts || signal?.aborted) return;
    renewSignature =
      result.reading.signatureRefused === true &&
      !signatureWasRenewed &&
      call.recipients.every((userId) => isFailed(account.standings, userId));
    if (renewSignature) {
      signatureWasRenewed = true;
      emit(context.hooks, 'repeat', () => ({ ...event, delayMs: 0, problem: 'unauthenticated' }));
      continue;
    }
    const copiesDoNoHarm = context.retryUnknown || call.dedupWindowMs === Number.POSITIVE_INFINITY;
    const again = recipientsToRepeat(account.standings, copiesDoNoHarm || call.dedupWindowMs > 0);
    const next = nextCall(call, again, (userId) => copiesDoNoHarm || isFailed(standings, userId), narrow);
    if (!next) return;
    const why = whyRepeated(account.standings, next.recipients);
    const delayMs = backoffMs(retry, attempt, context.random() / 2 ** 32, why.retryAfterMs);
    if (clock.now() + delayMs >= deadlineAt) return;
    emit(context.hooks, 'repeat', () => ({
      ...event,
      recipients: next.recipients,
      delayMs,
      problem: why.code,
    }));
    if (!(await sleep(clock, delayMs, signal))) return;
    if (next !== call) {
      body = next.body();
      progress.call = next;
      firstAttemptAt = undefined;
    }
  }
}

function record({ standings }: Progress, userId: string, standing: Standing): void {
  standings.set(userId, joinStandings(standings.get(userId), standing));
}

function recordAll(progress: Progress, problem: Problem, userIds = progress.call.recipients): void {
  for (const userId of userIds) record(progress, userId, standingOf(problem));
}

function adapterFailed(endpoint: string, outcome: 'not_sent' | 'unknown'): Problem {
  return createProblem({
    code: 'vendor_error',
    outcome,
    retryable: false,
    message: `the adapter failed in a call to ${endpoint}`,
  });
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
  mayMoveOn: (userId: string) => boolean,
  narrow: (recipients: readonly string[]) => VendorCall | undefined,
): VendorCall | undefined {
  if (again.length === call.recipients.length) return call;
  // A new call has a new identity: it is no copy that the vendor would discard.
  const moved = again.filter(mayMoveOn);
  return moved.length > 0 ? narrow(moved) : undefined;
}

function isFailed(standings: ReadonlyMap<string, Standing>, userId: string): boolean {
  return standings.get(userId)?.status === 'failed';
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

/** The reading without what was sent, and without what the request was signed with. */
function scrubbed({ reading, target }: AttemptResult, scrub: Scrub): CallReading {
  if (!reading.problem && reading.failed.length === 0) return reading;
  const signed = target ? signaturesIn(target) : [];
  return {
    ...reading,
    problem: reading.problem && scrub(reading.problem, signed),
    failed: reading.failed.map(({ userId, problem }) => ({ userId, problem: scrub(problem, signed) })),
  };
}

/** A signature stands in the query or in a header; only the content's type is known to be none. */
function signaturesIn({ url, headers }: HttpTarget): readonly string[] {
  const query = URL.canParse(url) ? [...new URL(url).searchParams.values()] : [];
  const values = Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'content-type');
  return [...query, ...values.map(([, value]) => value)];
}

function hasUnclear(call: VendorCall, standings: ReadonlyMap<string, Standing>): boolean {
  return call.recipients.some((userId) => standings.get(userId)?.status === 'unconfirmed');
}

/** Why these recipients are tried again, and the longest that the vendor asks to wait for one of them. */
function whyRepeated(standings: ReadonlyMap<string, Standing>, userIds: readonly string[]) {
  const problems = userIds.flatMap((userId) => {
    const standing = standings.get(userId);
    return standing && standing.status !== 'accepted' ? [standing.problem] : [];
  });
  return {
    code: problems[0]?.code ?? 'vendor_error',
    retryAfterMs: Math.max(0, ...problems.map(({ retryAfterMs }) => retryAfterMs ?? 0)),
  };
}

function countStandings(standings: ReadonlyMap<string, Standing>) {
  const counts = { accepted: 0, failed: 0, unconfirmed: 0 };
  for (const { status } of standings.values()) counts[status] += 1;
  return counts;
}
