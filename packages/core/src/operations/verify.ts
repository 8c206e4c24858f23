import type { VerifyOptions } from '../chat.ts';
import { checkVerifyOptions } from '../chat-options.ts';
import { countStates } from '../delivery/item-state.ts';
import { isPromise } from '../exchange/is-promise.ts';
import { ownCall } from '../exchange/own-call.ts';
import type { Verification } from '../model/verification.ts';
import type { Clock } from '../ports/clock.ts';
import type { HttpReply } from '../ports/transport.ts';
import type { VendorCall } from '../ports/vendor-call.ts';
import { planSafely, problemOfUnsupported } from './plan-message.ts';
import { type ChatCore, startSend, traceSend } from './send.ts';
import { performSingle } from './single-operation.ts';

/** `Chat.verify` of one app: a read that changes nothing, and what came of it as data. */
export async function verifyApp(core: ChatCore, options: VerifyOptions = {}): Promise<Verification> {
  const { adapter, settings, planContext } = core;
  const send = startSend(core, { operation: 'verify', kind: 'whole' }, checkVerifyOptions(options));
  const about = { via: settings.name, vendor: adapter.vendor, app: adapter.app };
  const { verify } = adapter.plan;
  if (!verify) {
    const reason = `the adapter of ${adapter.title} knows no harmless read`;
    return { ...about, ok: false, problem: problemOfUnsupported({ field: 'verify', reason }) };
  }
  const read = new TimedRead(ownCall(planSafely(() => verify({ ...planContext, items: 1 }))), settings.clock);
  const state = await traceSend(
    send,
    async () => performSingle(send, read.call, {}),
    (ended) => countStates([ended]),
  );
  return state.status === 'accepted'
    ? { ...about, ok: true, ...read.times }
    : { ...about, ok: false, problem: state.problem, ...read.times };
}

/** A call that notes when its last attempt left, when the reply came, and what time the reply says. */
class TimedRead {
  readonly call: VendorCall<true>;
  readonly #clock: Clock;
  #leftAt = 0;
  #times: Pick<Verification, 'latencyMs' | 'clockSkewMs'> = {};

  constructor(call: VendorCall<true>, clock: Clock) {
    this.#clock = clock;
    this.call = {
      ...call,
      body: () => call.body(),
      describe: () => call.describe(),
      target: (context) => {
        this.#times = {};
        const target = call.target(context);
        return isPromise(target) ? target.then((made) => this.#leaving(made)) : this.#leaving(target);
      },
      read: (reply, attempt) => {
        this.#times = this.#timesOf(reply, attempt.receivedAt);
        return call.read(reply, attempt);
      },
    };
  }

  /** Of the last attempt. */
  get times(): Pick<Verification, 'latencyMs' | 'clockSkewMs'> {
    return this.#times;
  }

  #leaving<Target>(target: Target): Target {
    this.#leftAt = this.#clock.monotonic();
    return target;
  }

  #timesOf({ headers }: HttpReply, receivedAt: number) {
    const elapsedMs = this.#clock.monotonic() - this.#leftAt;
    const latencyMs = Math.round(elapsedMs);
    const vendorTime = timeIn(headers.date);
    if (vendorTime === undefined) return { latencyMs };
    return { latencyMs, clockSkewMs: Math.round(vendorTime - (receivedAt - elapsedMs / 2)) };
  }
}

/** The middle of the second that a `Date` header names, in milliseconds since 1970. */
function timeIn(date: string | undefined): number | undefined {
  const start = date?.endsWith(' GMT') ? Date.parse(date) : Number.NaN;
  return Number.isNaN(start) ? undefined : start + 500;
}
