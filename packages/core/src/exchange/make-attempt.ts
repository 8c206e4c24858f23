import type { Problem } from '../model/problem.ts';
import { emit } from '../ports/hooks.ts';
import type { CallRecord } from '../ports/journal.ts';
import type { Lease, LeaseEnd } from '../ports/pacer.ts';
import type { HttpBody } from '../ports/vendor-call.ts';
import { utf8Length } from '../text/utf8.ts';
import { admit } from './admission.ts';
import { type AttemptEnd, type AttemptStart, attemptCall } from './attempt.ts';
import type { ExchangeContext } from './context.ts';
import { asItIs, type Counts, type Exchange, type NextAttempt } from './exchange.ts';
import { isPromise } from './is-promise.ts';
import { writerOf } from './journal-writer.ts';
import { ageOf, hasPassed, type Moment, momentAfter, momentNow } from './moment.ts';
import { deadlinePassed } from './problems.ts';
import { eventOf, type Progress } from './progress.ts';
import type { Session, SessionKeeper } from './session.ts';
import { attemptLimitMs } from './time-limit.ts';

/** What came of an attempt, as far as it decides whether another follows. */
export interface MadeAttempt<Result> {
  readonly refused?: 'signature' | 'session';
  readonly counts: Counts;
  readonly next?: NextAttempt<Result>;
}

/** Makes one attempt, from the wait for capacity to its result. Undefined where it is not made, and nothing follows. */
export function makeAttempt<Result>(
  progress: Progress<Result>,
  body: HttpBody | undefined,
  exchange: Exchange<Result>,
  context: ExchangeContext,
): MadeAttempt<Result> | undefined | Promise<MadeAttempt<Result> | undefined> {
  const timeoutMs = context.timeoutMs ?? progress.call.timeoutMs ?? 10_000;
  const admission = admitWithSession(progress, timeoutMs, context);
  return isPromise(admission)
    ? admission.then((admitted) => attemptAdmitted(admitted, timeoutMs, progress, body, exchange, context))
    : attemptAdmitted(admission, timeoutMs, progress, body, exchange, context);
}

function attemptAdmitted<Result>(
  admitted: Admitted | Problem,
  timeoutMs: number,
  progress: Progress<Result>,
  body: HttpBody | undefined,
  exchange: Exchange<Result>,
  context: ExchangeContext,
): undefined | Promise<MadeAttempt<Result>> {
  const { clock, hooks } = context;
  if (!('lease' in admitted)) return notMade(admitted, progress, exchange);
  const { lease, session } = admitted;
  const startedAt = momentNow(clock);
  const remainingMs = progress.deadlineAt - startedAt.monotonic;
  const limitMs = attemptLimitMs(progress, timeoutMs, remainingMs, context);
  const leaveBy = latestMoment(progress, lease, startedAt, limitMs, context);
  if (limitMs <= 0 || hasPassed(leaveBy, clock)) {
    lease.settle({ how: 'not_sent' });
    return notMade(deadlinePassed, progress, exchange);
  }

  progress.firstAttempt ??= startedAt;
  progress.lease = lease;
  progress.generation = session?.generation;
  if (hooks.request) {
    emit(hooks, 'request', () => ({
      ...eventOf(progress, context),
      bodyBytes: body ? utf8Length(body.text) : 0,
    }));
  }
  const start: AttemptStart = {
    limitMs,
    leaveBy,
    renewSignature: progress.renewSignature,
    sessionToken: session?.token,
    earlier: progress.earlier,
    begin: beginner(progress, body, startedAt, limitMs, leaveBy, context),
  };
  return attemptCall(progress.call, body, start, context, (end) =>
    observeEnd(progress, end, startedAt, limitMs, exchange, context),
  );
}

/** The call is not made, now or later. */
function notMade<Result>(
  problem: Problem,
  progress: Progress<Result>,
  exchange: Exchange<Result>,
): undefined {
  progress.lastProblem = problem;
  // A repeat that comes too late, or that nobody wants any more: what is known so far stays as it is.
  const isRepeat = progress.attempt > 1 || exchange.resumed !== undefined;
  const isGivenUp = problem === deadlinePassed || problem.code === 'aborted';
  if (!(isRepeat && isGivenUp)) exchange.observe({ problem }, asItIs);
}

interface Admitted {
  readonly lease: Lease;
  readonly session?: Session;
}

/** The capacity for an attempt, and the token where the vendor has such a thing. */
function admitWithSession<Result>(
  progress: Progress<Result>,
  holdMs: number,
  context: ExchangeContext,
): Admitted | Problem | Promise<Admitted | Problem> {
  const { session } = context;
  if (session && progress.call.purpose !== 'session')
    return admitBySession(progress, holdMs, session, context);
  const lease = waitForCapacity(progress, holdMs, context);
  return isPromise(lease) ? lease.then(admittedBy) : admittedBy(lease);
}

function admittedBy(lease: Lease | Problem): Admitted | Problem {
  return 'settle' in lease ? { lease } : lease;
}

async function admitBySession<Result>(
  progress: Progress<Result>,
  holdMs: number,
  keeper: SessionKeeper,
  context: ExchangeContext,
): Promise<Admitted | Problem> {
  const getSession = () =>
    keeper.get(context.signal, Math.max(0, progress.deadlineAt - context.clock.monotonic()));
  // Twice at most: the token may have ended while the call waited, and the capacity is not held while another is fetched.
  for (let round = 1; ; round += 1) {
    const session = await getSession();
    if (!('token' in session)) return session;
    const lease = await waitForCapacity(progress, holdMs, context);
    if (!('settle' in lease)) return lease;
    if (keeper.current || round === 2) return { lease, session: keeper.current ?? session };
    lease.settle({ how: 'not_sent' });
  }
}

function observeEnd<Result>(
  progress: Progress<Result>,
  end: AttemptEnd<Result>,
  startedAt: Moment,
  limitMs: number,
  exchange: Exchange<Result>,
  context: ExchangeContext,
): MadeAttempt<Result> {
  const { clock, hooks, retry, session } = context;
  const { result, httpStatus, redaction } = end;
  const durationMs = clock.monotonic() - startedAt.monotonic;
  progress.lease?.settle(leaseEndOf(end, limitMs - durationMs));
  const { counts, next } = exchange.observe(result, redaction);
  progress.lease = undefined;
  progress.lastProblem = result.problem;
  if (result.problem) progress.earlier = [...progress.earlier, result.problem];
  else retry.budget.refill();
  if (result.refused === 'session' && progress.generation !== undefined) session?.refuse(progress.generation);
  if (hooks.reply) {
    emit(hooks, 'reply', () => ({
      ...eventOf(progress, context),
      durationMs,
      httpStatus,
      problem: result.problem?.code,
      ...counts,
    }));
  }
  return { refused: result.refused, counts, next };
}

function waitForCapacity<Result>(
  progress: Progress<Result>,
  holdMs: number,
  context: ExchangeContext,
): Lease | Problem | Promise<Lease | Problem> {
  const { clock, hooks, deadlineAt } = context;
  const since = clock.monotonic();
  const lease = admit(progress.call, context, {
    holdMs,
    maxWaitMs: deadlineAt === undefined ? undefined : Math.max(0, deadlineAt - since),
    onWait: hooks.waitStart && (() => emit(hooks, 'waitStart', () => eventOf(progress, context))),
  });
  return isPromise(lease) ? lease.then((answer) => afterWait(answer, since, progress, context)) : lease;
}

function afterWait<Result>(
  lease: Lease | Problem,
  since: number,
  progress: Progress<Result>,
  context: ExchangeContext,
): Lease | Problem {
  const waitedMs = context.clock.monotonic() - since;
  progress.waitedMs += waitedMs;
  if (waitedMs > 0) emit(context.hooks, 'wait', () => ({ ...eventOf(progress, context), waitedMs }));
  if (context.deadlineAt === undefined) progress.deadlineAt += waitedMs;
  return lease;
}

/**
 * The least of what the deadline, the lease and the age of the first attempt allow. A copy must arrive while the
 * vendor still remembers the first: it leaves so early that its own time limit ends before that.
 */
function latestMoment<Result>(
  { call, isCopy, firstAttempt }: Progress<Result>,
  { leaveWithinMs }: Lease,
  startedAt: Moment,
  limitMs: number,
  { clock, retryUnknown }: ExchangeContext,
): Moment {
  const mustBeDiscarded = isCopy && firstAttempt && !retryUnknown;
  const copyMs = mustBeDiscarded
    ? call.dedupWindowMs - ageOf(firstAttempt, clock) - limitMs
    : Number.POSITIVE_INFINITY;
  return momentAfter(startedAt, Math.min(limitMs, leaveWithinMs ?? limitMs, copyMs));
}

/** Stores the attempt in the journal, where the send has one. */
function beginner<Result>(
  progress: Progress<Result>,
  body: HttpBody | undefined,
  startedAt: Moment,
  limitMs: number,
  leaveBy: Moment,
  { journal, adapter, via, sendId, correlationId }: ExchangeContext,
): AttemptStart['begin'] {
  if (!journal || progress.call.purpose === 'session') return undefined;
  const kept = progress.subject.record();
  if (!kept) return undefined;
  const { call, callId, replaces, attempt, firstAttempt } = progress;
  const { dedupWindowMs, endpoint, identity } = call;
  const record = (): CallRecord => ({
    version: 1,
    chat: via,
    vendor: adapter.vendor,
    app: adapter.app,
    sendId,
    ...(correlationId === undefined ? {} : { correlationId }),
    callId,
    ...(replaces === undefined ? {} : { replaces }),
    attempt,
    endpoint,
    ...(identity === undefined ? {} : { identity }),
    // A copy: what a journal does to its record does not change what is sent.
    ...(body ? { body: { ...body } } : {}),
    ...kept,
    dedupWindowMs: dedupWindowMs === Number.POSITIVE_INFINITY ? 'unlimited' : dedupWindowMs,
    firstAttemptAt: (firstAttempt ?? startedAt).wall,
    leaveBy: leaveBy.wall,
    mayRunUntil: startedAt.wall + limitMs,
  });
  return (signal) => writerOf(journal).begin(record(), signal);
}

const replied: LeaseEnd = Object.freeze({ how: 'replied' });

function leaseEndOf<Result>({ left, mayArrive, result }: AttemptEnd<Result>, remainingMs: number): LeaseEnd {
  if (!left) return { how: 'not_sent' };
  if (result.tooFast) return { how: 'too_fast', ...result.tooFast };
  return mayArrive ? { how: 'may_arrive', withinMs: Math.max(0, remainingMs) } : replied;
}
