import { ChatError } from '../model/chat-error.ts';
import { createProblem, type Problem } from '../model/problem.ts';
import type { HttpReply, HttpRequest } from '../ports/transport.ts';
import type { CallResult, HttpBody, HttpTarget, VendorCall } from '../ports/vendor-call.ts';
import type { ExchangeContext } from './context.ts';
import { hasPassed, type Moment } from './moment.ts';
import {
  aborted,
  journalFailed,
  leftTooLate,
  problemOfFault,
  timedOut,
  unreadable,
  unsignable,
} from './problems.ts';
import { type AttemptRedaction, createRedaction } from './redaction.ts';
import { rememberCause, safeCause } from './safe-cause.ts';

/** One attempt that is about to be made. */
export interface AttemptStart {
  /** Bounds the attempt, in milliseconds: journal, signing, sending and reading. */
  readonly limitMs: number;
  /** Nothing leaves after this moment. */
  readonly leaveBy: Moment;
  readonly renewSignature: boolean;
  readonly sessionToken?: string;
  /** The problems of the call's earlier attempts. */
  readonly earlier: readonly Problem[];
  /** Stores what is about to leave; awaited before anything does. The signal aborts when nothing will. */
  readonly begin?: (signal: AbortSignal) => Promise<void>;
}

/** What came of one attempt. */
export interface AttemptEnd<Result> {
  readonly result: CallResult<Result>;
  readonly httpStatus?: number;
  /** Whether the request may have reached the vendor. */
  readonly left: boolean;
  /** Whether it may still reach the vendor: it left, and we stopped waiting. */
  readonly mayArrive: boolean;
  readonly redaction: AttemptRedaction;
}

/** Makes one attempt of a call within its time limit. Never throws. */
export async function attemptCall<Result>(
  call: VendorCall<Result>,
  body: HttpBody | undefined,
  start: AttemptStart,
  context: ExchangeContext,
): Promise<AttemptEnd<Result>> {
  const { clock, transport, maxReplyBytes } = context;
  const limit = startTimeLimit(context, start.limitMs);
  let hasLeft = false;
  let signed: HttpTarget | undefined;

  const ended = (result: CallResult<Result>, left: boolean, more: Partial<AttemptEnd<Result>> = {}) => ({
    result,
    left,
    mayArrive: false,
    redaction: createRedaction(),
    ...more,
  });

  const run = async (): Promise<AttemptEnd<Result>> => {
    if (limit.signal.aborted) return ended({ problem: limit.problem('not_sent') }, false);
    try {
      await start.begin?.(limit.signal);
    } catch (error) {
      return ended({ problem: rememberCause(journalFailed(), safeCause(error)) }, false);
    }
    if (limit.signal.aborted) return ended({ problem: limit.problem('not_sent') }, false);
    const { renewSignature, sessionToken } = start;
    signed = await call.target({
      now: clock.now(),
      random: context.random,
      renewSignature,
      ...(sessionToken === undefined ? {} : { sessionToken }),
    });
    const request = requestOf(signed, body);
    if (limit.signal.aborted) return ended({ problem: limit.problem('not_sent') }, false);
    // The last moment that is ours: nothing is awaited between this and the transport.
    if (hasPassed(start.leaveBy, clock)) return ended({ problem: leftTooLate }, false);
    hasLeft = true;
    const reply = await transport.send(request, { signal: limit.signal, maxReplyBytes });
    if ('fault' in reply) {
      const isOurs = reply.reason === 'aborted' && limit.signal.aborted;
      const problem = isOurs ? limit.problem(reply.fault) : problemOfFault(reply);
      const left = reply.fault === 'unknown';
      return ended({ problem }, left, { mayArrive: isOurs && left });
    }
    const own = createRedaction();
    const info = { earlier: start.earlier, receivedAt: clock.now(), redact: own };
    return ended(readSafely(call, reply, info, own), true, { httpStatus: reply.status, redaction: own });
  };

  try {
    // A journal, a secret's function or a transport that ignores the signal does not hold up the send.
    return await Promise.race([
      run(),
      limit.ended.then(() =>
        ended({ problem: limit.problem(hasLeft ? 'unknown' : 'not_sent') }, hasLeft, { mayArrive: hasLeft }),
      ),
    ]);
  } catch (error) {
    if (hasLeft) return ended({ problem: problemOfFault({ fault: 'unknown', reason: 'network' }) }, true);
    return ended({ problem: problemOfSigning(error) }, false);
  } finally {
    limit.stop();
  }
}

function requestOf({ method, url, headers }: HttpTarget, body: HttpBody | undefined): HttpRequest {
  if (!body) return { method, url, headers };
  return { method, url, headers: { ...headers, 'content-type': body.contentType }, body: body.text };
}

function readSafely<Result>(
  call: VendorCall<Result>,
  reply: HttpReply,
  info: Parameters<VendorCall<Result>['read']>[1],
  redaction: AttemptRedaction,
): CallResult<Result> {
  try {
    const result = call.read(reply, info);
    const warnings = redaction.warnings();
    const own =
      warnings.length > 0 ? { ...result, warnings: [...(result.warnings ?? []), ...warnings] } : result;
    return own.problem ? { ...own, problem: redaction.clean(own.problem) } : own;
  } catch (error) {
    return { problem: rememberCause(unreadable(), safeCause(error)) };
  }
}

/** Of what is thrown here only plain words are kept: others may be of the secret, which nobody else knows. */
function problemOfSigning(error: unknown): Problem {
  if (!ChatError.is(error)) return rememberCause(unsignable(), safeCause(error));
  const { summary: _, ...fields } = error.toJSON();
  const problem = createProblem({ ...fields, effect: 'not_sent' });
  return error.cause instanceof Error ? rememberCause(problem, safeCause(error.cause)) : problem;
}

/** One signal for the caller's own abort and for the time limit, which says afterwards which of them it was. */
function startTimeLimit({ clock, signal }: ExchangeContext, limitMs: number) {
  const controller = new AbortController();
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  let isTimeout = false;
  const end = () => {
    controller.abort();
    resolve();
  };
  const cancelTimer = clock.schedule(() => {
    isTimeout = true;
    end();
  }, limitMs);
  if (signal?.aborted) end();
  signal?.addEventListener('abort', end, { once: true });
  return {
    signal: controller.signal,
    ended,
    stop() {
      cancelTimer();
      signal?.removeEventListener('abort', end);
    },
    problem: (effect: 'not_sent' | 'unknown'): Problem =>
      isTimeout ? timedOut(effect, limitMs) : aborted(effect),
  };
}
