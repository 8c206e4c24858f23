import * as z from 'zod/mini';
import { parseOptions } from '../model/issues.ts';
import { once } from '../model/once.ts';
import { type Clock, systemClock } from '../ports/clock.ts';
import { onAbort } from '../ports/on-abort.ts';
import type {
  Lease,
  LeaseEnd,
  PacedCost,
  Pacer,
  PacerAnswer,
  PacerRefusal,
  PacerRequest,
} from '../ports/pacer.ts';
import { type HeldUnits, SlidingWindow } from './sliding-window.ts';
import { queueNameOf, type Waiter, WaitQueue } from './wait-queue.ts';

/** Beyond so many apps, those that are idle are forgotten; within an app, counters that are idle. */
const scopesToKeep = 1024;
const countersToKeep = 1024;

/** The options of `createMemoryPacer`. */
export interface MemoryPacerOptions {
  /** For tests that move time. Default: the system's. */
  readonly clock?: Clock;
  /**
   * By how much the times that your calls take on their way to the vendor differ at most, in milliseconds, as you have
   * measured it. Calls are then paced by when they left, which reaches the ceiling also over a slow network: window /
   * (window + jitter) of it instead of window / (window + round trip). Default: none, and calls are paced by when their
   * reply came, which holds whatever the network does.
   */
  readonly jitterMs?: number;
}

/**
 * A pacer that keeps count in this process. Sends take turns, so that a bulk send does not hold up the others.
 * Throws a `ChatError` with code `misconfigured` for options that do not fit.
 */
export function createMemoryPacer(options: MemoryPacerOptions = {}): Pacer {
  const { clock = systemClock, jitterMs } = parseOptions(optionsSchema(), options, 'createMemoryPacer');
  const scopes = new Map<string, ScopePacer>();
  return {
    acquire(request) {
      let scope = scopes.get(request.scope);
      if (!scope) {
        if (scopes.size >= scopesToKeep) forgetIdle(scopes, clock.monotonic());
        scope = new ScopePacer(clock, jitterMs);
        scopes.set(request.scope, scope);
      }
      return scope.acquire(request);
    },
  };
}

const optionsSchema = once(() =>
  z.strictObject({
    clock: z.optional(z.custom<Clock>((value) => typeof value === 'object' && value !== null)),
    jitterMs: z.optional(z.number().check(z.minimum(0))),
  }),
);

const processPacerKey = Symbol.for('polychat.processPacer.v2');

/**
 * The pacer that all chats of this process share by default, also those of another copy of this package,
 * so that two chats of one app do not double its rate.
 */
export function processPacer(): Pacer {
  const holder = globalThis as { [processPacerKey]?: Pacer };
  holder[processPacerKey] ??= createMemoryPacer();
  return holder[processPacerKey];
}

function forgetIdle(scopes: Map<string, ScopePacer>, now: number): void {
  for (const [name, scope] of scopes) {
    if (scope.isIdle(now)) scopes.delete(name);
  }
}

/** The limits of one app. */
class ScopePacer {
  readonly #clock: Clock;
  readonly #jitterMs: number | undefined;
  readonly #windows = new Map<string, SlidingWindow>();
  readonly #queues = new Map<string, WaitQueue>();
  /** So many counters are a reason to look for idle ones. */
  #countersToLookAt = countersToKeep;
  #turnsSoFar = 0;
  #cancelTimer = () => {};
  #isServeDue = false;

  constructor(clock: Clock, jitterMs: number | undefined) {
    this.#clock = clock;
    this.#jitterMs = jitterMs;
  }

  isIdle(now: number): boolean {
    return this.#queues.size === 0 && [...this.#windows.values()].every((window) => window.isIdle(now));
  }

  acquire(request: PacerRequest): PacerAnswer | Promise<PacerAnswer> {
    const { costs, sendId, signal, maxWaitMs = Number.POSITIVE_INFINITY } = request;
    if (signal?.aborted) return 'aborted';
    const now = this.#clock.monotonic();
    const wait = this.#longestWait(costs, sendId, now);
    if (!wait) return this.#lease(costs, now);
    if (wait.waitMs > maxWaitMs) return wait;
    request.onWait?.();
    return this.#waitInTurn(request, maxWaitMs);
  }

  #waitInTurn({ costs, sendId, signal }: PacerRequest, maxWaitMs: number): Promise<PacerAnswer> {
    return new Promise((resolve) => {
      const end = (answer: PacerAnswer) => {
        cancelDeadline();
        forgetSignal();
        resolve(answer);
      };
      const waiter: Waiter = { sendId, costs, end };
      const leave = (answer: () => PacerAnswer) => {
        this.#leave(waiter);
        end(answer());
        this.#serveSoon();
      };
      const onDeadline = () =>
        leave(() => {
          const now = this.#clock.monotonic();
          return this.#longestWait(costs, sendId, now) ?? this.#lease(costs, now);
        });
      const cancelDeadline =
        maxWaitMs === Number.POSITIVE_INFINITY ? () => {} : this.#clock.schedule(onDeadline, maxWaitMs);
      const forgetSignal = onAbort(signal, () => leave(() => 'aborted'));
      this.#enter(waiter);
    });
  }

  #enter(waiter: Waiter): void {
    const key = queueNameOf(waiter.costs);
    const queue = this.#queues.get(key) ?? new WaitQueue(waiter.costs, () => ++this.#turnsSoFar);
    queue.add(waiter);
    if (this.#queues.has(key)) return;
    this.#queues.set(key, queue);
    this.#serveSoon();
  }

  #leave(waiter: Waiter): void {
    const key = queueNameOf(waiter.costs);
    const queue = this.#queues.get(key);
    queue?.delete(waiter);
    if (queue?.first === undefined) this.#queues.delete(key);
  }

  /** Lets the call go whose turn it is in a queue. */
  #letGo(queue: WaitQueue, waiter: Waiter): void {
    queue.shift();
    if (!queue.first) this.#queues.delete(queueNameOf(waiter.costs));
    waiter.end(this.#lease(waiter.costs, this.#clock.monotonic()));
  }

  /** Many calls that end at once are one reason to look, not many. */
  #serveSoon(): void {
    if (this.#queues.size === 0) this.#cancelTimer();
    if (this.#isServeDue || this.#queues.size === 0) return;
    this.#isServeDue = true;
    queueMicrotask(() => {
      this.#isServeDue = false;
      this.#serve();
    });
  }

  /** Lets go every call that can go now, and sets the timer for the next. */
  #serve(): void {
    this.#cancelTimer();
    this.#cancelTimer = () => {};
    const now = this.#clock.monotonic();
    const blocked = new Set<string>();
    // The last one is next.
    const queues = [...this.#queues.values()].sort((one, other) => other.turn - one.turn);
    let nextMs = Number.POSITIVE_INFINITY;
    for (let queue = queues.pop(); queue?.first; queue = queues.pop()) {
      const waiter = queue.first;
      // Whose turn came earlier is never overtaken, also where it waits for capacity in another limit.
      const isBehind = queue.counters.some((name) => blocked.has(name));
      const waitMs = isBehind ? Number.POSITIVE_INFINITY : this.#waitOf(waiter.costs, now);
      if (waitMs === 0) {
        this.#letGo(queue, waiter);
        if (queue.first) putInTurn(queues, queue);
      } else {
        nextMs = Math.min(nextMs, waitMs);
        for (const name of queue.counters) blocked.add(name);
      }
    }
    if (nextMs < Number.POSITIVE_INFINITY) {
      this.#cancelTimer = this.#clock.schedule(() => this.#serve(), nextMs);
    }
  }

  /** What a call that came now would have to wait for; nothing where it can go. */
  #longestWait(costs: readonly PacedCost[], sendId: string, now: number): PacerRefusal | undefined {
    let longest: PacerRefusal | undefined;
    for (const { limit, units, counter } of costs) {
      let waitMs = 0;
      let unitsAhead = 0;
      let isBehind = false;
      for (const queue of this.#queues.values()) {
        if (!queue.counters.includes(counter)) continue;
        isBehind = true;
        unitsAhead += queue.unitsAhead(counter, sendId);
        if (queue.first) waitMs = Math.max(waitMs, this.#waitOf(queue.first.costs, now));
      }
      waitMs = Math.max(waitMs, this.#window(counter).waitBehindMs(limit, units, unitsAhead, now));
      if ((waitMs > 0 || isBehind) && !(longest && longest.waitMs >= waitMs)) longest = { waitMs, limit };
    }
    return longest;
  }

  /** How long until a call with nobody before it can go, in milliseconds. */
  #waitOf(costs: readonly PacedCost[], now: number): number {
    let longest = 0;
    for (const { limit, units, counter } of costs) {
      longest = Math.max(longest, this.#window(counter).waitMs(limit, units, now));
    }
    return longest;
  }

  #lease(costs: readonly PacedCost[], now: number): Lease {
    const held = costs.map(({ limit, units, counter }) => this.#window(counter).take(limit, units, now));
    let isSettled = false;
    // A plain object: who wraps a pacer copies its leases.
    return {
      settle: (end) => {
        if (isSettled) return;
        isSettled = true;
        this.#settleAll(costs, held, end);
      },
    };
  }

  #settleAll(costs: readonly PacedCost[], held: readonly HeldUnits[], end: LeaseEnd): void {
    for (let index = 0; index < costs.length; index += 1) {
      const cost = costs[index];
      const units = held[index];
      if (cost && units) this.#settle(cost, units, end);
    }
    // A call that was sent frees capacity only later, and a timer is set for that.
    if (isFreeAtOnce(end)) this.#serveSoon();
  }

  #settle({ limit, counter }: PacedCost, units: HeldUnits, end: LeaseEnd): void {
    const now = this.#clock.monotonic();
    const window = this.#window(counter);
    if (isFreeAtOnce(end)) window.refund(units);
    else window.end(limit, units, now + (end.how === 'may_arrive' ? end.withinMs : 0));
    const isNamed = end.how === 'too_fast' && (end.limits?.includes(limit.name) ?? true);
    if (isNamed && limit.kind === 'rate') window.slowDown(now);
  }

  /** Counters of groups, senders or channels come without end. Looked for at each doubling, so that it stays cheap. */
  #forgetIdle(): void {
    const now = this.#clock.monotonic();
    for (const [counter, window] of this.#windows) {
      if (window.isIdle(now)) this.#windows.delete(counter);
    }
    this.#countersToLookAt = Math.max(countersToKeep, 2 * this.#windows.size);
  }

  #window(counter: string): SlidingWindow {
    let window = this.#windows.get(counter);
    if (!window) {
      if (this.#windows.size >= this.#countersToLookAt) this.#forgetIdle();
      window = new SlidingWindow(this.#jitterMs);
      this.#windows.set(counter, window);
    }
    return window;
  }
}

/** Puts a queue back among those that are sorted by their turns, the next one last. */
function putInTurn(queues: WaitQueue[], queue: WaitQueue): void {
  const { turn } = queue;
  let [from, to] = [0, queues.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((queues[middle]?.turn ?? 0) > turn) from = middle + 1;
    else to = middle;
  }
  queues.splice(from, 0, queue);
}

/** The vendor counted nothing. */
function isFreeAtOnce(end: LeaseEnd): boolean {
  return end.how === 'not_sent' || (end.how === 'too_fast' && !end.counted);
}
