import { type Clock, systemClock } from '../ports/clock.ts';
import type { Cost, Lease, Limit, Pacer, PacerRefusal, PacerRequest } from '../ports/pacer.ts';
import { SlidingWindow } from './sliding-window.ts';
import { type Answer, earliest, queueNameOf, type Waiter, WaitQueue } from './wait-queue.ts';

/** Beyond so many apps, those that are idle are forgotten. */
const scopesToKeep = 1024;

/** A pacer that keeps count in this process. */
export function createMemoryPacer(clock: Clock = systemClock): Pacer {
  const scopes = new Map<string, ScopePacer>();
  return {
    acquire(request) {
      let scope = scopes.get(request.scope);
      if (!scope) {
        if (scopes.size >= scopesToKeep) forgetIdle(scopes, clock.now());
        scope = new ScopePacer(clock);
        scopes.set(request.scope, scope);
      }
      return scope.acquire(request);
    },
  };
}

const processPacerKey = Symbol.for('polychat.processPacer.v1');

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

/** The limits of one app. Within each limit calls are served in the order in which they came. */
class ScopePacer {
  readonly #clock: Clock;
  readonly #windows = new Map<string, SlidingWindow>();
  readonly #lanes = new Map<string, WaitQueue>();
  #waitersSoFar = 0;
  #cancelTimer = () => {};
  #isServeDue = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  isIdle(now: number): boolean {
    return this.#lanes.size === 0 && [...this.#windows.values()].every((window) => window.isIdle(now));
  }

  async acquire({ costs, signal, deadline = Number.POSITIVE_INFINITY }: PacerRequest): Promise<Answer> {
    if (signal?.aborted) return 'aborted';
    const now = this.#clock.now();
    const wait = this.#longestWait(costs, now);
    if (!wait) return this.#lease(costs);
    if (now + wait.waitMs > deadline) return wait;
    return new Promise((resolve) => {
      const end = (answer: Answer) => {
        cancelDeadline();
        signal?.removeEventListener('abort', onAbort);
        resolve(answer);
      };
      const waiter: Waiter = { turn: this.#waitersSoFar, costs, end };
      const leave = (answer: () => Answer) => {
        this.#leave(waiter);
        end(answer());
        this.#serveSoon();
      };
      const onAbort = () => leave(() => 'aborted');
      const onDeadline = () => leave(() => this.#longestWait(costs, this.#clock.now()) ?? this.#lease(costs));
      const cancelDeadline =
        deadline === Number.POSITIVE_INFINITY ? () => {} : this.#clock.schedule(onDeadline, deadline - now);
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#waitersSoFar += 1;
      this.#enter(waiter);
    });
  }

  #enter(waiter: Waiter): void {
    const key = queueNameOf(waiter.costs);
    const lane = this.#lanes.get(key) ?? new WaitQueue(waiter.costs);
    lane.add(waiter);
    if (this.#lanes.has(key)) return;
    this.#lanes.set(key, lane);
    this.#serve();
  }

  #leave(waiter: Waiter): void {
    const key = queueNameOf(waiter.costs);
    const lane = this.#lanes.get(key);
    lane?.delete(waiter);
    if (lane?.first === undefined) this.#lanes.delete(key);
  }

  /** Many calls that end at once are one reason to look, not many. */
  #serveSoon(): void {
    if (this.#lanes.size === 0) this.#cancelTimer();
    if (this.#isServeDue || this.#lanes.size === 0) return;
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
    const now = this.#clock.now();
    const blocked = new Set<string>();
    const lanes = new Set(this.#lanes.values());
    let nextMs = Number.POSITIVE_INFINITY;
    for (let lane = earliest(lanes); lane?.first; lane = earliest(lanes)) {
      const waiter = lane.first;
      // One that came earlier is never overtaken, also where it waits for room in another limit.
      const isBehind = lane.limits.some((name) => blocked.has(name));
      const waitMs = isBehind ? Number.POSITIVE_INFINITY : this.#waitOf(waiter.costs, now);
      if (waitMs === 0) {
        this.#leave(waiter);
        waiter.end(this.#lease(waiter.costs));
        if (!lane.first) lanes.delete(lane);
      } else {
        nextMs = Math.min(nextMs, waitMs);
        lanes.delete(lane);
        for (const name of lane.limits) blocked.add(name);
      }
    }
    if (nextMs < Number.POSITIVE_INFINITY) {
      this.#cancelTimer = this.#clock.schedule(() => this.#serve(), nextMs);
    }
  }

  /** What a call that came now would have to wait for; nothing where it can go. */
  #longestWait(costs: readonly Cost[], now: number): PacerRefusal | undefined {
    let longest: PacerRefusal | undefined;
    for (const { limit, units } of costs) {
      const ahead = [...this.#lanes.values()].filter(({ limits }) => limits.includes(limit.name));
      const unitsAhead = ahead.reduce((sum, lane) => sum + lane.unitsOf(limit.name), 0);
      const waitMs = Math.max(
        this.#window(limit).waitBehindMs(limit, units, unitsAhead, now),
        ...ahead.map((lane) => (lane.first ? this.#waitOf(lane.first.costs, now) : 0)),
      );
      if ((waitMs > 0 || ahead.length > 0) && !(longest && longest.waitMs >= waitMs)) {
        longest = { waitMs, limit };
      }
    }
    return longest;
  }

  /** How long until a call with nobody before it can go, in milliseconds. */
  #waitOf(costs: readonly Cost[], now: number): number {
    return Math.max(0, ...costs.map(({ limit, units }) => this.#window(limit).waitMs(limit, units, now)));
  }

  #lease(costs: readonly Cost[]): Lease {
    for (const { limit, units } of costs) this.#window(limit).take(units);
    let isSettled = false;
    return {
      settle: (how) => {
        if (isSettled) return;
        isSettled = true;
        const now = this.#clock.now();
        for (const { limit, units } of costs) {
          const window = this.#window(limit);
          if (how === 'not_sent') window.refund(units);
          else window.end(limit, units, now);
          if (how === 'too_fast' && limit.kind === 'rate') window.slowDown(limit, now);
        }
        // A call that was sent makes room only later, and a timer is set for that.
        if (how === 'not_sent') this.#serveSoon();
      },
    };
  }

  #window({ name }: Limit): SlidingWindow {
    let window = this.#windows.get(name);
    if (!window) {
      window = new SlidingWindow();
      this.#windows.set(name, window);
    }
    return window;
  }
}
