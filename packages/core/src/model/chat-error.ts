import type { RecallReceipt } from './change.ts';
import type { BroadcastReceipt, DirectReceipt, UsersReceipt } from './outcome.ts';
import type { Problem, ProblemCode, ProblemEffect, ProblemLimit, VendorDetail } from './problem.ts';
import type { ReceiptSummary } from './receipt-summary.ts';

/** Shared by every copy of this package, so that `ChatError.is` works across them. */
const brand = Symbol.for('polychat.ChatError');

const problemMembers = [
  'code',
  'effect',
  'transient',
  'retryable',
  'message',
  'field',
  'limit',
  'retryAfterMs',
  'vendor',
] as const;

/** What a `ChatError` has beside its problem. */
export interface ChatErrorOptions {
  /** What became of every recipient, where the send got that far. */
  readonly receipt?: DirectReceipt | UsersReceipt | BroadcastReceipt;
  /** What became of every message of a recall, where it got that far. */
  readonly recallReceipt?: RecallReceipt;
  /** The receipt in a few lines, for logs; `failedSend` of `@polychat/core/combine` makes it. */
  readonly summary?: ReceiptSummary;
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
 *
 * Loggers print `summary`, which is small; `receipt` is whole and not enumerable, so they pass it by.
 */
export class ChatError extends Error implements Problem {
  override readonly name = 'ChatError';
  declare readonly code: ProblemCode;
  declare readonly effect: ProblemEffect;
  declare readonly transient: boolean;
  declare readonly retryable: boolean;
  declare readonly field?: string;
  declare readonly limit?: ProblemLimit;
  declare readonly retryAfterMs?: number;
  declare readonly vendor?: VendorDetail;
  /** What became of every recipient, where the send got that far. Whole, and not enumerable. */
  declare readonly receipt?: DirectReceipt | UsersReceipt | BroadcastReceipt;
  /** What became of every message that was to be taken back. Whole, and not enumerable. */
  declare readonly recallReceipt?: RecallReceipt;
  /** The receipt in a few lines, where there is one. */
  declare readonly summary?: ReceiptSummary;

  constructor(problem: Problem, options: ChatErrorOptions = {}) {
    super(problem.message);
    if ('cause' in options) defineCause(this, options.cause);
    const { message: _message, vendor, ...others } = membersOf(problem);
    // A copy: pino takes whatever has a `message` for an error and marks it while it prints, which a frozen one resists.
    Object.assign(this, others, vendor && { vendor: { ...vendor } });
    for (const name of ['receipt', 'recallReceipt'] as const) {
      if (options[name]) Object.defineProperty(this, name, { value: options[name] });
    }
    if (options.summary !== undefined) this.summary = options.summary;
    Object.defineProperty(this, brand, { value: true });
  }

  /** Whether a value is a `ChatError`, also one made by another copy of this package. */
  static is(value: unknown): value is ChatError {
    return typeof value === 'object' && value !== null && brand in value;
  }

  /** `instanceof ChatError` is as good as `is`. A class that extends this one knows its own instances alone. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    // A class that names itself is renamed by the build, so it is told by what only this one has.
    // biome-ignore lint/complexity/noThisInStatic: which class stands to the right of `instanceof` is the question.
    return Object.hasOwn(this, 'is') ? this.is(value) : super[Symbol.hasInstance](value);
  }

  /** The problem as plain data, with the summary of the receipt where there is one. */
  toJSON(): Problem & { readonly summary?: ReceiptSummary } {
    return this.summary === undefined ? membersOf(this) : { ...membersOf(this), summary: this.summary };
  }
}

/** What a problem has, without what is undefined. */
function membersOf(problem: Problem): Problem {
  const defined = problemMembers.filter((name) => problem[name] !== undefined);
  return Object.fromEntries(defined.map((name) => [name, problem[name]])) as unknown as Problem;
}

/**
 * The cause as any error has it, unless it is a value that cannot be copied, such as an abort reason with functions:
 * `structuredClone` and `postMessage` would refuse the whole error for it. They pass a getter by.
 */
function defineCause(error: ChatError, cause: unknown): void {
  const place = { configurable: true, enumerable: false };
  Object.defineProperty(
    error,
    'cause',
    isCopyable(cause) ? { ...place, writable: true, value: cause } : { ...place, get: () => cause },
  );
}

function isCopyable(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}
