import type { WebhookEventType } from '../events/webhook-event.ts';
import type { WebhookRefusal } from '../webhook-source.ts';

/** A request that was not believed, or could not be read. */
export interface WebhookRefusedEvent {
  readonly vendor: string;
  /** `method`: no POST. `body`: too long, broken off, not there in time, or packed in an unknown way. */
  readonly reason: WebhookRefusal | 'method' | 'body';
  readonly durationMs: number;
}

/** What became of an event that tells. */
export interface WebhookHandledEvent {
  readonly vendor: string;
  readonly app: string;
  readonly type: WebhookEventType;
  readonly vendorEvent: string;
  readonly eventId: string;
  readonly redelivery: boolean;
  /**
   * - `handled`: the handler did not throw.
   * - `duplicate`: it was handled before.
   * - `failed`: the handler threw.
   * - `unconfirmed`: `confirm` did not say that it is true.
   * - `busy`: somebody else is at it.
   * - `store_down`: the store could not be asked, so it was not handled.
   */
  readonly outcome: 'handled' | 'duplicate' | 'failed' | 'unconfirmed' | 'busy' | 'store_down';
  /** From the moment when the request came. */
  readonly durationMs: number;
}

/** What was answered to an event that asks. */
export interface WebhookAnsweredEvent {
  readonly vendor: string;
  readonly app: string;
  /** Absent where the deadline passed before the body was there. */
  readonly type?: WebhookEventType;
  readonly vendorEvent?: string;
  readonly eventId?: string;
  /** Absent where another process gave the answer before. */
  readonly verdict?: 'allow' | 'allow_except' | 'refuse' | 'drop' | 'replace';
  /**
   * - `handler`: your code's verdict.
   * - `default`: there is no handler for it, so it was allowed.
   * - `stored`: the answer was given before.
   * - `deadline`: `atDeadline`, since there was no verdict in time.
   * - `failed`: `atDeadline`, since the handler threw, or its verdict is none that the vendor can carry out.
   * - `store_down`: `atDeadline`, since the store could not be asked.
   */
  readonly by: 'handler' | 'default' | 'stored' | 'deadline' | 'failed' | 'store_down';
  readonly durationMs: number;
}

/**
 * Something that did not stop anything, and that somebody should know:
 * - `not_completed`: an event was handled, and the store could not be told. Its next delivery may be handled again.
 * - `claim_ended`: handling took longer than `claimForMs`, so another process may have handled the event, too.
 * - `not_released`: an event was not handled, and the store could not be told. It can be handled after `claimForMs`.
 */
export interface WebhookWarningEvent {
  readonly vendor: string;
  readonly code: 'not_completed' | 'claim_ended' | 'not_released';
  readonly eventId: string;
}

/**
 * Called while webhooks are handled, with names, hashes and times: no content, no ids of users. What a hook returns is
 * not awaited, and what it throws is dropped.
 */
export interface WebhookHooks {
  readonly refused?: (event: WebhookRefusedEvent) => void;
  readonly handled?: (event: WebhookHandledEvent) => void;
  readonly answered?: (event: WebhookAnsweredEvent) => void;
  readonly warning?: (event: WebhookWarningEvent) => void;
}

type HookEvent<Name extends keyof WebhookHooks> = Parameters<NonNullable<WebhookHooks[Name]>>[0];

/** Calls a hook, if there is one. */
export function tell<Name extends keyof WebhookHooks>(
  hooks: WebhookHooks,
  name: Name,
  event: HookEvent<Name>,
): void {
  const hook = hooks[name] as ((event: HookEvent<Name>) => unknown) | undefined;
  try {
    Object.freeze(event);
    const result = hook?.call(hooks, event);
    if (result instanceof Promise) result.catch(() => {});
  } catch {
    // See WebhookHooks: dropped on purpose.
  }
}
