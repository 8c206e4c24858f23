import { ChatError } from '../model/chat-error.ts';
import { createProblem, type Problem } from '../model/problem.ts';
import { onAbort } from '../ports/on-abort.ts';
import type { HttpReply, HttpRequest, TransportFault } from '../ports/transport.ts';
import type { CallResult, HttpBody, HttpTarget, VendorCall } from '../ports/vendor-call.ts';
import type { ExchangeContext } from './context.ts';
import { isPromise } from './is-promise.ts';
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
import { AttemptRedaction } from './redaction.ts';
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

/** Makes one attempt of a call within its time limit, and resolves to what the caller makes of its end. */
export function attemptCall<Result, Seen>(
  call: VendorCall<Result>,
  body: HttpBody | undefined,
  start: AttemptStart,
  context: ExchangeContext,
  observe: (end: AttemptEnd<Result>) => Seen,
): Promise<Seen> {
  return new Attempt(call, body, start, context, observe).observed;
}

/** Where no reply came, nobody kept anything of one. */
const nothingKept = new AttemptRedaction();

/** So many turns of the promise queue has a transport for its last word: enough for a few async functions around it. */
const turnsForLastWord = 8;

/** One attempt under way. It listens to the caller's signal. */
class Attempt<Result, Seen> {
  /** What came of it: the first that ends it, the attempt itself, its time limit or the caller's abort. */
  readonly observed: Promise<Seen>;
  readonly #call: VendorCall<Result>;
  readonly #start: AttemptStart;
  readonly #context: ExchangeContext;
  /** Aborted when the attempt is given up. */
  readonly #controller = new AbortController();
  readonly #observe: (end: AttemptEnd<Result>) => Seen;
  #resolve: (seen: Seen) => void = () => {};
  #reject: (error: unknown) => void = () => {};
  #isOver = false;
  #cancelTimer = () => {};
  #forgetSignal = () => {};
  #isReady = false;
  #hasLeft = false;
  /** Bound: transports that wait for a connection ask once more. */
  readonly #mayLeave = () => !this.#givenUp && !hasPassed(this.#start.leaveBy, this.#context.clock);
  /** Why it was given up, where it was. */
  #givenUp: 'timeout' | 'aborted' | undefined;

  constructor(
    call: VendorCall<Result>,
    body: HttpBody | undefined,
    start: AttemptStart,
    context: ExchangeContext,
    observe: (end: AttemptEnd<Result>) => Seen,
  ) {
    const { clock, signal } = context;
    this.#call = call;
    this.#start = start;
    this.#context = context;
    this.#observe = observe;
    this.observed = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#cancelTimer = clock.schedule(() => this.#giveUp('timeout'), start.limitMs);
    if (signal?.aborted) this.#giveUp('aborted');
    else this.#forgetSignal = onAbort(signal, () => this.#giveUp('aborted'));
    void this.#run(body);
  }

  /** A journal, a secret's function or a transport that ignores the signal does not hold up the send. */
  #giveUp(reason: 'timeout' | 'aborted'): void {
    if (this.#givenUp) return;
    this.#givenUp = reason;
    this.#controller.abort();
    if (this.#hasLeft) void this.#endAfterLastWord();
    else this.#end(this.#endOfGivingUp('not_sent'));
  }

  /** A transport that was still waiting for a connection knows that nothing left, and can say so at once. */
  async #endAfterLastWord(): Promise<void> {
    for (let turn = 0; turn < turnsForLastWord && !this.#isOver; turn += 1) await undefined;
    this.#end(this.#endOfGivingUp('unknown'));
  }

  /** The first end counts. */
  #end(end: AttemptEnd<Result>): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#cancelTimer();
    this.#forgetSignal();
    try {
      this.#resolve(this.#observe(end));
    } catch (error) {
      this.#reject(error);
    }
  }

  /** Never rejects. */
  async #run(body: HttpBody | undefined): Promise<void> {
    try {
      if (this.#givenUp) return;
      const { begin } = this.#start;
      if (begin && !(await this.#hasBegun(begin))) return;
      const { transport, maxReplyBytes } = this.#context;
      const preparing = transport.prepare?.();
      if (preparing) await preparing;
      this.#isReady = true;
      // Nobody is asked for a secret for nothing.
      if (this.#givenUp) return;
      const signing = this.#sign();
      // A target that is there at once costs no turn of the event loop.
      const target = isPromise(signing) ? await signing : signing;
      const request = requestOf(target, body);
      if (this.#givenUp) return;
      // The last moment that is ours: nothing is awaited between this and the transport.
      if (!this.#mayLeave()) return this.#end(ended({ problem: leftTooLate }, false));
      this.#hasLeft = true;
      const { signal } = this.#controller;
      const reply = await transport.send(request, { signal, maxReplyBytes, mayLeave: this.#mayLeave });
      if (!('fault' in reply)) return this.#end(this.#read(reply));
      this.#end(this.#endOfFault(reply));
    } catch (error) {
      // What fails because it was given up says nothing new.
      if (!this.#givenUp) this.#end(this.#endOfFailure(error));
    }
  }

  /** Whether the journal has it, and it is still wanted. */
  async #hasBegun(begin: NonNullable<AttemptStart['begin']>): Promise<boolean> {
    try {
      await begin(this.#controller.signal);
      return this.#givenUp === undefined;
    } catch (error) {
      this.#end(ended({ problem: rememberCause(journalFailed(), safeCause(error)) }, false));
      return false;
    }
  }

  #sign(): HttpTarget | Promise<HttpTarget> {
    const { clock, random } = this.#context;
    const { renewSignature, sessionToken } = this.#start;
    const context = { now: clock.now(), random, renewSignature };
    return this.#call.target(sessionToken === undefined ? context : { ...context, sessionToken });
  }

  #read(reply: HttpReply): AttemptEnd<Result> {
    const redaction = new AttemptRedaction();
    const { earlier } = this.#start;
    let result: CallResult<Result>;
    try {
      const receivedAt = this.#context.clock.now();
      result = this.#call.read(reply, { earlier, receivedAt, redact: redaction });
      const { warnings } = redaction;
      if (warnings.length > 0) result = { ...result, warnings: [...(result.warnings ?? []), ...warnings] };
      if (result.problem) result = { ...result, problem: redaction.clean(result.problem) };
    } catch (error) {
      result = { problem: rememberCause(unreadable(), safeCause(error)) };
    }
    return { result, left: true, mayArrive: false, httpStatus: reply.status, redaction };
  }

  #endOfFault(fault: TransportFault): AttemptEnd<Result> {
    const isNotSent = fault.fault === 'not_sent';
    if (this.#givenUp) return this.#endOfGivingUp(isNotSent ? 'not_sent' : 'unknown');
    return ended({ problem: problemOfFault(fault, this.#context.adapter) }, !isNotSent);
  }

  #endOfGivingUp(effect: 'not_sent' | 'unknown'): AttemptEnd<Result> {
    const isUnknown = effect === 'unknown';
    const problem =
      this.#givenUp === 'timeout'
        ? timedOut(effect, this.#start.limitMs, this.#context.adapter)
        : aborted(effect);
    return { result: { problem }, left: isUnknown, mayArrive: isUnknown, redaction: nothingKept };
  }

  /** A transport throws against its contract, and says nothing that may be kept. */
  #endOfFailure(error: unknown): AttemptEnd<Result> {
    if (this.#isReady && !this.#hasLeft) return ended({ problem: problemOfSigning(error) }, false);
    return this.#endOfFault({ fault: this.#hasLeft ? 'unknown' : 'not_sent', reason: 'network' });
  }
}

function ended<Result>(result: CallResult<Result>, left: boolean): AttemptEnd<Result> {
  return { result, left, mayArrive: false, redaction: nothingKept };
}

function requestOf({ method, url, headers }: HttpTarget, body: HttpBody | undefined): HttpRequest {
  if (!body) return { method, url, headers };
  return { method, url, headers: { ...headers, 'content-type': body.contentType }, body: body.text };
}

/** Of what is thrown here only plain words are kept: others may be of the secret, which nobody else knows. */
function problemOfSigning(error: unknown): Problem {
  if (!ChatError.is(error)) return rememberCause(unsignable(), safeCause(error));
  const { summary: _, ...fields } = error.toJSON();
  const problem = createProblem({ ...fields, effect: 'not_sent' });
  return error.cause instanceof Error ? rememberCause(problem, safeCause(error.cause)) : problem;
}
