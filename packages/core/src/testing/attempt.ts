import { type AttemptEnd, type AttemptStart, attemptCall } from '../exchange/attempt.ts';
import { momentAfter, momentNow } from '../exchange/moment.ts';
import type { ResultIds } from '../model/outcome.ts';
import type { HttpRequest, Transport, TransportOptions } from '../ports/transport.ts';
import type { HttpBody, VendorCall } from '../ports/vendor-call.ts';
import { exchangeContext } from './perform.ts';
import { type PlainAdapterOptions, plainAdapter } from './plain-adapter.ts';
import { jsonReply } from './scripted-transport.ts';
import { SimulatedClock } from './simulated-clock.ts';

/** The time limit of these attempts, in milliseconds. */
export const timeoutMs = 3_000;

function plainCall(options: PlainAdapterOptions = {}): VendorCall<ResultIds> {
  const plan = plainAdapter(options).plan.audience?.(
    { from: 'alice', content: { type: 'text', text: 'hello' }, audience: 'online', vendorFields: undefined },
    { now: () => 0, random: () => 0, counter: () => 1, items: 1 },
  );
  if (!plan) throw new Error('the plain vendor has broadcasts');
  return plan.call();
}

/** What is special about an attempt. */
interface Attempt {
  readonly send?: (request: HttpRequest, options: TransportOptions) => unknown;
  readonly prepare?: (clock: SimulatedClock) => Promise<void> | undefined;
  readonly adapter?: PlainAdapterOptions;
  readonly body?: HttpBody | 'none';
  readonly read?: VendorCall<ResultIds>['read'];
  readonly signal?: AbortSignal;
  readonly during?: (clock: SimulatedClock) => void;
  readonly start?: Partial<AttemptStart>;
}

/** Makes one attempt of the plain vendor's broadcast. */
export async function attempt({
  send = () => jsonReply({}),
  prepare,
  adapter,
  body,
  read,
  signal,
  during,
  start,
}: Attempt) {
  const clock = new SimulatedClock();
  const began = momentNow(clock);
  const requests: HttpRequest[] = [];
  const options: TransportOptions[] = [];
  const transport: Transport = {
    ...(prepare && { prepare: () => prepare(clock) }),
    send: (request, given) => {
      requests.push(request);
      options.push(given);
      return send(request, given) as ReturnType<Transport['send']>;
    },
  };
  const call = plainCall(adapter);
  const attempted = attemptCall(
    read ? { ...call, read } : call,
    body === 'none' ? undefined : (body ?? { contentType: 'application/json', text: 'the body' }),
    {
      limitMs: timeoutMs,
      leaveBy: momentAfter(began, timeoutMs),
      renewSignature: false,
      earlier: [],
      ...start,
    },
    exchangeContext(clock, { transport, random: () => 42, maxReplyBytes: 512, signal }),
    (ended) => ended,
  );
  during?.(clock);
  const end = await clock.finish(attempted);
  const tookMs = clock.monotonic() - began.monotonic;
  return { end, tookMs, pending: clock.pending, requests, options, clock };
}

/** What never ends. */
export const never = () => new Promise<never>(() => {});
/** What an attempt's end says: the problem's code, effect and whether it passes, and how far the request came. */
export const summary = ({ result, left, mayArrive }: AttemptEnd<ResultIds>) => [
  result.problem?.code,
  result.problem?.effect,
  result.problem?.transient,
  left ? (mayArrive ? 'may arrive' : 'left') : 'not left',
];
