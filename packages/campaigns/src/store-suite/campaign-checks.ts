import assert from 'node:assert/strict';
import {
  bytesOf,
  campaign,
  check,
  chunk,
  claimed,
  counts,
  found,
  joinAs,
  nothingToClaim,
  report,
  sealed,
  settleNext,
} from './steps.ts';
import type { CampaignStoreCheck } from './store-subject.ts';

/** What becomes of a campaign as a whole. */
export const campaignChecks: readonly CampaignStoreCheck[] = [
  check('a campaign is stored once, and found by its key and by its id', async ({ store, other }) => {
    const made = await store.create(campaign('summer'));
    assert.equal(made.isNew, true);
    const again = await other.create(campaign('summer', { id: 'another id', definition: '{"a":2}' }));
    assert.equal(again.isNew, false);
    assert.deepEqual(again.campaign, made.campaign, 'a key that is taken gives another campaign');
    assert.deepEqual(await other.find({ key: 'summer' }), made.campaign);
    assert.deepEqual(await other.find({ id: made.campaign.id }), made.campaign);
    assert.equal(await store.find({ key: 'winter' }), undefined);
    const { createdAt, ...rest } = made.campaign;
    assert.ok(Math.abs(createdAt - (await store.now())) < 60_000, 'it was not made now');
    assert.deepEqual(rest, {
      ...campaign('summer'),
      ...counts(0),
      state: 'appending',
      control: 'running',
      chunks: 0,
      recipients: 0,
      duplicates: 0,
      revision: 0,
      isPruned: false,
    });
  }),

  check('of many who create one campaign at once exactly one does', async ({ store, other }) => {
    const made = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? store : other).create(campaign('summer', { id: `id ${index}` })),
      ),
    );
    assert.equal(made.filter(({ isNew }) => isNew).length, 1);
    assert.equal(new Set(made.map(({ campaign: { id } }) => id)).size, 1);
  }),

  check('keys are told apart, whatever is in them', async ({ store }) => {
    const keys = ['', ' ', 'a:b', '%', "'", '{"a":1}', 'Grüße 漢字 😀', 'A', 'a', 'a ', 'x'.repeat(500)];
    for (const key of keys)
      assert.equal((await store.create(campaign(key))).isNew, true, JSON.stringify(key));
    for (const key of keys) assert.equal((await store.find({ key }))?.key, key);
  }),

  check('chunks are added in their order, and compared when they come again', async ({ store, other }) => {
    const { id } = (await store.create(campaign('summer'))).campaign;
    const running = (status: string) => ({ status, control: 'running' });
    assert.deepEqual(await store.append(id, chunk(0, { duplicates: 3 })), running('appended'));
    assert.deepEqual(await other.append(id, chunk(0, { duplicates: 3 })), running('same'));
    assert.deepEqual(await other.append(id, chunk(0, { hash: 'another' })), running('different'));
    await assert.rejects(store.append(id, chunk(2)), 'a chunk came before another');
    assert.deepEqual(await other.append(id, chunk(1)), running('appended'));
    const { chunks, recipients, duplicates, state } = await found(store, id);
    assert.deepEqual([chunks, recipients, duplicates, state], [2, 4, 3, 'appending']);
  }),

  check('of many who add the same chunk at once exactly one does', async ({ store, other }) => {
    const { id } = (await store.create(campaign('summer'))).campaign;
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? store : other).append(id, chunk(0))),
    );
    const statuses = answers.map(({ status }) => status).toSorted();
    assert.deepEqual(statuses, ['appended', ...new Array(19).fill('same')]);
    assert.equal((await found(store, id)).recipients, 2);
  }),

  check('a campaign that is sealed takes no more chunks', async ({ store, other }) => {
    const { id } = (await store.create(campaign('summer'))).campaign;
    await store.append(id, chunk(0));
    assert.equal(await store.seal(id, 2, 0), 'different', 'it was sealed without its last chunk');
    assert.equal(await store.seal(id, 1, 5), 'appended');
    assert.equal(await other.seal(id, 1, 5), 'same');
    assert.equal(await other.seal(id, 2, 5), 'different');
    assert.equal((await store.append(id, chunk(0))).status, 'same');
    assert.equal((await store.append(id, chunk(1))).status, 'different');
    const { state, duplicates, chunks } = await found(store, id);
    assert.deepEqual([state, duplicates, chunks], ['sealed', 5, 1]);
  }),

  check('a campaign without recipients is done when it is sealed', async ({ store }) => {
    const id = await sealed(store, 'summer', 0);
    const { state, doneAt } = await found(store, id);
    assert.equal(state, 'done');
    assert.equal(typeof doneAt, 'number');
  }),

  check('a campaign is done when it is sealed and everybody has an outcome', async ({ store, leaseMs }) => {
    const { id } = (await store.create(campaign('summer'))).campaign;
    await store.append(id, chunk(0));
    await settleNext(store, leaseMs, 'first');
    assert.equal((await found(store, id)).state, 'appending', 'done, though more may come');
    await store.append(id, chunk(1));
    await store.seal(id, 2, 0);
    assert.equal((await found(store, id)).state, 'sealed');
    await settleNext(store, leaseMs, 'second');
    const { state, accepted, doneAt } = await found(store, id);
    assert.deepEqual([state, accepted, typeof doneAt], ['done', 4, 'number']);
  }),

  check(
    'nobody gets a chunk of a campaign that is paused, until it goes on',
    async ({ store, other, leaseMs }) => {
      const id = await sealed(store, 'summer');
      assert.equal((await store.control(id, 'paused'))?.control, 'paused');
      await nothingToClaim(other, leaseMs, 'a chunk of a paused campaign was claimed');
      assert.equal((await other.control(id, 'running'))?.control, 'running');
      assert.equal((await claimed(store, leaseMs)).campaign, id);
    },
  ),

  check(
    'a campaign that is cancelled stays so, and its chunks are claimed to be settled',
    async ({ store, leaseMs }) => {
      const id = await sealed(store, 'summer');
      await store.control(id, 'cancelled');
      assert.equal((await store.control(id, 'running'))?.control, 'cancelled');
      assert.equal((await store.control(id, 'paused'))?.control, 'cancelled');
      assert.equal((await claimed(store, leaseMs)).of.control, 'cancelled');
    },
  ),

  check('a campaign that is not there cannot be controlled', async ({ store }) => {
    assert.equal(await store.control('nobody', 'paused'), undefined);
    assert.equal(await store.find({ id: 'nobody' }), undefined);
  }),

  check('what is known of a campaign is counted while it goes on', async ({ store, leaseMs }) => {
    const id = await sealed(store, 'summer', 2);
    const held = await claimed(store, leaseMs);
    await report(store, held, 'one', { counts: counts(1) });
    await report(store, held, 'two', { counts: counts(0, 1) });
    const { accepted, failed, unconfirmed } = await found(store, id);
    assert.deepEqual([accepted, failed, unconfirmed], [1, 1, 0]);
    // What was said twice is joined in the end.
    await report(store, held, 'again', { counts: counts(0, 0, 1) });
    await store.settle(held, joinAs({ counts: counts(1, 0, 1) }));
    const after = await found(store, id);
    assert.deepEqual([after.accepted, after.failed, after.unconfirmed], [1, 0, 1]);
  }),

  check(
    'campaigns that are done lose their recipients when they are old, and keep their key',
    async (subject) => {
      const { store, other, leaseMs, advance } = subject;
      const old = await sealed(store, 'old');
      await settleNext(store, leaseMs, 'outcomes');
      await advance(leaseMs);
      const young = await sealed(store, 'young', 2);
      await settleNext(store, leaseMs, 'outcomes');
      const border = ((await found(store, old)).doneAt ?? 0) + 1;
      assert.equal(await store.prune({ doneBefore: border }), 1);
      assert.equal(
        await other.prune({ doneBefore: border + leaseMs }),
        0,
        'a campaign that is not done was pruned',
      );
      const pruned = await found(other, old);
      assert.deepEqual([pruned.isPruned, pruned.accepted, pruned.state], [true, 2, 'done']);
      assert.deepEqual(await other.settledChunks(old, 0, 9), []);
      assert.equal(
        (await other.create(campaign('old', { id: 'another' }))).isNew,
        false,
        'a key was given twice',
      );
      assert.equal((await store.settledChunks(young, 0, 9)).length, 1);
      // Late outcomes of what is gone do no harm.
      await report(store, { campaign: old, chunk: 0 }, 'late');
      await nothingToClaim(store, leaseMs, 'a chunk that is gone was claimed', {
        job: { campaign: old, chunk: 0 },
      });
    },
  ),

  check(
    'the oldest that are done make space, and no more of them than are needed',
    async ({ store, leaseMs, advance }) => {
      // Content that does not shrink much, so that it counts.
      let seed = 1;
      const noise = Uint8Array.from({ length: 100_000 }, () => {
        seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
        return seed % 251;
      });
      for (const key of ['one', 'two', 'three']) {
        const { id } = (await store.create(campaign(key))).campaign;
        await store.append(id, chunk(0, { recipients: noise }));
        await store.seal(id, 1, 0);
        await settleNext(store, leaseMs, 'outcomes');
        await advance(10);
      }
      assert.equal(await store.prune({ maxBytes: 1_000_000_000 }), 0);
      assert.equal(await store.prune({ maxBytes: 1 }), 3);
      assert.equal(await store.prune({ maxBytes: 1 }), 0);
    },
  ),

  check('content comes back byte for byte', async ({ store, other, leaseMs }) => {
    const every = Uint8Array.from({ length: 70_000 }, (_, index) => (index * 7) % 256);
    const { id } = (
      await store.create(campaign('summer', { definition: '{"text":"Grüße 漢字 😀 \\u0000"}' }))
    ).campaign;
    await store.append(id, chunk(0, { recipients: every }));
    const held = await claimed(other, leaseMs);
    assert.deepEqual(Buffer.from(held.recipients), Buffer.from(every));
    assert.equal(held.of.definition, '{"text":"Grüße 漢字 😀 \\u0000"}');
    await report(store, held, 'x', { bytes: every });
    let segment: Uint8Array = bytesOf('');
    await store.settle(held, ({ segments }) => {
      segment = segments[0]?.bytes ?? segment;
      return { bytes: every, counts: counts(2), isChanged: true };
    });
    assert.deepEqual(Buffer.from(segment), Buffer.from(every));
    const [settled] = await other.settledChunks(id, 0, 1);
    assert.deepEqual(Buffer.from(settled?.outcomes ?? []), Buffer.from(every));
  }),
];
