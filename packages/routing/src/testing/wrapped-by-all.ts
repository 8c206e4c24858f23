import { changedChat } from '@polychat/conformance/chats';
import type { Chat } from '@polychat/core';
import type { SimulatedClock } from '@polychat/core/testing';
import { ensureUsers } from '../ensure-users/ensure-users.ts';
import { escapedUserIds } from '../escaped-user-ids.ts';
import { failover } from '../failover/failover.ts';
import { mapUsers } from '../map-users.ts';
import { migration } from '../migration/migration.ts';
import { routeBy } from '../route-by.ts';
import { InboxVendor } from './inbox-vendor.ts';

/** Makes a chat of two: `odd`, which does something wrong, and `good`. */
export type Combine = (odd: Chat, good: Chat, clock: SimulatedClock) => Chat;

/** Each function of this package that names everybody by itself; `routeBy` has `gil` at the good chat. */
export const combiners: readonly (readonly [string, Combine])[] = [
  [
    'routeBy',
    (odd, good, clock) => routeBy((userId) => (userId === 'gil' ? 'good' : 'odd'), [odd, good], { clock }),
  ],
  ['failover', (odd, good, clock) => failover([odd, good], { clock })],
  [
    'migration, half of a rollout',
    (odd, good, clock) =>
      migration({ from: odd, to: good, stage: 'complete', rollout: 0.5, unit: 'conversation', clock }),
  ],
  [
    'mapUsers around failover',
    (odd, good, clock) => mapUsers(failover([odd, good], { clock }), escapedUserIds()),
  ],
];

/** The others, which hand a list on to their one chat as it is, and make a stream of their own. */
export const streamCombiners: readonly (readonly [string, Combine])[] = [
  ...combiners,
  ['ensureUsers', (odd, _good, clock) => ensureUsers(odd, { clock })],
  ['migration', (odd, good, clock) => migration({ from: odd, to: good, stage: 'shadow', clock })],
];

/** Two vendors, of which the chat of the first is changed, and a chat around them. */
export function oddAndGood(combine: Combine, change: Partial<Chat>, clock: SimulatedClock) {
  const odd = new InboxVendor({ name: 'odd', clock });
  const good = new InboxVendor({ name: 'good', clock });
  return { odd, good, chat: combine(changedChat(odd.chat, change), good.chat, clock) };
}
