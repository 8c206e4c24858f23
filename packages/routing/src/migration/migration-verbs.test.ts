import { describe, expect, test } from 'vitest';
import { escapedUserIds } from '../escaped-user-ids.ts';
import { failover } from '../failover/failover.ts';
import { mapUsers } from '../map-users.ts';
import { routeBy } from '../route-by.ts';
import { readAll } from '../testing/failing-vendors.ts';
import { hello, InboxVendor } from '../testing/inbox-vendor.ts';
import {
  type MigratingVendors,
  migratingVendors,
  missingOf,
  shownReceipt,
} from '../testing/migrating-vendors.ts';
import { thrown } from '../testing/thrown.ts';
import { migration } from './migration.ts';
import type { WriteEvent } from './migration-options.ts';
import type { MissingCopies } from './missing-copies.ts';
import type { MigrationStage } from './stage.ts';

const list = (count: number) => Array.from({ length: count }, (_, at) => `u${at}`);
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

describe('check', () => {
  const lacking = { young: { lacks: ['metadata'] } };
  const message = { ...hello, to: 'bob', metadata: 'm' };
  const found = [{ code: 'unsupported', field: 'metadata' }];

  test.each<[MigrationStage, object[]]>([
    ['off', []],
    ['dualwrite', found],
    ['shadow', found],
    ['live', found],
    ['rampdown', found],
    ['complete', found],
  ])('in the stage %s finds what either chat refuses that gets the message', (stage, expected) => {
    const { chat } = migratingVendors({ ...lacking, options: { stage } });
    expect(chat.check(message)).toMatchObject(expected);
    expect(chat.check({ ...hello, metadata: 'm', audience: 'online' })).toMatchObject(expected);
  });

  test('in a rehearsal asks the new chat before the first stage', () => {
    const { chat } = migratingVendors({ ...lacking, options: { stage: 'off', rehearse: true } });
    expect(chat.check(message)).toMatchObject(found);
  });

  test('names the places of those whom only one of the chats refuses', () => {
    const { chat } = migratingVendors({ young: { maxUserId: 5 }, options: { stage: 'live' } });
    expect(chat.check({ ...hello, to: ['ann', 'far too long', 'bob'] })).toMatchObject([{ field: 'to[1]' }]);
    expect(chat.check({ ...hello, to: 'far too long' })).toMatchObject([{ field: 'to' }]);
  });

  test('asks a chat about those alone who get the message there', () => {
    const stage = 'complete';
    const { chat } = migratingVendors({
      old: { maxUserId: 3 },
      young: { maxUserId: 10 },
      options: { stage, rollout: 0.5 },
    });
    const users = list(40).map((userId) => `user-${userId}`);
    const refused = users.filter((userId) => chat.check({ ...hello, to: userId }).length > 0);
    expect(refused.length).toBeGreaterThan(5);
    expect(refused.length).toBeLessThan(35);
    expect(chat.check({ ...hello, to: users }).map(({ field }) => field)).toEqual(
      refused.map((userId) => `to[${users.indexOf(userId)}]`),
    );
  });

  test('asks both chats where no stage is known yet', () => {
    const { chat } = migratingVendors({
      ...lacking,
      options: { stage: () => new Promise<string>(() => {}) },
    });
    expect(chat.check(message)).toMatchObject(found);
  });

  test('says of what is no list what the chats say', () => {
    const { chat } = migratingVendors({ options: { stage: 'shadow' } });
    expect(chat.check({ ...hello, to: [] })).toMatchObject([{ field: 'to' }]);
    expect(chat.check({ ...hello, to: 7 as unknown as string })).toMatchObject([{ field: 'to' }]);
    expect(chat.check(undefined as never)).not.toEqual([]);
  });
});

describe('preview', () => {
  const endpoints = async (stage: MigrationStage, options: object = {}) => {
    const vendors = migratingVendors({ options: { stage, ...options }, old: { maxItems: 1 } });
    const calls = await Array.fromAsync(vendors.chat.preview({ ...hello, to: ['ann', 'bob'] }));
    expect(vendors.old.posted.length + vendors.young.posted.length).toBe(0);
    return calls.map(({ recipients }) => recipients.join('+'));
  };

  test.each<[MigrationStage, string[]]>([
    ['off', ['ann', 'bob']],
    ['shadow', ['ann', 'bob', 'ann+bob']],
    ['live', ['ann+bob', 'ann', 'bob']],
    ['complete', ['ann+bob']],
  ])(
    'in the stage %s shows the calls of the authority, and those of the copies: %j',
    async (stage, expected) => {
      expect(await endpoints(stage)).toEqual(expected);
    },
  );

  test('in a rehearsal shows what is sent', async () => {
    expect(await endpoints('shadow', { rehearse: true })).toEqual(['ann', 'bob']);
  });

  test('of a broadcast shows both', async () => {
    const { chat } = migratingVendors({ options: { stage: 'live' } });
    expect(await Array.fromAsync(chat.preview({ ...hello, audience: 'online' }))).toHaveLength(2);
  });

  test('refuses what a send refuses', async () => {
    const { chat } = migratingVendors({ options: { stage: 'live' } });
    const read = async () => Array.fromAsync(chat.preview({ ...hello, to: [] }));
    await expect(read()).rejects.toMatchObject({ field: 'to' });
  });
});

describe('a message that breaks a rule', () => {
  test('is refused at once by the authority, and nothing is sent', async () => {
    for (const stage of ['off', 'shadow', 'live', 'complete'] as const) {
      const vendors = migratingVendors({ options: { stage } });
      const bad = { ...hello, content: { type: 'text', text: '' } } as const;
      expect(() => vendors.chat.deliver(bad, ['bob'])).toThrow('content.text');
      expect(() => vendors.chat.sendBulk(bad, ['bob'])).toThrow('content.text');
      expect(await thrown(vendors.chat.sendDirect({ ...bad, to: 'bob' }))).toMatchObject({
        field: 'content.text',
      });
      expect(await thrown(vendors.chat.sendDirect({ ...hello, to: [] }))).toMatchObject({ field: 'to' });
      expect(() => vendors.chat.deliver(hello, 'bob' as never)).toThrow('recipients');
      expect(() => vendors.chat.deliver(undefined as never, ['bob'])).toThrow('message');
      await vendors.clock.finish(vendors.chat.drain());
      expect(commands(vendors)).toEqual(['', '']);
    }
  });

  test('of a list with two authorities is refused before either of them sends', async () => {
    const vendors = migratingVendors({
      options: { stage: 'live', rollout: 0.5 },
      young: { lacks: ['metadata'] },
    });
    const message = { ...hello, metadata: 'm', to: list(20) };
    expect(await thrown(vendors.chat.sendDirect(message))).toMatchObject({ field: 'metadata' });
    expect(() => vendors.chat.deliver({ ...hello, metadata: 'm' }, list(20))).toThrow('metadata');
    expect(commands(vendors)).toEqual(['', '']);
  });

  test('that only the other chat refuses goes through the authority, and its copy is missing', async () => {
    const { chat, clock } = migratingVendors({
      options: { stage: 'shadow' },
      young: { lacks: ['metadata'] },
    });
    const receipt = await clock.finish(chat.sendDirect({ ...hello, metadata: 'm', to: 'bob' }));
    expect(shownReceipt(receipt)).toEqual(['bob accepted old']);
    await clock.finish(chat.drain());
    expect(await missingOf(chat)).toEqual(['bob young failed unsupported']);
  });
});

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
    await clock.finish(chat.sendDirect({ ...hello, metadata: 'm', to: list(3) }));
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

describe('writeMissing', () => {
  async function missingFrom(
    options: object = {},
    message: object = hello,
    userIds: readonly string[] = ['ann', 'bob'],
  ) {
    let isDown = true;
    const vendors = migratingVendors({
      options: { stage: 'shadow', ...options },
      young: { callFate: () => (isDown ? 'not_sent' : 'answered') },
    });
    const { chat, clock } = vendors;
    await clock.finish(
      chat.sendDirect({ ...hello, ...message, to: userIds }, { correlationId: 'request 1' }),
    );
    await clock.finish(chat.drain());
    const [missing] = await Array.fromAsync(chat.takeMissing());
    if (!missing) throw new Error('nothing is missing');
    isDown = false;
    return { ...vendors, missing };
  }

  test('writes the message where it is missing, and nowhere else', async () => {
    const { chat, clock, missing, old, young } = await missingFrom();
    const receipt = await clock.finish(chat.writeMissing(hello, missing));
    expect(shownReceipt(receipt)).toEqual(['ann accepted young', 'bob accepted young']);
    expect([old.inbox('bob'), young.inbox('bob')]).toEqual([['hello'], ['hello']]);
    expect(chat.report().stages[0]?.other).toMatchObject({ accepted: 0, failed: 2, writtenLater: 2 });
  });

  test('in the envelope that the first copy has', async () => {
    const { chat, clock, missing, old, young } = await missingFrom({ envelope: true });
    await clock.finish(chat.writeMissing(hello, JSON.parse(JSON.stringify(missing))));
    expect(young.posted[0]?.metadata).toBe(old.posted[0]?.metadata);
  });

  test('with a key, nobody gets a copy twice: not by two who repair at once, and not by a repeated send', async () => {
    const message = { ...hello, idempotencyKey: 'k' };
    const { chat, clock, missing, young } = await missingFrom({}, message);
    await clock.finish(chat.sendDirect({ ...message, to: 'ann' }));
    await clock.finish(chat.drain());
    const receipt = await clock.finish(chat.writeMissing(message, missing));
    expect(shownReceipt(receipt)).toEqual(['bob accepted young', 'ann failed migration conflict']);
    expect(await thrown(clock.finish(chat.writeMissing(message, missing)))).toMatchObject({
      code: 'conflict',
    });
    await clock.finish(chat.sendDirect({ ...message, to: 'bob' }));
    await clock.finish(chat.drain());
    expect([young.inbox('ann'), young.inbox('bob')]).toEqual([['hello'], ['hello']]);
  });

  test('of an unclear copy writes it again', async () => {
    let fate: 'unknown' | 'answered' = 'unknown';
    const { chat, clock, young } = migratingVendors({
      options: { stage: 'shadow' },
      young: { callFate: () => fate },
    });
    const message = { ...hello, idempotencyKey: 'k' };
    await clock.finish(chat.sendDirect({ ...message, to: 'bob' }));
    await clock.finish(chat.drain());
    fate = 'answered';
    for await (const missing of chat.takeMissing()) {
      expect(missing.status).toBe('unconfirmed');
      await clock.finish(chat.writeMissing(message, missing));
    }
    expect(young.inbox('bob')).toHaveLength(2);
  });

  test('of a broadcast broadcasts it', async () => {
    let isDown = true;
    const { chat, clock, young } = migratingVendors({
      options: { stage: 'shadow' },
      young: { callFate: () => (isDown ? 'not_sent' : 'answered') },
    });
    const message = { ...hello, audience: 'online' } as const;
    await clock.finish(chat.broadcast(message));
    await clock.finish(chat.drain());
    isDown = false;
    const [missing] = await Array.fromAsync(chat.takeMissing());
    if (!missing) throw new Error('nothing is missing');
    expect(await thrown(chat.writeMissing(hello, missing))).toMatchObject({ field: 'audience' });
    const { results } = await clock.finish(chat.writeMissing(message, missing));
    expect(results.map(({ via }) => via)).toEqual(['young']);
    expect(young.posted.map(({ command }) => command)).toEqual(['broadcast']);
  });

  test('that fails throws as any send, and may be tried again', async () => {
    const message = { ...hello, idempotencyKey: 'k' };
    const { chat, clock, young } = migratingVendors({
      options: { stage: 'shadow' },
      young: { callFate: () => 'not_sent' },
    });
    await clock.finish(chat.sendDirect({ ...message, to: 'bob' }));
    await clock.finish(chat.drain());
    const [missing] = await Array.fromAsync(chat.takeMissing());
    if (!missing) throw new Error('nothing is missing');
    for (let at = 0; at < 2; at += 1) {
      expect(await thrown(clock.finish(chat.writeMissing(message, missing)))).toMatchObject({
        code: 'network',
      });
    }
    expect(young.posted).toEqual([]);
  });

  test.each<[string, Partial<MissingCopies> | undefined]>([
    ['missing', undefined],
    ['missing.side', { side: 'both' as 'to' }],
    ['missing.via', { via: 'elsewhere' }],
    ['missing.operation', { operation: 'group' as 'direct' }],
    ['missing.status', { status: 'accepted' as 'failed' }],
    ['missing.stage', { stage: 'off' }],
    ['missing.stage', { stage: 'live' }],
    ['missing.userIds', { userIds: [] }],
    ['missing.userIds', { userIds: [7 as unknown as string] }],
  ])('refuses what is not what takeMissing gave: %s %j', async (field, change) => {
    const { chat, missing, young } = await missingFrom();
    const given = change && { ...missing, ...change };
    expect(await thrown(chat.writeMissing(hello, given as MissingCopies))).toMatchObject({
      code: 'misconfigured',
      field,
    });
    expect(young.posted).toEqual([]);
  });

  test('refuses another message, as far as that can be told', async () => {
    const { chat, missing, young } = await missingFrom({}, { idempotencyKey: 'k' });
    expect(await thrown(chat.writeMissing(hello, missing))).toMatchObject({ field: 'idempotencyKey' });
    expect(await thrown(chat.writeMissing({ ...hello, idempotencyKey: 'l' }, missing))).toMatchObject({
      code: 'invalid_message',
      field: 'idempotencyKey',
    });
    expect(young.posted).toEqual([]);
  });

  test('sends nothing when the chat is closed', async () => {
    const { chat, clock, missing } = await missingFrom();
    await clock.finish(chat.close());
    expect(await thrown(chat.writeMissing(hello, missing))).toMatchObject({ code: 'misconfigured' });
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

describe('nests', () => {
  test('around chats that fail over, and inside routeBy and mapUsers', async () => {
    const { clock, old, young, chat: _chat } = migratingVendors();
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
    const stopped = chat.sendBulk(hello, list(10));
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
      for await (const _ of chat.deliver(hello, list(100))) break;
    })();
    await clock.finish(reading);
    await clock.finish(chat.drain());
    for (const userId of list(100)) expect(young.inbox(userId)).toEqual(old.inbox(userId));
    expect(old.delivered).toBeGreaterThan(0);
  });

  test('is refused once the chat is closed', async () => {
    const { chat, clock } = migratingVendors();
    await clock.finish(chat.close());
    expect(() => chat.sendBulk(hello, ['bob'])).toThrow('closed');
    expect(() => chat.deliver(hello, ['bob'])).toThrow('closed');
  });
});
