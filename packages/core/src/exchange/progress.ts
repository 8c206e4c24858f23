import type { Problem } from '../model/problem.ts';
import type { CallEvent } from '../ports/hooks.ts';
import type { Lease } from '../ports/pacer.ts';
import type { VendorCall } from '../ports/vendor-call.ts';
import type { ExchangeContext } from './context.ts';
import type { CallSubject, Exchange } from './exchange.ts';
import type { Moment } from './moment.ts';

/** How far a call has come. */
export interface Progress<Result> {
  call: VendorCall<Result>;
  subject: CallSubject;
  callId: string;
  /** The call that this one was made instead of, for a part of it. */
  replaces?: string;
  /** Counted from 1. */
  attempt: number;
  /** By the monotonic clock. In bulk it moves on while the call waits for capacity. */
  deadlineAt: number;
  /** Whether the next attempt may be a copy of one that arrived. */
  isCopy: boolean;
  /** When this call, and not one that it replaced, was first attempted. */
  firstAttempt?: Moment;
  readonly earlier: Problem[];
  /** Of the last attempt, or why it was not made; undefined where it went well. */
  lastProblem?: Problem;
  renewSignature: boolean;
  readonly mayRenew: Set<'signature' | 'session'>;
  /** The generation of the token that the last attempt used. */
  generation?: number;
  /** Held from when an attempt may leave until its result is known. */
  lease?: Lease;
}

/** A call before its first attempt. */
export function startProgress<Result>(
  exchange: Exchange<Result>,
  context: ExchangeContext,
): Progress<Result> {
  return {
    call: exchange.call,
    subject: exchange.subject,
    callId: idOfCall(context),
    ...(exchange.resumed ? { replaces: exchange.resumed.callId } : {}),
    attempt: 1,
    deadlineAt: context.deadlineAt ?? context.clock.monotonic() + context.deadlineMs,
    isCopy: exchange.resumed !== undefined,
    firstAttempt: exchange.resumed?.firstAttempt,
    earlier: [],
    renewSignature: false,
    mayRenew: new Set(['signature', 'session']),
  };
}

/**
 * 64 bits by chance: a journal keeps the calls of a send by their ids, and of a million calls two would very likely
 * share one of 32 bits.
 */
export function idOfCall({ random }: Pick<ExchangeContext, 'random'>): string {
  return [random(), random()].map((part) => part.toString(16).padStart(8, '0')).join('');
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
