import { ChatError } from '../model/chat-error.ts';
import { createProblem, type Problem } from '../model/problem.ts';
import type { CallResult, HttpTarget, VendorCall } from '../ports/chat-adapter.ts';
import type { Clock } from '../ports/clock.ts';
import type { HttpReply, Transport, TransportFault } from '../ports/transport.ts';

export interface AttemptTools {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: () => number;
  readonly maxReplyBytes: number;
  /** The caller's own signal. */
  readonly signal?: AbortSignal;
}

export interface AttemptResult {
  readonly reading: CallResult;
  readonly httpStatus?: number;
  /** Whether the request may have reached the vendor. */
  readonly left: boolean;
  /** Where it went, signed, to keep that out of what the vendor says. */
  readonly target?: HttpTarget;
}

/** Makes one attempt of a call, within a time limit that covers signing, sending and reading. Never throws. */
export async function attemptCall(
  call: VendorCall,
  body: string,
  tools: AttemptTools,
  timeoutMs: number,
  renewSignature: boolean,
): Promise<AttemptResult> {
  const limit = startTimeLimit(tools, timeoutMs);
  let hasLeft = false;
  const run = async (): Promise<AttemptResult> => {
    const target = await call.target({ now: tools.clock.now(), random: tools.random, renewSignature });
    if (limit.signal.aborted) return failed(limit.problem('not_sent'), false);
    hasLeft = true;
    const reply = await tools.transport.send(
      { ...target, body },
      { signal: limit.signal, maxReplyBytes: tools.maxReplyBytes },
    );
    if (!('fault' in reply)) {
      return { reading: readSafely(call, reply), httpStatus: reply.status, left: true, target };
    }
    const isOurs = reply.reason === 'aborted' && limit.signal.aborted;
    const problem = isOurs ? limit.problem(reply.fault) : problemOfFault(reply);
    return failed(problem, reply.fault === 'unknown');
  };
  try {
    // A transport or a secret's function that ignores the signal does not hold up the send.
    return await Promise.race([
      run(),
      limit.ended.then(() => failed(limit.problem(hasLeft ? 'unknown' : 'not_sent'), hasLeft)),
    ]);
  } catch (error) {
    if (hasLeft) return failed(problemOfFault({ fault: 'unknown', reason: 'network' }), true);
    return failed(ChatError.is(error) ? createProblem(error.toJSON()) : unsignable, false);
  } finally {
    limit.stop();
  }
}

const unsignable = createProblem({
  code: 'misconfigured',
  effect: 'not_sent',
  retryable: false,
  message: 'the request could not be signed',
});

const unreadable = createProblem({
  code: 'bad_reply',
  effect: 'unknown',
  retryable: false,
  message: 'the reply could not be read',
});

function readSafely(call: VendorCall, reply: HttpReply): CallResult {
  try {
    return call.read(reply);
  } catch {
    return { problem: unreadable, accepted: [], failed: [] };
  }
}

function failed(problem: Problem, left: boolean): AttemptResult {
  return { reading: { problem, accepted: [], failed: [] }, left };
}

function problemOfFault({ fault, reason, detail }: TransportFault): Problem {
  if (reason === 'redirect' || reason === 'reply_too_large') {
    const what = reason === 'redirect' ? 'a redirect, which is not followed' : 'more bytes than allowed';
    return createProblem({
      code: 'bad_reply',
      effect: 'unknown',
      retryable: false,
      message: `the answer did not come from the vendor's API: ${what}`,
    });
  }
  const what = fault === 'not_sent' ? 'no connection to the vendor' : 'the connection broke before the reply';
  return createProblem({
    code: 'network',
    effect: fault,
    retryable: true,
    // A code and nothing longer: another transport's words may hold the signed URL.
    message: detail && /^[A-Z][A-Z0-9_]{1,60}$/.test(detail) ? `${what} (${detail})` : what,
  });
}

/** One signal for the caller's own abort and for the time limit, which says afterwards which of them it was. */
function startTimeLimit({ clock, signal }: AttemptTools, timeoutMs: number) {
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
  }, timeoutMs);
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
      isTimeout ? timedOut(effect, timeoutMs) : aborted(effect),
  };
}

function timedOut(effect: 'not_sent' | 'unknown', timeoutMs: number): Problem {
  return createProblem({
    code: 'timeout',
    effect,
    retryable: true,
    message: `no reply within ${timeoutMs} ms`,
  });
}

/** The caller cancelled it. */
export function aborted(effect: 'not_sent' | 'unknown'): Problem {
  return createProblem({
    code: 'aborted',
    effect,
    retryable: false,
    message:
      effect === 'unknown' ? 'cancelled while the vendor had the request' : 'cancelled before it was sent',
  });
}
