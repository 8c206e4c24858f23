import type { Chat } from '@polychat/core';
import { CircuitBreaker } from './circuit-breaker.ts';
import type { CompleteFailoverOptions, FailoverHooks } from './failover-options.ts';

/** One of the chats, with what is known of its vendor. */
export interface Member {
  readonly chat: Chat;
  readonly breaker: CircuitBreaker;
}

/** Gives each chat its breaker. */
export function membersOf(
  chats: Iterable<Chat>,
  { breaker, clock, hooks, name }: CompleteFailoverOptions,
): readonly Member[] {
  return [...chats].map((chat) => ({
    chat,
    breaker: new CircuitBreaker(breaker, clock, (change) =>
      emitTo(hooks, 'breaker', { chat: name, via: chat.name, ...change }),
    ),
  }));
}

/** Calls a hook. What it throws, or rejects with, never changes the outcome of a send. */
export function emitTo<Name extends keyof FailoverHooks>(
  hooks: FailoverHooks,
  name: Name,
  event: Parameters<NonNullable<FailoverHooks[Name]>>[0],
): void {
  const hook = hooks[name] as ((event: unknown) => unknown) | undefined;
  try {
    const result = hook?.call(hooks, Object.freeze(event));
    if (typeof result === 'object') Promise.resolve(result).catch(() => {});
  } catch {
    // Telemetry: dropped on purpose.
  }
}
