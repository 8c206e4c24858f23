import type { Chat } from '@polychat/core';
import { tell } from '../tell.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import type { CompleteFailoverOptions } from './failover-options.ts';

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
      tell(hooks, 'breaker', { chat: name, via: chat.name, ...change }),
    ),
  }));
}
