import { accountFor, joinStates, type RecipientState, stateOf } from '../delivery/recipient-state.ts';
import { createProblem, type Problem } from '../model/problem.ts';
import type { ChatAdapter, PlanWarning, VendorCall } from '../ports/chat-adapter.ts';
import { sleep } from '../ports/clock.ts';
import { emit, type Hooks } from '../ports/hooks.ts';
import type { Lease, Pacer } from '../ports/pacer.ts';
import { utf8Length } from '../text/utf8.ts';
import { admit } from './admission.ts';
import { type AttemptResult, type AttemptTools, attemptCall } from './attempt.ts';
import { type Scrub, scrubStates } from './redaction.ts';
import { copyIsDiscarded, type PlanSubset, planRepeat, type RetryPolicy } from './repeat.ts';

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
  readonly states: ReadonlyMap<string, RecipientState>;
  readonly warnings: readonly PlanWarning[];
}

/**
 * Carries one call through: waits for room, sends, reads, and repeats what is safe to repeat. Never throws.
 * `planSubset` plans a call for some of its recipients, in case only these are to be tried again.
 */
export async function performCall(
  first: VendorCall,
  planSubset: PlanSubset,
  context: CallContext,
): Promise<PerformedCall> {
  const progress: Progress = {
    call: first,
    attempt: 1,
    states: new Map(),
    warnings: [],
    deadlineAt: context.deadlineAt ?? context.clock.now() + context.deadlineMs,
    renewSignature: false,
  };
  try {
    await makeAttempts(progress, planSubset, context);
  } catch {
    // An adapter that throws where the contract says that it never does. Nobody is lost by it.
    const { call, states, lease } = progress;
    lease?.settle('sent');
    const problem = adapterFailed(call.endpoint, lease ? 'unknown' : 'not_sent');
    recordAll(progress, problem, lease ? call.recipients : call.recipients.filter((id) => !states.has(id)));
  }
  return progress;
}

interface Progress extends PerformedCall {
  /** The call that is being made: the first, or what was narrowed down from it. */
  call: VendorCall;
  /** Counted from 1. */
  attempt: number;
  readonly states: Map<string, RecipientState>;
  readonly warnings: PlanWarning[];
  /** In bulk it moves on while the call waits for room. */
  deadlineAt: number;
  /** When this call, and not one that it was narrowed down from, was first attempted. */
  firstAttemptAt?: number;
  /** Whether the next attempt needs a new signature. */
  renewSignature: boolean;
  /** Held from when an attempt may leave until its result is in the states. */
  lease?: Lease;
}

async function makeAttempts(progress: Progress, planSubset: PlanSubset, context: CallContext): Promise<void> {
  const { clock, signal, retry } = context;
  let body = progress.call.body();
  let mayRenewSignature = true;
  for (;;) {
    const start = await startAttempt(progress, context);
    if (!start) return;
    const account = await finishAttempt(progress, body, start, context);
    if (progress.attempt >= retry.maxAttempts || signal?.aborted) return;

    const repeat = planRepeat({ ...progress, ...account, mayRenewSignature, planSubset }, context);
    if (!repeat) return;
    const { call, delayMs, renewSignature } = repeat;
    if (!renewSignature && clock.now() + delayMs >= progress.deadlineAt) return;
    const event = { ...describeAttempt(progress, context), recipients: call.recipients };
    emit(context.hooks, 'repeat', () => ({ ...event, delayMs, problem: repeat.problem }));
    if (!renewSignature && !(await sleep(clock, delayMs, signal))) return;
    if (renewSignature) mayRenewSignature = false;
    if (call !== progress.call) {
      body = call.body();
      progress.firstAttemptAt = undefined;
    }
    progress.call = call;
    progress.renewSignature = renewSignature;
    progress.attempt += 1;
  }
}

interface AttemptStart {
  readonly lease: Lease;
  readonly startedAt: number;
  readonly limitMs: number;
}

/** Waits for room. Undefined where there is none, or no time left: then what is known of the call is recorded. */
async function startAttempt(progress: Progress, context: CallContext): Promise<AttemptStart | undefined> {
  const { clock, hooks, timeoutMs } = context;
  const { call } = progress;
  const waitingSince = clock.now();
  const lease = await admit(call, context);
  const startedAt = clock.now();
  const waitedMs = startedAt - waitingSince;
  if (waitedMs > 0) emit(hooks, 'wait', () => ({ ...describeAttempt(progress, context), waitedMs }));
  if (context.deadlineAt === undefined) progress.deadlineAt += waitedMs;
  if (!('settle' in lease)) {
    recordAll(progress, lease);
    return undefined;
  }
  const limitMs = Math.min(timeoutMs, progress.deadlineAt - startedAt);
  if (limitMs <= 0 || isCopyLate(progress, startedAt, limitMs, context)) {
    // The repeat comes too late. What is known so far stays as it is.
    lease.settle('not_sent');
    if (progress.attempt === 1) recordAll(progress, deadlinePassed);
    return undefined;
  }
  progress.firstAttemptAt ??= startedAt;
  return { lease, startedAt, limitMs };
}

/** Whether an attempt that leaves now could arrive beside an earlier one that nobody knows about. */
function isCopyLate(
  { call, states, firstAttemptAt }: Progress,
  now: number,
  limitMs: number,
  { retryUnknown }: CallContext,
): boolean {
  const isUnclear = call.recipients.some((userId) => states.get(userId)?.status === 'unconfirmed');
  return isUnclear && !retryUnknown && !copyIsDiscarded(call, firstAttemptAt ?? now, now, limitMs);
}

interface AttemptAccount {
  /** What this attempt alone says of each recipient. */
  readonly latest: ReadonlyMap<string, RecipientState>;
  readonly signatureRefused: boolean;
}

/** Sends, reads, and joins what the reply says with what was known before. */
async function finishAttempt(
  progress: Progress,
  body: string,
  { lease, startedAt, limitMs }: AttemptStart,
  context: CallContext,
): Promise<AttemptAccount> {
  const { clock, hooks, scrub } = context;
  const { call } = progress;
  emit(hooks, 'request', () => ({ ...describeAttempt(progress, context), bodyBytes: utf8Length(body) }));
  progress.lease = lease;
  const result = await attemptCall(call, body, context, limitMs, progress.renewSignature);
  const { reading, target, httpStatus } = result;
  lease.settle(howItEnded(result));
  const account = accountFor(call.recipients, reading, call.unlistedMeans);
  // What the vendor says of others goes nowhere.
  const latest = scrubStates(account.states, scrub, target);
  for (const [userId, state] of latest) record(progress, userId, state);
  progress.lease = undefined;
  progress.warnings.push(...(reading.warnings ?? []), ...unaskedWarning(call, account.unasked));
  emit(hooks, 'reply', () => ({
    ...describeAttempt(progress, context),
    durationMs: clock.now() - startedAt,
    httpStatus,
    problem: reading.problem?.code,
    ...countStandings(latest),
  }));
  return { latest, signatureRefused: reading.signatureRefused === true };
}

function record({ states }: Progress, userId: string, state: RecipientState): void {
  states.set(userId, joinStates(states.get(userId), state));
}

function recordAll(progress: Progress, problem: Problem, userIds = progress.call.recipients): void {
  for (const userId of userIds) record(progress, userId, stateOf(problem));
}

function adapterFailed(endpoint: string, effect: 'not_sent' | 'unknown'): Problem {
  return createProblem({
    code: 'vendor_error',
    effect,
    retryable: false,
    message: `the adapter failed in a call to ${endpoint}`,
  });
}

const deadlinePassed = createProblem({
  code: 'timeout',
  effect: 'not_sent',
  retryable: true,
  message: 'the deadline passed before it was sent',
});

function unaskedWarning({ endpoint }: VendorCall, unasked: number): readonly PlanWarning[] {
  if (unasked === 0) return [];
  const message = `a reply to ${endpoint} named recipients that were not in the call`;
  return [{ code: 'unasked_recipient', message }];
}

function describeAttempt({ call, attempt }: Progress, { via, adapter, sendId }: CallContext) {
  const { endpoint, recipients } = call;
  return { chat: via, vendor: adapter.vendor, sendId, endpoint, recipients, attempt };
}

function howItEnded({ left, reading }: AttemptResult): 'sent' | 'not_sent' | 'too_fast' {
  if (!left) return 'not_sent';
  const isTooFast = ({ code, effect }: Problem) => code === 'rate_limited' && effect === 'rejected';
  const problems = [
    ...(reading.problem ? [reading.problem] : []),
    ...reading.failed.map(({ problem }) => problem),
  ];
  return problems.some(isTooFast) ? 'too_fast' : 'sent';
}

function countStandings(states: ReadonlyMap<string, RecipientState>) {
  const counts = { accepted: 0, failed: 0, unconfirmed: 0 };
  for (const { status } of states.values()) counts[status] += 1;
  return counts;
}
