import type { ChatAdapter } from '../ports/chat-adapter.ts';
import type { Clock } from '../ports/clock.ts';
import type { Hooks } from '../ports/hooks.ts';
import type { Journal } from '../ports/journal.ts';
import type { Pacer } from '../ports/pacer.ts';
import type { Transport } from '../ports/transport.ts';
import type { AppLimits } from './app-limits.ts';
import type { RetryBudget } from './retry-budget.ts';
import type { SessionKeeper } from './session.ts';

/** How often and how soon a call is repeated. */
export interface RetryPolicy {
  /** The most attempts of one call, the first included. */
  readonly maxAttempts: number;
  /** The longest wait before the first repeat, in milliseconds; it doubles with each. */
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
  readonly budget: RetryBudget;
}

/** What all exchanges of a chat have in common. */
export interface ChatContext {
  readonly adapter: Pick<ChatAdapter, 'vendor' | 'title' | 'app' | 'host'>;
  /** The chat's name. */
  readonly via: string;
  readonly transport: Transport;
  readonly pacer: Pacer;
  readonly clock: Clock;
  /** A random unsigned 32-bit integer. */
  readonly random: () => number;
  readonly hooks: Hooks;
  readonly retry: RetryPolicy;
  readonly limits: AppLimits;
  readonly maxReplyBytes: number;
}

/** What one send gives to each of its calls. */
export interface ExchangeContext extends ChatContext {
  readonly sendId: string;
  readonly correlationId?: string;
  readonly session?: SessionKeeper;
  readonly journal?: Journal;
  /** Repeat also where a copy may arrive twice. */
  readonly retryUnknown: boolean;
  /** Bounds one attempt, in milliseconds. Absent: what the call says. */
  readonly timeoutMs?: number;
  /** The end of the whole send by the monotonic clock; absent in bulk, where each call has `deadlineMs` without its waiting. */
  readonly deadlineAt?: number;
  readonly deadlineMs: number;
  /** The caller's own signal. */
  readonly signal?: AbortSignal;
}
