import {
  type CallResult,
  type Capabilities,
  createProblem,
  type DirectPlan,
  type HttpReply,
  type HttpTarget,
  type ListReply,
  type Problem,
  type SignContext,
  type VendorCall,
} from '@polychat/core/adapter';
import type { ConformanceSubject } from '../subject.ts';
import { startPigeon } from './pigeon.ts';
import { startSemaphore } from './semaphore.ts';
import { startTelegraph } from './telegraph.ts';
import { type Break, withCalls, withPlans } from './with-calls.ts';

/** An adapter, a transport or a declaration that is wrong in one way, and what must find it. */
export interface BrokenAdapter {
  readonly name: string;
  readonly start: () => ConformanceSubject;
  /** Names of checks that must fail. */
  readonly caughtBy: readonly string[];
  /** What the first of them says. */
  readonly says: RegExp;
}

type BrokenBy = (
  name: string,
  breakIt: Break,
  caughtBy: readonly [string, ...string[]],
  says: RegExp,
) => BrokenAdapter;

/** A pigeon that is broken. */
export const broken: BrokenBy = (name, breakIt, caughtBy, says) => ({
  name,
  start: () => startPigeon(breakIt),
  caughtBy,
  says,
});

/** A telegraph that is broken. */
export const brokenTelegraph: BrokenBy = (name, breakIt, caughtBy, says) => ({
  name: `${name} (telegraph)`,
  start: () => startTelegraph(breakIt),
  caughtBy,
  says,
});

/** A semaphore that is broken. */
export const brokenSemaphore: BrokenBy = (name, breakIt, caughtBy, says) => ({
  name: `${name} (semaphore)`,
  start: () => startSemaphore(breakIt),
  caughtBy,
  says,
});

/** Changes where every call goes. */
export const withTargets = (
  change: (
    target: HttpTarget,
    call: VendorCall<unknown>,
    context: SignContext,
  ) => HttpTarget | Promise<HttpTarget>,
): Break =>
  withCalls((call) => ({
    ...call,
    target: async (context) => change(await call.target(context), call, context),
  }));

/** Changes how every reply is read. */
export const withResults = (
  change: <Result>(
    result: CallResult<Result>,
    reply: HttpReply,
    call: VendorCall<Result>,
  ) => CallResult<Result>,
): Break =>
  withCalls((call) => ({
    ...call,
    read: (reply, attempt) => change(call.read(reply, attempt), reply, call),
  }));

type AnyList = ListReply<{ readonly messageId?: string }>;

/** Changes what every good reply says of a list. */
export const withLists = (change: (list: AnyList, call: VendorCall<unknown>) => ListReply<unknown>): Break =>
  withResults((result, _reply, call) => {
    const { value } = result;
    if (typeof value !== 'object' || value === null || !('accepted' in value)) return result;
    // A list is a list, whatever its values are.
    return { ...result, value: change(value as unknown as AnyList, call) as unknown as typeof value };
  });

/** The body of a pigeon's call. */
export function bodyOf(call: VendorCall<unknown>): Record<string, unknown> {
  return JSON.parse(call.body()?.text ?? '{}');
}

/** The same call with another body. It is made anew for every attempt. */
export function withBody<Result>(
  call: VendorCall<Result>,
  change: (body: Record<string, unknown>) => Record<string, unknown>,
): VendorCall<Result> {
  return {
    ...call,
    body: () => ({ contentType: 'application/json', text: JSON.stringify(change(bodyOf(call))) }),
  };
}

/** The words of a pigeon's reply, as they came. */
export function reasonIn({ text }: HttpReply): string | undefined {
  try {
    return JSON.parse(text)?.reason;
  } catch {
    return undefined;
  }
}

/** Changes every body of a pigeon's direct message. */
export const withBodies = (change: (body: Record<string, unknown>) => Record<string, unknown>): Break =>
  withCalls((call) => (call.endpoint === 'messages' ? withBody(call, change) : call));

/** Changes every plan of a direct message. */
export const withDirectPlans = (change: (plan: DirectPlan) => DirectPlan): Break =>
  withPlans(({ direct }) => (direct ? { direct: (...given) => change(direct(...given)) } : {}));

/** Changes what an adapter declares. */
export const withCapabilities =
  (change: (capabilities: Capabilities) => Capabilities): Break =>
  (adapter) => ({ ...adapter, capabilities: change(adapter.capabilities) });

export function unsupported(field: string): Problem {
  const message = `${field}: no such thing`;
  return createProblem({ code: 'unsupported', effect: 'not_sent', transient: false, message, field });
}
