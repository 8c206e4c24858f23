import type { StartChat } from '@polychat/conformance/chats';
import { describeChatConformance } from '@polychat/conformance/vitest';
import { escapedUserIds } from './escaped-user-ids.ts';
import { failover } from './failover/failover.ts';
import { mapUsers } from './map-users.ts';
import { routeBy } from './route-by.ts';
import { senders } from './senders.ts';

/** Half of the users are here and half there. */
const halfOf = (names: readonly string[]) => (userId: string) =>
  names[[...userId].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % names.length];

const encoding = escapedUserIds();

const starts: Readonly<Record<string, StartChat>> = {
  'routeBy over one chat': ({ createPart, clock }) => ({
    chat: routeBy(() => 'vendor1', [createPart()], { clock }),
  }),
  'routeBy over two chats': ({ createPart, clock }) => ({
    chat: routeBy(halfOf(['vendor1', 'vendor2']), [createPart(), createPart()], { clock }),
  }),
  'routeBy with a look-up that answers later': ({ createPart, clock }) => {
    const pick = halfOf(['vendor1', 'vendor2', 'vendor3']);
    const pickMany = async (userIds: readonly string[]) => userIds.map(pick);
    return { chat: routeBy({ pickMany }, [createPart(), createPart(), createPart()], { clock }) };
  },
  senders: ({ createPart }) => ({ chat: senders(createPart(), { ops: 'administrator' }) }),
  mapUsers: ({ createPart }) => ({
    chat: mapUsers(createPart(), { toVendor: (id) => `x-${id}`, toApp: (id) => id.slice(2) }),
    vendorIdOf: (userId) => `x-${userId}`,
  }),
  'failover over two chats': ({ createPart, clock }) => ({
    chat: failover([createPart(), createPart()], { clock }),
  }),
  'failover within a region, and senders and ids of its own at each': ({ createPart, clock }) => {
    const north = failover([mapUsers(createPart(), encoding), senders(createPart(), { ops: 'root' })], {
      clock,
      name: 'north',
    });
    const south = senders(mapUsers(createPart(), encoding), { ops: 'administrator' });
    return { chat: routeBy(halfOf(['north', south.name]), [north, south], { clock }) };
  },
  'failover between regions': ({ createPart, clock }) => {
    const here = routeBy(halfOf(['vendor1', 'vendor2']), [createPart(), createPart()], { clock });
    return { chat: failover([here, createPart()], { clock }) };
  },
};

for (const [name, start] of Object.entries(starts)) {
  describeChatConformance({ name, start, report: () => {} });
}
