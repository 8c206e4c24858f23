/** A ceiling that the vendor documents. */
export interface Limit {
  /** Unique within the app, such as `SendPeerMessage calls`. */
  readonly name: string;
  /** Units that fit into one window. */
  readonly capacity: number;
  readonly windowMs: number;
  /** `rate` passes while you wait; `quota` is a day's or a plan's allowance. */
  readonly kind: 'rate' | 'quota';
  /** The vendor document and its date. */
  readonly source: string;
}

/** How much of a limit one call uses. */
export interface Cost {
  readonly limit: Limit;
  readonly units: number;
}

export interface PacerRequest {
  /** Whose limits these are: vendor, app and host. */
  readonly scope: string;
  readonly costs: readonly Cost[];
  readonly signal?: AbortSignal;
  /** The latest moment to wait for, in milliseconds since 1970; Infinity where absent. */
  readonly deadline?: number;
}

/** Room for one call, in all its limits at once. */
export interface Lease {
  /**
   * Ends the lease, once: `sent` when the reply or the time limit came (the units are free again one window from
   * now), `not_sent` when nothing left (they are free at once), `too_fast` when the vendor refused for speed
   * (as `sent`, and the pacer slows down for a while).
   */
  settle(how: 'sent' | 'not_sent' | 'too_fast'): void;
}

/** No room before the deadline. */
export interface PacerRefusal {
  /** How long until there may be room, in milliseconds. */
  readonly waitMs: number;
  readonly limit: Limit;
}

/** Keeps calls below the vendor's limits, in this process or in many. */
export interface Pacer {
  /** Waits for room. An aborted wait resolves to `aborted` and has used nothing. */
  acquire(request: PacerRequest): Promise<Lease | PacerRefusal | 'aborted'>;
}
