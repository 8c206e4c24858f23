import type { StartChat } from '@polychat/conformance/chats';
import { describeChatConformance } from '@polychat/conformance/vitest';
import { ensureUsers } from './ensure-users/ensure-users.ts';
import { escapedUserIds } from './escaped-user-ids.ts';
import { failover } from './failover/failover.ts';
import { mapUsers } from './map-users.ts';
import { migration } from './migration/migration.ts';
import type { MigrationOptions } from './migration/migration-options.ts';
import { routeBy } from './route-by.ts';
import { senders } from './senders.ts';

/** Half of the users are here and half there. */
const halfOf = (names: readonly string[]) => (userId: string) =>
  names[[...userId].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % names.length];

/** Groups and rooms are all at the second. */
const pickGroup = () => 'vendor2';

const encoding = escapedUserIds();

const starts: Readonly<Record<string, StartChat>> = {
  'routeBy over one chat': ({ createPart, clock }) => ({
    chat: routeBy(() => 'vendor1', [createPart()], { clock }),
  }),
  'routeBy over two chats': ({ createPart, clock }) => ({
    chat: routeBy(halfOf(['vendor1', 'vendor2']), [createPart(), createPart()], { clock, pickGroup }),
  }),
  'routeBy with a look-up that answers later': ({ createPart, clock }) => {
    const pick = halfOf(['vendor1', 'vendor2', 'vendor3']);
    const pickMany = async (userIds: readonly string[]) => userIds.map(pick);
    return {
      chat: routeBy({ pickMany }, [createPart(), createPart(), createPart()], {
        clock,
        pickGroup: async () => 'vendor3',
      }),
    };
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
    const options = { clock, pickGroup: () => 'north' };
    return { chat: routeBy(halfOf(['north', south.name]), [north, south], options) };
  },
  'ensureUsers over routeBy': ({ createPart, clock }) => ({
    chat: ensureUsers(
      routeBy(halfOf(['vendor1', 'vendor2']), [createPart(), createPart()], { clock, pickGroup }),
      {
        profileOf: (userIds) => userIds.map((userId) => ({ name: `Name of ${userId}` })),
        clock,
      },
    ),
  }),
  'ensureUsers that registers ahead': ({ createPart, clock }) => ({
    chat: ensureUsers(createPart(), { ahead: true, clock }),
  }),
  'failover between regions': ({ createPart, clock }) => {
    const here = routeBy(halfOf(['vendor1', 'vendor2']), [createPart(), createPart()], { clock, pickGroup });
    return { chat: failover([here, createPart()], { clock }) };
  },
};

/** A migration at that stage, between two vendors. */
const migrating =
  (options: Omit<MigrationOptions, 'from' | 'to' | 'clock'>, copies: number): StartChat =>
  ({ createPart, clock }) => ({
    chat: migration({ from: createPart(), to: createPart(), clock, ...options }),
    copies,
    // Where nothing is written to the other chat, users are registered at one.
    lacks: copies === 1 ? ['users_everywhere'] : [],
  });

const migrations: Readonly<Record<string, StartChat>> = {
  'migration, off': migrating({ stage: 'off' }, 1),
  'migration, dualwrite': migrating({ stage: 'dualwrite' }, 2),
  'migration, shadow, for half of the conversations': migrating({ stage: 'shadow', rollout: 0.5 }, 2),
  'migration, live, for half of the users': migrating({ stage: 'live', rollout: 0.5, unit: 'user' }, 2),
  'migration, rampdown, with an envelope': migrating({ stage: 'rampdown', envelope: true }, 2),
  'migration, complete': migrating({ stage: 'complete' }, 1),
  'migration, live, rehearsed': migrating({ stage: 'live', rehearse: true }, 1),
};

for (const [name, start] of Object.entries({ ...starts, ...migrations })) {
  describeChatConformance({ name, start, report: () => {} });
}
