import { describe, expect, test } from 'vitest';
import { crowd } from '../testing/crowd.ts';
import { readAll } from '../testing/failing-vendors.ts';
import { hello } from '../testing/inbox-vendor.ts';
import { migratingVendors, missingOf } from '../testing/migrating-vendors.ts';
import type { WriteEvent } from './migration-options.ts';
import type { MigrationStage } from './stage.ts';

describe('a rehearsal', () => {
  test.each<[MigrationStage, string]>([
    ['off', 'young'],
    ['dualwrite', 'young'],
    ['shadow', 'young'],
    ['live', 'old'],
    ['rampdown', 'old'],
  ])('in the stage %s compares with what %s would refuse, and sends nothing there', async (stage, via) => {
    const events: WriteEvent[] = [];
    const other = via === 'old' ? 'old' : 'young';
    const vendors = migratingVendors({
      [other]: { maxUserId: 5 },
      options: { stage, rehearse: true, hooks: { write: (event) => events.push(event) } },
    });
    const { chat, clock } = vendors;
    const { accepted } = await clock.finish(chat.sendDirect({ ...hello, to: ['ann', 'far too long'] }));
    expect(accepted).toHaveLength(2);
    await clock.finish(readAll(chat.deliver(hello, ['bob'])));
    await clock.finish(chat.broadcast({ ...hello, audience: 'online' }));
    await clock.finish(chat.drain());
    expect(vendors[other].posted).toEqual([]);
    const [direct, broadcast] = chat.report().stages;
    expect(direct?.other).toMatchObject({
      via,
      isRehearsal: true,
      accepted: 2,
      failed: 1,
      agreed: 2,
      mismatches: [
        { authority: 'accepted', other: 'invalid_message', count: 1, examples: [{ userId: 'far too long' }] },
      ],
    });
    expect(direct?.other).not.toHaveProperty('latency');
    expect(broadcast).toMatchObject({ operation: 'broadcast', other: { accepted: 1, agreed: 1 } });
    expect(events.every(({ isRehearsal }) => isRehearsal)).toBe(true);
    expect(await missingOf(chat)).toEqual([]);
  });

  test('of a message that the other chat cannot carry at all says so for everybody', async () => {
    const { chat, clock } = migratingVendors({
      options: { stage: 'off', rehearse: true },
      young: { lacks: ['metadata', 'audience'] },
    });
    await clock.finish(chat.sendDirect({ ...hello, metadata: 'm', to: crowd(3) }));
    await clock.finish(chat.broadcast({ ...hello, audience: 'online' }));
    await clock.finish(chat.drain());
    expect(
      chat.report().stages.map(({ other }) => other?.mismatches.map((one) => [one.other, one.count])),
    ).toEqual([[['unsupported', 3]], [['unsupported', 1]]]);
  });

  test('is over where the migration is complete', async () => {
    const { chat, clock } = migratingVendors({ options: { stage: 'complete', rehearse: true } });
    await clock.finish(chat.sendDirect({ ...hello, to: 'bob' }));
    expect(chat.report().stages).toMatchObject([
      { stage: 'complete', authority: { via: 'young', accepted: 1 } },
    ]);
    expect(chat.report().stages[0]?.other).toBeUndefined();
  });
});
