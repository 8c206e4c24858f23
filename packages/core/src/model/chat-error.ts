import type { BroadcastReceipt, DirectReceipt, UsersReceipt } from './outcome.ts';
import type { Problem, ProblemCode, ProblemEffect, ProblemLimit, VendorDetail } from './problem.ts';

/** Shared by every copy of this package, so that `ChatError.is` works across them. */
const brand = Symbol.for('polychat.ChatError');

/** What a `ChatError` has beside its problem. */
export interface ChatErrorOptions {
  /** What became of every recipient, where the send got that far. */
  readonly receipt?: DirectReceipt | UsersReceipt | BroadcastReceipt;
  /**
   * The caller's own reason, such as that of an `AbortSignal`; or what an adapter, a journal or a secret's function
   * threw, without anything secret. Never what a transport threw: it may hold a signed URL.
   */
  readonly cause?: unknown;
}

/**
 * The only error that Polychat throws. Its members are those of a {@link Problem}.
 *
 * Thrown when the caller is at fault (a message that breaks a rule, options that do not fit) and when a send
 * reached nobody. A send that reached somebody resolves, and its receipt holds the problems of the others.
 */
export class ChatError extends Error implements Problem {
  override readonly name = 'ChatError';
  readonly code: ProblemCode;
  readonly effect: ProblemEffect;
  readonly transient: boolean;
  readonly retryable: boolean;
  declare readonly field?: string;
  declare readonly limit?: ProblemLimit;
  declare readonly retryAfterMs?: number;
  declare readonly vendor?: VendorDetail;
  declare readonly receipt?: DirectReceipt | UsersReceipt | BroadcastReceipt;

  constructor(problem: Problem, options: ChatErrorOptions = {}) {
    super(problem.message, 'cause' in options ? { cause: options.cause } : undefined);
    this.code = problem.code;
    this.effect = problem.effect;
    this.transient = problem.transient;
    this.retryable = problem.retryable;
    if (problem.field !== undefined) this.field = problem.field;
    if (problem.limit !== undefined) this.limit = problem.limit;
    if (problem.retryAfterMs !== undefined) this.retryAfterMs = problem.retryAfterMs;
    if (problem.vendor !== undefined) this.vendor = problem.vendor;
    if (options.receipt !== undefined) this.receipt = options.receipt;
    Object.defineProperty(this, brand, { value: true });
  }

  /** Whether a value is a `ChatError`, also one made by another copy of this package. */
  static is(value: unknown): value is ChatError {
    return typeof value === 'object' && value !== null && brand in value;
  }

  /** The problem as plain data, with the receipt where there is one. */
  toJSON(): Problem & { receipt?: ChatErrorOptions['receipt'] } {
    const problem: Problem = {
      code: this.code,
      effect: this.effect,
      transient: this.transient,
      retryable: this.retryable,
      message: this.message,
      ...(this.field === undefined ? {} : { field: this.field }),
      ...(this.limit === undefined ? {} : { limit: this.limit }),
      ...(this.retryAfterMs === undefined ? {} : { retryAfterMs: this.retryAfterMs }),
      ...(this.vendor === undefined ? {} : { vendor: this.vendor }),
    };
    return this.receipt ? { ...problem, receipt: this.receipt } : problem;
  }
}
