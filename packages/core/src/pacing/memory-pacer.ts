import { type Clock, systemClock } from '../clock.ts';
import type { Cost, Lease, Limit, Pacer, PacerRefusal, PacerRequest } from './pacer.ts';
import { SlidingWindow } from './sliding-window.ts';

type Answer = Lease | PacerRefusal | 'aborted';

interface Waiter {
  readonly request: PacerRequest;
  readonly deadline: number;
  readonly answer: (answer: Answer) => void;
}

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

/** The limits of one app, with a queue that is first come, first served within each limit. */
class ScopePacer {
  readonly #clock: Clock;
  readonly #windows = new Map<string, SlidingWindow>();
  #waiters: Waiter[] = [];
  #cancelTimer: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  isIdle(now: number): boolean {
    return this.#waiters.length === 0 && [...this.#windows.values()].every((window) => window.isIdle(now));
  }

  acquire(request: PacerRequest): Promise<Answer> {
    if (request.signal?.aborted) return Promise.resolve('aborted');
    return new Promise((resolve) => {
      const onAbort = () => {
        this.#waiters = this.#waiters.filter((candidate) => candidate !== waiter);
        resolve('aborted');
        this.#serve();
      };
      const waiter: Waiter = {
        request,
        deadline: request.deadline ?? Number.POSITIVE_INFINITY,
        answer: (answer) => {
          request.signal?.removeEventListener('abort', onAbort);
          resolve(answer);
        },
      };
      request.signal?.addEventListener('abort', onAbort, { once: true });
      this.#waiters.push(waiter);
      this.#serve();
    });
  }

  /** Answers every waiter that can be answered now, and sets the timer for the next. */
  #serve(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const now = this.#clock.now();
    const unitsAhead = new Map<string, number>();
    const stillWaiting: Waiter[] = [];
    let nextMs = Number.POSITIVE_INFINITY;
    for (const waiter of this.#waiters) {
      const wait = this.#longestWait(waiter.request.costs, unitsAhead, now);
      if (!wait) {
        waiter.answer(this.#lease(waiter.request.costs));
      } else if (now + wait.waitMs > waiter.deadline) {
        waiter.answer({ waitMs: wait.waitMs, limit: wait.limit });
      } else {
        stillWaiting.push(waiter);
        nextMs = Math.min(nextMs, waiter.deadline - now, wait.isFirst ? wait.waitMs : nextMs);
        for (const { limit, units } of waiter.request.costs) {
          unitsAhead.set(limit.name, (unitsAhead.get(limit.name) ?? 0) + units);
        }
      }
    }
    this.#waiters = stillWaiting;
    if (stillWaiting.length > 0) this.#cancelTimer = this.#clock.schedule(() => this.#serve(), nextMs);
  }

  /** What a call has to wait for; nothing where it can go now. One that came earlier is never overtaken. */
  #longestWait(
    costs: readonly Cost[],
    unitsAhead: ReadonlyMap<string, number>,
    now: number,
  ): { waitMs: number; limit: Limit; isFirst: boolean } | undefined {
    const waits = costs
      .map(({ limit, units }) => {
        const ahead = unitsAhead.get(limit.name) ?? 0;
        const waitMs = this.#window(limit).waitBehindMs(limit, units, ahead, now);
        return { waitMs, limit, isFirst: ahead === 0 };
      })
      .filter(({ waitMs, isFirst }) => waitMs > 0 || !isFirst);
    const longest = waits.toSorted((a, b) => b.waitMs - a.waitMs)[0];
    return longest && { ...longest, isFirst: waits.every(({ isFirst }) => isFirst) };
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
        if (this.#waiters.length > 0) this.#serve();
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
