import { type ClaimStore, createMemoryClaimStore, type MessageRef, type RecallReceipt } from '@polychat/core';
import { describe, expect, test } from 'vitest';
import { hello, InboxVendor } from '../testing/inbox-vendor.ts';
import {
  type MigratingVendors,
  type MigratingVendorsOptions,
  migratingVendors,
} from '../testing/migrating-vendors.ts';
import { readEnvelope } from './envelope.ts';
import { migration } from './migration.ts';

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

/** Sends a message, lets its copies be written, and hands on the refs of the receipt. */
async function sent({ clock, chat }: MigratingVendors, to: readonly string[], fields = {}) {
  const { accepted } = await clock.finish(chat.sendDirect({ ...hello, ...fields, to }));
  await clock.finish(chat.drain());
  return accepted.map(({ ref }) => ref as MessageRef);
}

const inboxes = ({ old, young }: MigratingVendors, userId: string) => [
  old.inbox(userId),
  young.inbox(userId),
];

/** The copies that were not reached, by chat and reason. */
const partialOf = ({ accepted }: RecallReceipt) =>
  accepted.map(({ ref, partial = [] }) => [
    ref.to,
    ...partial.map(({ via, problem }) => `${via} ${problem.code}`),
  ]);

describe('during a migration that writes twice', () => {
  test.each(['dualwrite', 'shadow', 'live', 'rampdown'] as const)(
    'both copies are taken back in the stage %s',
    async (stage) => {
      const world = writingTwice({ options: { stage } });
      const refs = await sent(world, ['ann', 'bob']);
      const twice = world.young.inbox('ann').length + world.old.inbox('ann').length === 2;
      const receipt = await world.clock.finish(world.chat.recall(refs));
      expect(partialOf(receipt)).toEqual([['ann'], ['bob']]);
      expect(receipt.accepted.map(({ ref }) => ref)).toEqual(refs);
      const gone = inboxes(world, 'ann').flat();
      expect(gone).toEqual(twice ? ['(recalled)', '(recalled)'] : ['(recalled)']);
    },
  );

  test('both copies are changed', async () => {
    const world = writingTwice();
    const [ref] = await sent(world, ['ann']);
    expect(await world.clock.finish(world.chat.edit(ref as MessageRef, better))).toEqual({
      ref,
      via: 'old',
      warnings: [],
    });
    expect(inboxes(world, 'ann')).toEqual([['better'], ['better']]);
  });

  test('a ref of the copy is as good as that of the original', async () => {
    const world = writingTwice();
    const [ref] = await sent(world, ['ann']);
    const messageId = world.young.posted[0]
      ? `young-${world.young.posted[0].id}-ann`.replaceAll(' ', '_')
      : '';
    const copy = { ...(ref as MessageRef), vendor: 'young', app: 'app of young', messageId };
    const receipt = await world.clock.finish(world.chat.recall(copy));
    expect(receipt.accepted).toMatchObject([{ ref: copy, via: 'young' }]);
    expect(inboxes(world, 'ann')).toEqual([['(recalled)'], ['(recalled)']]);
  });

  test('metadata that is changed stays in the envelope of both copies', async () => {
    const world = writingTwice({ options: { envelope: true } });
    const [ref] = await sent(world, ['ann'], { metadata: 'v1' });
    await world.clock.finish(world.chat.edit(ref as MessageRef, { ...better, metadata: 'v2' }));
    const edits = [...world.old.posted, ...world.young.posted].filter(({ command }) => command === 'edit');
    const [first, second] = edits.map(({ metadata }) => readEnvelope(metadata));
    expect(first).toEqual({ id: expect.stringMatching(/^polychat-/), metadata: 'v2' });
    expect(second).toEqual(first);
    expect(readEnvelope(world.young.posted[0]?.metadata).id).toBe(first?.id);
  });

  test('another process that shares the store of claims takes both copies back', async () => {
    const { clock, old, young } = writingTwice();
    const claims = createMemoryClaimStore({ clock });
    const options = {
      from: old.chat,
      to: young.chat,
      stage: 'dualwrite',
      clock,
      claims,
      name: 'move',
    } as const;
    const here = { clock, old, young, chat: migration(options) };
    const refs = await sent(here, ['ann']);
    const elsewhere = migration(options);
    const stored = JSON.parse(JSON.stringify(refs)) as MessageRef[];
    expect(partialOf(await clock.finish(elsewhere.recall(stored)))).toEqual([['ann']]);
    expect([old.inbox('ann'), young.inbox('ann')]).toEqual([['(recalled)'], ['(recalled)']]);
  });

  test('a copy that is still on its way is written first, and then taken back', async () => {
    const world = writingTwice();
    const { accepted } = await world.clock.finish(world.chat.sendDirect({ ...hello, to: 'ann' }));
    await world.clock.finish(world.chat.recall(accepted[0]?.ref as MessageRef));
    expect(inboxes(world, 'ann')).toEqual([['(recalled)'], ['(recalled)']]);
  });

  test('a message is accepted with `partial` where one vendor did not take it back', async () => {
    let isDown = false;
    const world = writingTwice({
      young: { changes: true, callFate: () => (isDown ? 'forbidden' : 'answered') },
    });
    const refs = await sent(world, ['ann']);
    isDown = true;
    expect(partialOf(await world.clock.finish(world.chat.recall(refs)))).toEqual([
      ['ann', 'young permission_denied'],
    ]);
    expect(inboxes(world, 'ann')).toEqual([['(recalled)'], ['hello']]);
  });

  test('a message is accepted with `partial` where the authority did not take it back, and the other one did', async () => {
    let isDown = false;
    const world = writingTwice({
      old: { changes: true, callFate: () => (isDown ? 'forbidden' : 'answered') },
    });
    const refs = await sent(world, ['ann']);
    isDown = true;
    const receipt = await world.clock.finish(world.chat.recall(refs));
    expect(receipt.accepted).toMatchObject([
      {
        ref: refs[0],
        via: 'young',
        partial: [{ via: 'old', ref: refs[0], problem: { code: 'permission_denied' } }],
      },
    ]);
  });

  test('the same holds for an edit', async () => {
    let isDown = false;
    const callFate = () => (isDown ? 'forbidden' : 'answered') as 'forbidden' | 'answered';
    const world = writingTwice({ old: { changes: true, callFate } });
    const [ref] = await sent(world, ['ann']);
    isDown = true;
    expect(await world.clock.finish(world.chat.edit(ref as MessageRef, better))).toMatchObject({
      ref,
      via: 'young',
      partial: [{ via: 'old', problem: { code: 'permission_denied' } }],
    });
    const down = writingTwice({
      young: { changes: true, callFate: (command) => (command === 'edit' ? 'forbidden' : 'answered') },
    });
    const [other] = await sent(down, ['ann']);
    expect(await down.clock.finish(down.chat.edit(other as MessageRef, better))).toMatchObject({
      via: 'old',
      partial: [{ via: 'young', problem: { code: 'permission_denied' } }],
    });
  });

  test('what neither vendor did is thrown: as unclear where it is unclear at one', async () => {
    const fates = { old: 'forbidden', young: 'unknown' } as const;
    let isDown = false;
    const world = writingTwice({
      old: { changes: true, callFate: () => (isDown ? fates.old : 'answered') },
      young: { changes: true, callFate: () => (isDown ? fates.young : 'answered') },
    });
    const [ref] = await sent(world, ['ann']);
    isDown = true;
    await expect(world.clock.finish(world.chat.edit(ref as MessageRef, better))).rejects.toMatchObject({
      effect: 'unknown',
    });
    await expect(world.clock.finish(world.chat.recall(ref as MessageRef))).rejects.toMatchObject({
      effect: 'unknown',
      recallReceipt: { unconfirmed: [{ ref, via: 'young' }] },
    });
  });

  const broken: ClaimStore = {
    claim: () => Promise.reject(new Error('down')),
    complete: () => Promise.reject(new Error('down')),
    release: () => Promise.reject(new Error('down')),
  };

  test.each<[string, MigratingVendorsOptions, string[]]>([
    ['a copy that failed', { young: { changes: true, fateOf: () => 'refused' } }, ['young not_found']],
    ['a store that is down', { options: { claims: broken } }, ['young network']],
    ['a vendor that takes nothing back', { young: { changes: false } }, ['young unsupported']],
  ])('it is said that no copy was reached: %s', async (_what, options, partial) => {
    const world = writingTwice(options);
    const refs = await sent(world, ['ann']);
    expect(partialOf(await world.clock.finish(world.chat.recall(refs)))).toEqual([['ann', ...partial]]);
    expect(world.old.inbox('ann')).toEqual(['(recalled)']);
  });

  test('a copy at an app that nobody speaks for any more holds up nothing, and `partial` says so', async () => {
    const claims = createMemoryClaimStore();
    const before = writingTwice({ options: { claims, name: 'move' } });
    const [ref] = await sent(before, ['ann']);
    const { chat: to } = new InboxVendor({ name: 'third', clock: before.clock, changes: true });
    const after = migration({
      ...{ from: before.old.chat, to, stage: 'dualwrite', clock: before.clock, claims, name: 'move' },
    });
    const edited = await before.clock.finish(after.edit(ref as MessageRef, better));
    expect(edited.partial).toMatchObject([{ via: 'third', problem: { code: 'not_found' } }]);
    expect(before.old.inbox('ann')).toEqual(['better']);
    expect(partialOf(await before.clock.finish(after.recall(ref as MessageRef)))).toEqual([
      ['ann', 'third not_found'],
    ]);
    expect(before.old.inbox('ann')).toEqual(['(recalled)']);
  });

  test('what is wrong with a copy is said of the message that was given', async () => {
    const claims = createMemoryClaimStore();
    const find: ClaimStore['claim'] = async (key, ...others) => {
      const found = await claims.claim(key, ...others);
      // A copy of which the store has lost the id.
      return found.status === 'existing'
        ? { ...found, value: found.value.replace(/"to":"[^"]*"/, '"to":""') }
        : found;
    };
    const world = writingTwice({
      options: { claims: { claim: find, complete: claims.complete, release: claims.release } },
    });
    const refs = await sent(world, ['ann', 'bob']);
    const { accepted } = await world.clock.finish(world.chat.recall(refs));
    expect(accepted.map(({ partial = [] }) => partial.map(({ problem }) => problem.field))).toEqual([
      ['refs[0].to'],
      // The first one's: a list with one that is none is refused whole.
      ['refs[0].to'],
    ]);
  });

  test('without a store the newest ten thousand messages are remembered, and no others', async () => {
    const wide = { changes: true, maxItems: 1_000 };
    const world = writingTwice({ old: wide, young: wide });
    const many = Array.from({ length: 10_001 }, (_, index) => `u${index}`);
    const { accepted } = await world.clock.finish(
      world.chat.sendDirect({ ...hello, to: many.slice(0, 10_000) }),
    );
    await world.clock.finish(world.chat.drain());
    await sent(world, many.slice(10_000));
    const refs = [accepted[0], accepted[9_999]].map((each) => each?.ref as MessageRef);
    expect(partialOf(await world.clock.finish(world.chat.recall(refs)))).toEqual([
      ['u0', 'young not_found'],
      ['u9999'],
    ]);
  });

  test('of a stream no refs are kept, and `partial` says so', async () => {
    const world = writingTwice();
    const bulk = world.chat.sendBulk(hello, ['ann']);
    const outcomes = (await world.clock.finish(Array.fromAsync(bulk))).flat();
    await world.clock.finish(world.chat.drain());
    const refs = outcomes.flatMap((outcome) => (outcome.status === 'accepted' && outcome.ref) || []);
    expect(partialOf(await world.clock.finish(world.chat.recall(refs)))).toEqual([
      ['ann', 'young not_found'],
    ]);
  });
});

describe('where nothing is written twice', () => {
  test.each(['off', 'complete'] as const)(
    'a message is taken back in the stage %s, and nothing is missing',
    async (stage) => {
      const world = writingTwice({ options: { stage } });
      const refs = await sent(world, ['ann']);
      expect(partialOf(await world.clock.finish(world.chat.recall(refs)))).toEqual([['ann']]);
      const [again] = await sent(world, ['bob']);
      expect(await world.clock.finish(world.chat.edit(again as MessageRef, better))).not.toHaveProperty(
        'partial',
      );
    },
  );

  test('a ref of neither vendor is refused, and nothing is asked', async () => {
    const world = writingTwice();
    const [ref] = await sent(world, ['ann']);
    const foreign = { ...(ref as MessageRef), vendor: 'third' };
    await expect(world.chat.recall(foreign)).rejects.toMatchObject({
      code: 'invalid_message',
      field: 'ref.app',
    });
    await expect(world.chat.edit(foreign, better)).rejects.toMatchObject({ code: 'invalid_message' });
  });

  test('a chat that is closed takes nothing back', async () => {
    const world = writingTwice();
    const refs = await sent(world, ['ann']);
    await world.clock.finish(world.chat.close());
    await expect(world.chat.recall(refs)).rejects.toMatchObject({ code: 'misconfigured' });
  });
});
