import type { Problem } from '../model/problem.ts';
import type { CallEvent } from '../ports/hooks.ts';
import type { Lease } from '../ports/pacer.ts';
import type { VendorCall } from '../ports/vendor-call.ts';
import { hexWord } from '../text/hex.ts';
import type { ExchangeContext } from './context.ts';
import type { CallSubject, Exchange } from './exchange.ts';
import type { Moment } from './moment.ts';

const neverMade: readonly Problem[] = Object.freeze([]);

/** How far a call has come. */
export class Progress<Result> {
  call: VendorCall<Result>;
  subject: CallSubject;
  /** The call that this one was made instead of, for a part of it. */
  replaces: string | undefined;
  /** Counted from 1. */
  attempt = 1;
  /** By the monotonic clock. In bulk it moves on while the call waits for capacity. */
  deadlineAt: number;
  /** Whether the next attempt may be a copy of one that arrived. */
  isCopy: boolean;
  /** When this call, and not one that it replaced, was first attempted. */
  firstAttempt: Moment | undefined;
  /** The problems of the attempts so far, the oldest first. */
  earlier = neverMade;
  /** Of the last attempt, or why it was not made; undefined where it went well. */
  lastProblem: Problem | undefined;
  /** For how long it waited for capacity so far, in milliseconds. */
  waitedMs = 0;
  renewSignature = false;
  /** The generation of the token that the last attempt used. */
  generation: number | undefined;
  /** Held from when an attempt may leave until its result is known. */
  lease: Lease | undefined;
  #renewed: Set<'signature' | 'session'> | undefined;
  readonly #random: () => number;
  #callId: string | undefined;

  /** A call before its first attempt. */
  constructor({ call, subject, resumed }: Exchange<Result>, context: ExchangeContext) {
    this.call = call;
    this.subject = subject;
    this.replaces = resumed?.callId;
    this.deadlineAt = context.deadlineAt ?? context.clock.monotonic() + context.deadlineMs;
    this.isCopy = resumed !== undefined;
    this.firstAttempt = resumed?.firstAttempt;
    this.#random = context.random;
  }

  /**
   * 64 bits by chance: a journal keeps the calls of a send by their ids, and of a million calls two would very likely
   * share one of 32 bits. Made when somebody asks for it.
   */
  get callId(): string {
    this.#callId ??= hexWord(this.#random()) + hexWord(this.#random());
    return this.#callId;
  }

  /** Goes on with another call, for a part of this one. */
  replaceBy(call: VendorCall<Result>): void {
    this.replaces = this.callId;
    this.#callId = undefined;
    this.firstAttempt = undefined;
    this.call = call;
  }

  /** Whether a signature or a token that was refused may be made anew: once each. */
  mayRenew(refused: 'signature' | 'session'): boolean {
    this.#renewed ??= new Set();
    if (this.#renewed.has(refused)) return false;
    this.#renewed.add(refused);
    return true;
  }
}

/** What every event of a call says. */
export function eventOf<Result>(
  { call, subject, callId, attempt }: Progress<Result>,
  { via, adapter, sendId, correlationId }: ExchangeContext,
): CallEvent {
  return {
    chat: via,
    vendor: adapter.vendor,
    sendId,
    ...(correlationId === undefined ? {} : { correlationId }),
    callId,
    endpoint: call.endpoint,
    purpose: call.purpose,
    ...subject.label(),
    attempt,
  };
}
