import { describe, expect, test } from 'vitest';
import { crowd } from '../testing/crowd.ts';
import { hello } from '../testing/inbox-vendor.ts';
import { type MigratingVendors, migratingVendors } from '../testing/migrating-vendors.ts';
import type { WriteEvent } from './migration-options.ts';
import type { MigrationStage } from './stage.ts';

const commands = ({ old, young }: MigratingVendors) =>
  [old, young].map(({ posted }) => posted.map(({ command }) => command).join());

describe('users', () => {
  test.each<[MigrationStage, number, string, string]>([
    ['off', 1, 'register', ''],
    ['dualwrite', 0, 'register', ''],
    ['dualwrite', 0.1, 'register', 'register'],
    ['dualwrite', 1, 'register', 'register'],
    ['shadow', 1, 'register', 'register'],
    ['live', 1, 'register', 'register'],
    ['rampdown', 1, 'register', 'register'],
    ['complete', 0.9, 'register', 'register'],
    ['complete', 1, '', 'register'],
  ])(
    'in the stage %s with the rollout %d are registered where it sends: %j and %j',
    async (stage, rollout, old, young) => {
      const vendors = migratingVendors({ options: { stage, rollout } });
      const { accepted } = await vendors.clock.finish(vendors.chat.registerUsers([{ userId: 'bob' }]));
      expect(accepted.map(({ userId }) => userId)).toEqual(['bob']);
      expect(commands(vendors)).toEqual([old, young]);
    },
  );

  test('are accepted only where both chats accepted them', async () => {
    const { chat, clock } = migratingVendors({
      options: { stage: 'shadow' },
      young: { fateOf: (id) => (id === 'bob' ? 'refused' : 'accepted') },
    });
    const { accepted, failed } = await clock.finish(
      chat.registerUsers([{ userId: 'ann' }, { userId: 'bob' }]),
    );
    expect(accepted.map(({ userId }) => userId)).toEqual(['ann']);
    expect(failed).toMatchObject([{ userId: 'bob', via: 'young' }]);
  });

  test('are registered at the authority alone in a rehearsal', async () => {
    const vendors = migratingVendors({ options: { stage: 'shadow', rehearse: true } });
    await vendors.clock.finish(vendors.chat.registerUsers([{ userId: 'bob' }]));
    expect(commands(vendors)).toEqual(['register', '']);
  });
});

describe('a broadcast while a rollout is under way', () => {
  test.each<[MigrationStage, string, string, string]>([
    ['dualwrite', 'old', 'broadcast', 'broadcast'],
    ['live', 'old', 'broadcast', 'broadcast'],
    ['complete', 'young', 'broadcast', 'broadcast'],
  ])('in the stage %s is answered by %s and goes to all users', async (stage, via, old, young) => {
    const vendors = migratingVendors({ options: { stage, rollout: 0.3 } });
    const { results } = await vendors.clock.finish(vendors.chat.broadcast({ ...hello, audience: 'online' }));
    await vendors.clock.finish(vendors.chat.drain());
    expect(results.map((result) => result.via)).toEqual([via]);
    expect(commands(vendors)).toEqual([old, young]);
  });

  test('needs no sender for it', async () => {
    const { chat, clock } = migratingVendors({ options: { rollout: 0.5 } });
    expect(chat.check({ content: hello.content, audience: 'online' })).not.toContainEqual(
      expect.objectContaining({ message: expect.stringContaining('logicalSender') }),
    );
    await clock.finish(chat.broadcast({ ...hello, audience: 'online' }));
  });
});

describe('hooks', () => {
  test('tell of every write, with what differs, and what they throw is dropped', async () => {
    const events: WriteEvent[] = [];
    const { chat, clock } = migratingVendors({
      options: {
        stage: 'live',
        hooks: {
          write(event) {
            events.push(event);
            throw new Error('from the hook');
          },
          missing: () => Promise.reject(new Error('from the hook')) as never,
        },
      },
      old: { fateOf: (id) => (id === 'bob' ? 'refused' : 'accepted') },
    });
    await clock.finish(chat.sendDirect({ ...hello, to: ['ann', 'bob'] }, { correlationId: 'request 1' }));
    await clock.finish(chat.drain());
    expect(events).toEqual([
      {
        chat: 'migration',
        via: 'old',
        side: 'from',
        stage: 'live',
        operation: 'direct',
        isRehearsal: false,
        accepted: 1,
        failed: 1,
        unconfirmed: 0,
        durationMs: 0,
        mismatches: [{ authority: 'accepted', other: 'recipient_not_found', count: 1 }],
        sendId: expect.any(String),
        correlationId: 'request 1',
      },
    ]);
    expect(Object.isFrozen(events[0])).toBe(true);
  });
});

describe('a bulk send', () => {
  test('has progress and a summary, counts duplicates, and can be stopped', async () => {
    const { chat, clock, young } = migratingVendors({ options: { stage: 'live' } });
    const bulk = chat.sendBulk(hello, ['a', 'b', 'a', 7 as unknown as string], { duplicates: 'exact' });
    expect(await clock.finish(bulk.summary())).toMatchObject({
      pulled: 4,
      duplicates: 1,
      accepted: 2,
      failed: 1,
      completed: true,
    });
    const stopped = chat.sendBulk(hello, crowd(10));
    stopped.stop();
    const summary = await clock.finish(stopped.summary());
    expect(summary.completed).toBe(false);
    expect(young.delivered).toBe(2);
  });

  test('a source that throws ends it, after all outcomes', async () => {
    function* source() {
      yield 'ann';
      throw new Error('the list broke');
    }
    const { chat, clock } = migratingVendors({ options: { stage: 'live' } });
    const seen: string[] = [];
    const reading = (async () => {
      for await (const batch of chat.deliver(hello, source()))
        seen.push(...batch.map(({ userId }) => userId));
    })();
    await expect(clock.finish(reading)).rejects.toThrow('the list broke');
    expect(seen).toEqual(['ann']);
  });

  test('whose loop is left early writes copies for all who were accepted', async () => {
    const { chat, clock, old, young } = migratingVendors({
      options: { stage: 'shadow' },
      old: { maxItems: 1 },
    });
    const reading = (async () => {
      for await (const _ of chat.deliver(hello, crowd(100))) break;
    })();
    await clock.finish(reading);
    await clock.finish(chat.drain());
    for (const userId of crowd(100)) expect(young.inbox(userId)).toEqual(old.inbox(userId));
    expect(old.delivered).toBeGreaterThan(0);
  });

  test('is refused once the chat is closed', async () => {
    const { chat, clock } = migratingVendors();
    await clock.finish(chat.close());
    expect(() => chat.sendBulk(hello, ['bob'])).toThrow('closed');
    expect(() => chat.deliver(hello, ['bob'])).toThrow('closed');
  });
});
