/**
 * Bounds repeats where a vendor is in trouble: repeats draw on it, calls that go well refill it. While nearly all calls
 * go well it is never empty; while nearly none does, repeats stop after a while instead of doubling the load.
 */
export interface RetryBudget {
  /** Takes what one repeat costs. False where there is not enough left: then there is no repeat. */
  draw(): boolean;
  /** A call went well. */
  refill(): void;
}

/** The options of `createRetryBudget`. */
export interface RetryBudgetOptions {
  /** How many repeats it holds when it is full. Default 500. */
  readonly repeats?: number;
  /** What part of a repeat each call that goes well gives back. Default 0.2: one repeat in five calls. */
  readonly refill?: number;
}

/** A budget in memory, to be shared by all chats of one vendor app. It is full at first. */
export function createRetryBudget({ repeats = 500, refill = 0.2 }: RetryBudgetOptions = {}): RetryBudget {
  let left = repeats;
  return {
    draw() {
      // Turned round, so that a budget of no number allows nothing.
      if (!(left >= 1)) return false;
      left -= 1;
      return true;
    },
    refill() {
      left = Math.min(repeats, left + refill);
    },
  };
}

/** Shared by every copy of this package. */
const key = Symbol.for('polychat.retryBudgets.v1');

/** The budget that all chats of one vendor app in this process share by default. */
export function processRetryBudget(app: string): RetryBudget {
  const holder = globalThis as { [key]?: Map<string, RetryBudget> };
  holder[key] ??= new Map();
  const budget = holder[key].get(app) ?? createRetryBudget();
  holder[key].set(app, budget);
  return budget;
}
