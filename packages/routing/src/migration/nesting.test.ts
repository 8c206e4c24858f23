import { describe, expect, test } from 'vitest';
import { escapedUserIds } from '../escaped-user-ids.ts';
import { failover } from '../failover/failover.ts';
import { mapUsers } from '../map-users.ts';
import { routeBy } from '../route-by.ts';
import { readAll } from '../testing/failing-vendors.ts';
import { hello, InboxVendor } from '../testing/inbox-vendor.ts';
import { migratingVendors, missingOf, shownReceipt } from '../testing/migrating-vendors.ts';
import { migration } from './migration.ts';

describe('nests', () => {
  test('around chats that fail over, and inside routeBy and mapUsers', async () => {
    const { clock, old, young } = migratingVendors();
    const third = new InboxVendor({ name: 'third', clock });
    const inner = migration({
      from: old.chat,
      to: failover([young.chat, third.chat], { clock }),
      stage: 'live',
      clock,
      name: 'move',
    });
    const chat = mapUsers(
      routeBy(() => 'move', [inner], { clock }),
      escapedUserIds(),
    );
    const receipt = await clock.finish(chat.sendDirect({ ...hello, to: ['ann', 'b@c'] }));
    expect(shownReceipt(receipt)).toEqual(['ann accepted young', 'b@c accepted young']);
    expect(await clock.finish(readAll(chat.deliver(hello, ['dan'])))).toMatchObject([
      { userId: 'dan', via: 'young' },
    ]);
    await clock.finish(chat.close());
    expect([old.inbox('ann'), old.inbox('dan'), young.inbox('dan')]).toEqual([
      ['hello'],
      ['hello'],
      ['hello'],
    ]);
    expect(await missingOf(inner)).toEqual([]);
  });

  test('one inside the other', async () => {
    const { clock, old, young } = migratingVendors();
    const third = new InboxVendor({ name: 'third', clock });
    const inner = migration({ from: old.chat, to: young.chat, stage: 'shadow', clock, name: 'inner' });
    const outer = migration({ from: inner, to: third.chat, stage: 'live', clock, name: 'outer' });
    expect(shownReceipt(await clock.finish(outer.sendDirect({ ...hello, to: 'bob' })))).toEqual([
      'bob accepted third',
    ]);
    await clock.finish(outer.close());
    expect([old, young, third].map((vendor) => vendor.inbox('bob'))).toEqual([
      ['hello'],
      ['hello'],
      ['hello'],
    ]);
  });
});
