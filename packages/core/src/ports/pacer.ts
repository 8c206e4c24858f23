/** A ceiling that the vendor documents. */
export interface Limit {
  /** Unique within the app, such as `messages calls`. */
  readonly name: string;
  /** Units that fit into one window. */
  readonly capacity: number;
  readonly windowMs: number;
  /** `rate` passes while you wait; `quota` is a day's or a plan's allowance. */
  readonly kind: 'rate' | 'quota';
  /** Whether all hosts of an app share the limit, or each host has one of its own. */
  readonly countedBy: 'app' | 'app_and_host';
  /** The vendor document and its date. */
  readonly source: string;
}

/** How much of a limit one call uses. */
export interface Cost {
  readonly limit: Limit;
  readonly units: number;
  /** What a limit that is counted separately per group, sender or channel is counted for here. */
  readonly key?: string;
}

/** A cost with the name of the counter that it is added to. */
export interface PacedCost {
  readonly limit: Limit;
  readonly units: number;
  /** Costs with the same scope and counter are counted together. */
  readonly counter: string;
}

/** One call that asks to be let go. */
export interface PacerRequest {
  /** Whose limits these are: vendor and app. */
  readonly scope: string;
  readonly costs: readonly PacedCost[];
  /** Which send asks, so that sends can take turns. */
  readonly sendId: string;
  /**
   * For how long the lease may be held at most, in milliseconds: a pacer that is shared frees it after that, so that
   * a process that crashes leaks nothing.
   */
  readonly holdMs: number;
  /** How long to wait at most, in milliseconds. Default: without end. */
  readonly maxWaitMs?: number;
  readonly signal?: AbortSignal;
  /** Called once when the wait begins; not called where the call can go at once. */
  readonly onWait?: () => void;
}

/**
 * How a lease ended:
 * - `replied`: the reply came. The units are free one window from now.
 * - `not_sent`: nothing left. The units are free at once.
 * - `may_arrive`: nobody waits for the reply any more, and the call may still reach the vendor within `withinMs`:
 *   the units are free one window after that.
 * - `too_fast`: the vendor refused for speed. `limits` names the limits that it spoke of, all of the call's where
 *   absent; `counted` says whether the vendor counted the refused call.
 */
export type LeaseEnd =
  | { readonly how: 'replied' }
  | { readonly how: 'not_sent' }
  | { readonly how: 'may_arrive'; readonly withinMs: number }
  | { readonly how: 'too_fast'; readonly limits?: readonly string[]; readonly counted: boolean };

/** Capacity for one call, in all its limits at once. */
export interface Lease {
  /** For how long from now the call may leave, in milliseconds. Default: as long as `holdMs` allows. */
  readonly leaveWithinMs?: number;
  /** Ends the lease. Only the first call of it counts. */
  settle(end: LeaseEnd): void;
}

/** No capacity within the longest wait. */
export interface PacerRefusal {
  /** How long until there may be capacity, in milliseconds. */
  readonly waitMs: number;
  readonly limit: Limit;
}

/** What a pacer says to a call. `aborted`: the caller left, and nothing was used. */
export type PacerAnswer = Lease | PacerRefusal | 'aborted';

/** Keeps calls below the vendor's limits, in this process or in many. */
export interface Pacer {
  /**
   * Waits for capacity. An aborted wait resolves to `aborted` and has used nothing. A pacer that has its answer at hand
   * may return it without a promise, which costs a send less.
   */
  acquire(request: PacerRequest): PacerAnswer | Promise<PacerAnswer>;
  /** Gives back what it holds, such as a connection. Called by the one who made it, never by a chat. */
  close?(): Promise<void>;
}
