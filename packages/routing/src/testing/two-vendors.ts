import type { Chat, RecipientOutcome } from '@polychat/core';
import { SimulatedClock } from '@polychat/core/testing';
import type { PickMany, PickOne } from '../placing.ts';
import { routeBy } from '../route-by.ts';
import type { RouteByOptions } from '../route-options.ts';
import type { RoutedChat } from '../routed-chat.ts';
import { InboxVendor, type InboxVendorOptions } from './inbox-vendor.ts';

export interface TwoVendors {
  readonly clock: SimulatedClock;
  readonly north: InboxVendor;
  readonly south: InboxVendor;
  readonly chat: RoutedChat;
}

export interface TwoVendorsOptions {
  readonly north?: Partial<InboxVendorOptions>;
  readonly south?: Partial<InboxVendorOptions>;
  readonly pick?: PickOne | PickMany;
  readonly options?: RouteByOptions;
  /** Changes the chats before they are combined. */
  readonly wrap?: (chat: Chat) => Chat;
}

/** `n…` to the north, `s…` to the south, and nobody else anywhere. */
export const byLetter: PickOne = (userId) => ({ n: 'north', s: 'south' })[userId.charAt(0)];

/** Two vendors on one clock, and a chat that chooses between them. */
export function twoVendors({
  north: ofNorth,
  south: ofSouth,
  pick = byLetter,
  options,
  wrap = (chat) => chat,
}: TwoVendorsOptions = {}): TwoVendors {
  const clock = new SimulatedClock();
  const north = new InboxVendor({ name: 'north', clock, ...ofNorth });
  const south = new InboxVendor({ name: 'south', clock, ...ofSouth });
  const chat = routeBy(pick, [wrap(north.chat), wrap(south.chat)], { clock, ...options });
  return { clock, north, south, chat };
}

/** Outcomes in words, in the order of the input: `0 n1 accepted north`. */
export const inOrder = (outcomes: readonly RecipientOutcome[]) =>
  outcomes
    .toSorted((a, b) => a.index - b.index)
    .map(({ index, userId, status, via }) => `${index} ${userId} ${status} ${via}`);
