import type { Chat } from '@polychat/core';
import { SimulatedClock } from '@polychat/core/testing';
import { describe, expect, test } from 'vitest';
import { ensureUsers } from './ensure-users/ensure-users.ts';
import { escapedUserIds } from './escaped-user-ids.ts';
import { failover } from './failover/failover.ts';
import { mapUsers } from './map-users.ts';
import { routeBy } from './route-by.ts';
import { senders } from './senders.ts';
import { AccountVendor } from './testing/account-vendor.ts';
import { thrown } from './testing/thrown.ts';

interface Vendors {
  readonly clock: SimulatedClock;
  readonly first: AccountVendor;
  readonly second: AccountVendor;
}

/** `ann` is refused by the first vendor, `bob` by the second, whatever an encoding makes of them. */
function twoVendors(): Vendors {
  const clock = new SimulatedClock();
  const vendor = (name: string, refused: string) =>
    new AccountVendor({ name, clock, refusesToRegister: (userId) => userId.includes(refused) });
  return { clock, first: vendor('first', 'ann'), second: vendor('second', 'bob') };
}

const through: Readonly<Record<string, (vendors: Vendors) => Chat>> = {
  routeBy: ({ first, second, clock }) => routeBy(() => 'first', [first.chat, second.chat], { clock }),
  failover: ({ first, second, clock }) => failover([first.chat, second.chat], { clock }),
  'senders around routeBy': (vendors) => senders(routed(vendors), { ops: 'administrator' }),
  'mapUsers around routeBy': (vendors) => mapUsers(routed(vendors), escapedUserIds()),
  'ensureUsers around routeBy': (vendors) => ensureUsers(routed(vendors), { clock: vendors.clock }),
  'routeBy of wrapped chats': ({ first, second, clock }) =>
    routeBy(
      () => 'first',
      [ensureUsers(mapUsers(first.chat, escapedUserIds()), { clock }), senders(second.chat, {})],
      { clock },
    ),
  'failover of routeBy': (vendors) => failover([routed(vendors)], { clock: vendors.clock }),
};

function routed({ first, second, clock }: Vendors): Chat {
  return routeBy(() => 'first', [first.chat, second.chat], { clock });
}

describe.each(Object.entries(through))('%s', (_name, chatOf) => {
  test('accepts those users alone whom every vendor accepted', async () => {
    const vendors = twoVendors();
    const users = ['ann', 'cid@x', 'bob', 'dan'].map((userId) => ({ userId }));
    const receipt = await vendors.clock.finish(chatOf(vendors).registerUsers(users));
    expect(receipt.accepted.map(({ userId }) => userId)).toEqual(['cid@x', 'dan']);
    expect(receipt.failed.map(({ userId, problem }) => `${userId} ${problem.code}`)).toEqual([
      'ann permission_denied',
      'bob permission_denied',
    ]);
    for (const { accounts } of [vendors.first, vendors.second]) {
      expect([...accounts.keys()].filter((userId) => userId === 'dan')).toHaveLength(1);
    }
  });

  test('throws where a user was accepted by one vendor alone, and by the other not', async () => {
    const vendors = twoVendors();
    const error = await vendors.clock.finish(
      thrown(chatOf(vendors).registerUsers([{ userId: 'ann' }, { userId: 'bob' }])),
    );
    expect(error.receipt).toMatchObject({ accepted: [], failed: [{ userId: 'ann' }, { userId: 'bob' }] });
  });
});

test('a user whose registration is unclear at one vendor is unconfirmed', async () => {
  const clock = new SimulatedClock();
  const first = new AccountVendor({ name: 'first', clock });
  const second = new AccountVendor({ name: 'second', clock, fateOf: () => 'unknown' });
  const chat = routeBy(() => 'first', [first.chat, second.chat], { clock });
  const error = await clock.finish(thrown(chat.registerUsers([{ userId: 'dan' }])));
  expect(error).toMatchObject({
    effect: 'unknown',
    receipt: { accepted: [], unconfirmed: [{ userId: 'dan', via: 'second' }] },
  });
});
