import { describe, expect, test } from 'vitest';
import { crowd } from '../testing/crowd.ts';
import { hello } from '../testing/inbox-vendor.ts';
import {
  type MigratingVendors,
  migratingVendors,
  missingOf,
  shownReceipt,
} from '../testing/migrating-vendors.ts';
import { thrown } from '../testing/thrown.ts';
import type { MigrationStage } from './stage.ts';

const commands = ({ old, young }: MigratingVendors) =>
  [old, young].map(({ posted }) => posted.map(({ command }) => command).join());

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
    const users = crowd(40).map((userId) => `user-${userId}`);
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
    const message = { ...hello, metadata: 'm', to: crowd(20) };
    expect(await thrown(vendors.chat.sendDirect(message))).toMatchObject({ field: 'metadata' });
    expect(() => vendors.chat.deliver({ ...hello, metadata: 'm' }, crowd(20))).toThrow('metadata');
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
