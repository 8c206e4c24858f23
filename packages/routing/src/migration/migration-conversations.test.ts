import { createMemoryClaimStore, type MessageRef } from '@polychat/core';
import { describe, expect, test } from 'vitest';
import { conversationKinds, outcomeOf, sendTo } from '../testing/conversations.ts';
import { hello } from '../testing/inbox-vendor.ts';
import {
  type MigratingVendors,
  type MigratingVendorsOptions,
  migratingVendors,
  missingOf,
} from '../testing/migrating-vendors.ts';
import { thrown } from '../testing/thrown.ts';
import { readEnvelope } from './envelope.ts';
import { formatMigrationReport } from './format-report.ts';
import { migration } from './migration.ts';
import type { MigrationOptions } from './migration-options.ts';

const better = { content: { type: 'text', text: 'better' } } as const;

/** Two vendors that take messages back and change them, between which a chat writes twice. */
function writingTwice({ options, ...others }: MigratingVendorsOptions = {}): MigratingVendors {
  return migratingVendors({
    old: { changes: true },
    young: { changes: true },
    ...others,
    options: { stage: 'dualwrite', ...options },
  });
}

describe.each(conversationKinds)('a message to a %s', (kind) => {
  const texts = ({ old, young }: Pick<MigratingVendors, 'old' | 'young'>, id = 'g1') =>
    [old, young].map((vendor) => vendor.conversation(kind, id));
  const messageTo = (id: string, fields: object = {}) =>
    ({ ...hello, [`${kind}Id`]: id, ...fields }) as never;

  /** Sends one, lets its copy be written, and hands on the ref of the receipt. */
  async function sent({ clock, chat }: MigratingVendors, fields: object = {}): Promise<MessageRef> {
    const { ref } = await clock.finish(sendTo(chat, kind, 'g1', fields));
    await clock.finish(chat.drain());
    return ref as MessageRef;
  }

  test('is answered by the authority, and does not wait for its copy', async () => {
    const held = Promise.withResolvers<void>();
    const { chat, clock, young } = migratingVendors({
      options: { stage: 'shadow' },
      young: { beforeReply: () => held.promise },
    });
    expect(await sendTo(chat, kind, 'g1')).toEqual({ via: 'old', warnings: [] });
    held.resolve();
    await clock.finish(chat.drain());
    expect(young.conversation(kind, 'g1')).toEqual(['hello']);
  });

  test('copies in one conversation are written in the order of the answers', async () => {
    const { chat, clock, young } = migratingVendors({ options: { stage: 'shadow' } });
    for (const text of ['one', 'two', 'three']) {
      await clock.finish(sendTo(chat, kind, 'g1', { content: { type: 'text', text } }));
    }
    await clock.finish(chat.drain());
    expect(young.conversation(kind, 'g1')).toEqual(['one', 'two', 'three']);
  });

  test.each<[Partial<MigrationOptions>, string[]]>([
    [{ stage: 'live', rollout: 0.5, unit: 'conversation' }, ['old', 'young']],
    [{ stage: 'complete', rollout: 0.5, unit: 'user' }, ['young']],
    [{ stage: 'live', rollout: 0.5, unit: 'user' }, ['old']],
    [{ stage: 'live', rollout: 0, unit: 'conversation' }, ['old']],
    [{ stage: 'live', rollout: 1, unit: 'conversation' }, ['young']],
  ])('with %j is at %j, each conversation always at the same', async (options, vias) => {
    const ways = async () => {
      const { chat, clock } = migratingVendors({ options });
      const found: string[] = [];
      for (let number = 0; number < 20; number += 1) {
        found.push((await clock.finish(sendTo(chat, kind, `g${number}`))).via);
      }
      return found;
    };
    const first = await ways();
    expect([...new Set(first)].toSorted()).toEqual(vias);
    expect(await ways()).toEqual(first);
  });

  test('needs no sender for the rollout', async () => {
    const { chat } = migratingVendors({ options: { rollout: 0.5 } });
    const { from: _from, ...anonymous } = hello;
    const found = chat.check({ ...anonymous, [`${kind}Id`]: 'g1' } as never);
    expect(JSON.stringify(found)).not.toContain('logicalSender');
  });

  test('is taken back and changed at both vendors, also by another process', async () => {
    const world = writingTwice();
    const { clock, old, young } = world;
    const claims = createMemoryClaimStore({ clock });
    const options = { from: old.chat, to: young.chat, stage: 'dualwrite', clock, claims } as const;
    const here = { ...world, chat: migration(options) };
    const refs = [await sent(here), await sent(here)];
    const elsewhere = migration(options);
    const [recalled, edited] = JSON.parse(JSON.stringify(refs)) as [MessageRef, MessageRef];
    const receipt = await clock.finish(elsewhere.recall(recalled));
    expect(receipt.accepted).toEqual([{ ref: recalled, via: 'old' }]);
    expect(await clock.finish(elsewhere.edit(edited, better))).toEqual({
      ref: edited,
      via: 'old',
      warnings: [],
    });
    expect(texts(world)).toEqual([
      ['(recalled)', 'better'],
      ['(recalled)', 'better'],
    ]);
  });

  test('is partly taken back and changed where one vendor did not do it', async () => {
    let isDown = false;
    const callFate = () => (isDown ? 'forbidden' : 'answered') as 'forbidden' | 'answered';
    const world = writingTwice({ young: { changes: true, callFate } });
    const refs = [await sent(world), await sent(world)] as const;
    isDown = true;
    const partial = [{ via: 'young', problem: { code: 'permission_denied' } }];
    const { accepted } = await world.clock.finish(world.chat.recall(refs[0]));
    expect(accepted).toMatchObject([{ ref: refs[0], partial }]);
    expect(await world.clock.finish(world.chat.edit(refs[1], better))).toMatchObject({ partial });
    expect(texts(world)).toEqual([
      ['(recalled)', 'better'],
      ['hello', 'hello'],
    ]);
  });

  test('both copies have one envelope', async () => {
    const world = writingTwice({ options: { envelope: true } });
    await sent(world, { metadata: 'v1' });
    const envelopes = [world.old, world.young].map(({ posted }) => readEnvelope(posted[0]?.metadata));
    expect(envelopes[0]).toEqual({ id: expect.stringMatching(/^polychat-/), metadata: 'v1' });
    expect(envelopes[1]).toEqual(envelopes[0]);
  });

  test('one key serves several conversations, and brings no copy twice to any', async () => {
    const world = migratingVendors({ options: { stage: 'shadow' } });
    const { chat, clock, young } = world;
    for (const id of ['g1', 'g2', 'g1']) {
      await clock.finish(sendTo(chat, kind, id, { idempotencyKey: 'k' }));
      await clock.finish(chat.drain());
    }
    expect(['g1', 'g2'].map((id) => young.conversation(kind, id))).toEqual([['hello'], ['hello']]);
    expect(chat.report().stages).toMatchObject([{ operation: kind, other: { alreadyWritten: 1 } }]);
  });

  test('a key goes where it went first', async () => {
    const flag: { stage: 'off' | 'complete' } = { stage: 'off' };
    const { chat, clock } = migratingVendors({ options: { stage: () => flag.stage } });
    const via = async (fields: object) => (await clock.finish(sendTo(chat, kind, 'g1', fields))).via;
    expect(await via({ idempotencyKey: 'k' })).toBe('old');
    flag.stage = 'complete';
    expect(await via({ idempotencyKey: 'k' })).toBe('old');
    expect(await via({})).toBe('young');
  });

  test('is in the report, by itself', async () => {
    const { chat, clock } = migratingVendors({
      options: { stage: 'shadow' },
      young: { fateOf: (id) => (id === 'g2' ? 'refused' : 'accepted') },
    });
    for (const id of ['g1', 'g2']) await clock.finish(sendTo(chat, kind, id));
    await clock.finish(chat.drain());
    expect(chat.report().stages).toMatchObject([
      {
        stage: 'shadow',
        operation: kind,
        authority: { via: 'old', accepted: 2 },
        other: {
          via: 'young',
          accepted: 1,
          failed: 1,
          agreed: 1,
          mismatches: [{ authority: 'accepted', other: 'not_found', examples: [{ conversationId: 'g2' }] }],
        },
      },
    ]);
    expect(formatMigrationReport(chat.report())).toContain(`shadow, messages to ${kind}s`);
    expect(await missingOf(chat)).toEqual([`${kind} g2 young failed not_found`]);
  });

  test('is rehearsed without being sent', async () => {
    const { chat, clock, young } = migratingVendors({
      options: { stage: 'live', rehearse: true },
      old: { lacks: [kind] },
    });
    await clock.finish(sendTo(chat, kind, 'g1'));
    await clock.finish(chat.drain());
    expect(young.conversation(kind, 'g1')).toEqual(['hello']);
    expect(chat.report().stages).toMatchObject([
      { operation: kind, other: { isRehearsal: true, failed: 1, problems: { unsupported: 1 } } },
    ]);
  });

  test('check and preview see both chats', async () => {
    const { chat, clock } = migratingVendors({
      options: { stage: 'shadow' },
      young: { lacks: ['metadata'] },
    });
    await clock.finish(sendTo(chat, kind, 'g1'));
    expect(chat.check(messageTo('g1', { metadata: 'm' }))).toMatchObject([
      { code: 'unsupported', field: 'metadata' },
    ]);
    expect(await Array.fromAsync(chat.preview(messageTo('g1')))).toMatchObject([
      { endpoint: kind },
      { endpoint: kind },
    ]);
  });

  test('what nobody can carry is refused, and its key is free', async () => {
    const { chat, clock, old } = migratingVendors({ options: { stage: 'off' } });
    expect(await thrown(sendTo(chat, kind, 'g1', { metadata: '', idempotencyKey: 'k' }))).toMatchObject({
      code: 'invalid_message',
      field: 'metadata',
    });
    expect(await clock.finish(outcomeOf(sendTo(chat, kind, 'g1', { idempotencyKey: 'k' })))).toBe(
      'accepted old',
    );
    expect(old.conversation(kind, 'g1')).toEqual(['hello']);
  });

  test('fails where the stage cannot be read', async () => {
    const { chat, clock, old } = migratingVendors({
      options: {
        stage: () => {
          throw new Error('the flag service is down');
        },
      },
    });
    expect(await clock.finish(outcomeOf(sendTo(chat, kind, 'g1')))).toMatch(/^failed /);
    expect(old.posted).toEqual([]);
  });

  describe('writeMissing', () => {
    async function missingFrom(fields: object = {}, fate: 'not_sent' | 'unknown' = 'not_sent') {
      let isDown = true;
      const world = migratingVendors({
        options: { stage: 'shadow' },
        young: { callFate: () => (isDown ? fate : 'answered') },
      });
      await world.clock.finish(sendTo(world.chat, kind, 'g1', fields));
      await world.clock.finish(world.chat.drain());
      const [missing] = await Array.fromAsync(world.chat.takeMissing());
      if (!missing) throw new Error('nothing is missing');
      isDown = false;
      return { ...world, missing: JSON.parse(JSON.stringify(missing)) as typeof missing };
    }

    test('writes it where it is missing', async () => {
      const world = await missingFrom();
      const { chat, clock, missing } = world;
      expect(missing).toMatchObject({ operation: kind, conversationId: 'g1', userIds: [] });
      const receipt = await clock.finish(chat.writeMissing(messageTo('g1'), missing));
      expect(receipt).toMatchObject({ via: 'young' });
      expect(texts(world)).toEqual([['hello'], ['hello']]);
      expect(chat.report().stages[0]?.other).toMatchObject({ failed: 1, writtenLater: 1 });
    });

    test('with a key writes it once', async () => {
      const world = await missingFrom({ idempotencyKey: 'k' });
      const { chat, clock, missing } = world;
      const message = messageTo('g1', { idempotencyKey: 'k' });
      await clock.finish(chat.writeMissing(message, missing));
      expect(await thrown(clock.finish(chat.writeMissing(message, missing)))).toMatchObject({
        code: 'conflict',
      });
      await clock.finish(sendTo(chat, kind, 'g1', { idempotencyKey: 'k' }));
      await clock.finish(chat.drain());
      expect(texts(world)[1]).toEqual(['hello']);
    });

    test('with a key may be tried again where it failed', async () => {
      const world = await missingFrom({ idempotencyKey: 'k' });
      const { chat, clock, missing, young } = world;
      const message = messageTo('g1', { idempotencyKey: 'k' });
      const closed = { deadlineMs: -1 };
      expect(await thrown(clock.finish(chat.writeMissing(message, missing, closed)))).toMatchObject({
        code: 'misconfigured',
      });
      await clock.finish(chat.writeMissing(message, missing));
      expect(young.conversation(kind, 'g1')).toEqual(['hello']);
    });

    test.each<[string, object, string]>([
      ['another conversation', { [`${kind}Id`]: 'g2' }, `${kind}Id`],
      ['a message to users', { [`${kind}Id`]: undefined, to: 'bob' }, `${kind}Id`],
      ['another key', { idempotencyKey: 'k' }, 'idempotencyKey'],
    ])('refuses %s', async (_what, fields, field) => {
      const { chat, missing, young } = await missingFrom();
      const before = young.posted.length;
      expect(await thrown(chat.writeMissing(messageTo('g1', fields) as never, missing))).toMatchObject({
        field,
      });
      expect(young.posted).toHaveLength(before);
    });
  });
});
