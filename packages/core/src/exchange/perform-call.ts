import { sleep } from '../ports/clock.ts';
import { emit } from '../ports/hooks.ts';
import { type CallTraceEnd, isTraced, traced } from '../ports/tracing.ts';
import { backoffMs } from './backoff.ts';
import type { ExchangeContext } from './context.ts';
import { asItIs, type Exchange, type NextAttempt } from './exchange.ts';
import { type MadeAttempt, makeAttempt } from './make-attempt.ts';
import { adapterFailed } from './problems.ts';
import { eventOf, Progress } from './progress.ts';
import { rememberCause, safeCause } from './safe-cause.ts';

/**
 * Carries one call through, whatever its result is: waits for capacity, signs, sends, reads, and repeats as the
 * observer says, where time, the vendor and the retry budget allow. Resolves to what `conclude` returns at the end.
 */
export function performCall<Result, Outcome>(
  exchange: Exchange<Result>,
  context: ExchangeContext,
  conclude: () => Outcome,
): Promise<Outcome> {
  const progress = new Progress(exchange, context);
  if (!isTraced('polychat:call')) return makeAttempts(progress, exchange, context, conclude);
  return traced(
    'polychat:call',
    () => ({ ...eventOf(progress, context), host: context.adapter.host }),
    // Without its outcome, which a listener would see.
    () => makeAttempts(progress, exchange, context, () => {}),
    () => traceEndOf(progress, exchange),
  ).then(conclude);
}

/** The last problem, where the last attempt had one: `error` is for what throws, and a call never does. */
function traceEndOf<Result>(
  { attempt, waitedMs, lastProblem }: Progress<Result>,
  exchange: Exchange<Result>,
): CallTraceEnd {
  return { attempt, waitedMs, problem: lastProblem?.code, effect: lastProblem?.effect, ...exchange.total() };
}

async function makeAttempts<Result, Outcome>(
  progress: Progress<Result>,
  exchange: Exchange<Result>,
  context: ExchangeContext,
  conclude: () => Outcome,
): Promise<Outcome> {
  try {
    let body = progress.call.body();
    for (let goesOn = true; goesOn; ) {
      const end = await makeAttempt(progress, body, exchange, context);
      const { call } = progress;
      goesOn = mayGoOn(end) && (await prepareRepeat(progress, end, context));
      if (progress.call !== call) body = progress.call.body();
    }
  } catch (error) {
    // An adapter that throws where the contract says that it never does. Nobody is lost by it.
    endInFailure(progress, exchange, error);
  }
  return conclude();
}

function mayGoOn<Result>(end: MadeAttempt<Result> | undefined): end is MadeAttempt<Result> {
  return end?.next !== undefined || end?.refused !== undefined;
}

/** Waits before the next attempt, where there is one. False where there is none. */
async function prepareRepeat<Result>(
  progress: Progress<Result>,
  end: MadeAttempt<Result>,
  context: ExchangeContext,
): Promise<boolean> {
  const { clock, signal, retry } = context;
  if (progress.attempt >= retry.maxAttempts || signal?.aborted) return false;
  const renewal = renewalOf(progress, end);
  const next = renewal ?? end.next;
  if (!next) return false;
  const delayMs = renewal ? 0 : backoffMs(retry, progress.attempt, context.random(), next.retryAfterMs);
  if (clock.monotonic() + delayMs >= progress.deadlineAt) return false;
  // Only now: a repeat that comes too late costs nothing.
  if (!renewal && !retry.budget.draw()) return false;
  const event = { ...eventOf(progress, context), ...next.subject.label() };
  emit(context.hooks, 'repeat', () => ({ ...event, delayMs, problem: next.problem }));
  if (delayMs > 0 && !(await sleep(clock, delayMs, signal))) return false;

  if (next.call !== progress.call) progress.replaceBy(next.call);
  progress.subject = next.subject;
  progress.isCopy = next.isCopy;
  progress.renewSignature = renewal !== undefined && end.refused === 'signature';
  progress.attempt += 1;
  return true;
}

/**
 * The vendor looked at the signature or the token alone: once each, a new one goes at once. A reply that says so, and
 * that something of the call was done or may have been, contradicts itself: then it is an attempt like any other.
 */
function renewalOf<Result>(
  progress: Progress<Result>,
  { refused, counts, next }: MadeAttempt<Result>,
): NextAttempt<Result> | undefined {
  const { call, subject, isCopy } = progress;
  const isAllRefused = counts.accepted === 0 && counts.unconfirmed === 0 && (next?.call ?? call) === call;
  if (!refused || !isAllRefused || !progress.mayRenew(refused)) return undefined;
  return { call, subject, isCopy, problem: 'unauthenticated' };
}

function endInFailure<Result>(progress: Progress<Result>, exchange: Exchange<Result>, error: unknown): void {
  const { call, lease, attempt, firstAttempt } = progress;
  lease?.settle({ how: 'replied' });
  // Where nothing left, what earlier attempts say stays as it is.
  if (!lease && (attempt > 1 || firstAttempt)) return;
  const problem = adapterFailed(call.endpoint, lease ? 'unknown' : 'not_sent');
  rememberCause(problem, safeCause(error));
  try {
    exchange.observe({ problem }, asItIs);
  } catch {}
}
