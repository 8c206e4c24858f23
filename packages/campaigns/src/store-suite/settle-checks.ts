import assert from 'node:assert/strict';
import {
  begin,
  bytesOf,
  check,
  claimed,
  counts,
  found,
  intent,
  joinAs,
  nothingToClaim,
  report,
  sealed,
  settleNext,
  textOf,
} from './steps.ts';
import type { CampaignStoreCheck } from './store-subject.ts';

/** How chunks end, and begin again. */
export const settleChecks: readonly CampaignStoreCheck[] = [
  check(
    'a chunk is settled with all that is known of it, in the order of its coming',
    async ({ store, other, leaseMs }) => {
      const id = await sealed(store, 'summer');
      const held = await claimed(store, leaseMs);
      await begin(store, held, intent('one'));
      for (const text of ['a', 'b', 'c']) await report(text === 'b' ? other : store, held, text);
      assert.equal(await store.settle(held, joinAs()), 'settled');
      const [settled, ...more] = await other.settledChunks(id, 0, 9);
      assert.deepEqual(more, []);
      assert.equal(textOf(settled?.outcomes), 'a+b+c');
      assert.equal(textOf(settled?.recipients), 'recipients 0');
      assert.deepEqual([settled?.number, settled?.revision, settled?.round, settled?.count], [0, 1, 1, 2]);
      await nothingToClaim(other, leaseMs, 'a settled chunk was claimed');
    },
  ),

  check('a chunk of which somebody has no outcome stays as it is', async ({ store, leaseMs, advance }) => {
    const id = await sealed(store, 'summer');
    const held = await claimed(store, leaseMs);
    await report(store, held, 'half');
    assert.equal(await store.settle(held, () => undefined), 'incomplete');
    assert.equal((await found(store, id)).state, 'sealed');
    await advance(leaseMs + 1);
    const { segments } = await claimed(store, leaseMs);
    assert.deepEqual(
      segments.map(({ bytes }) => textOf(bytes)),
      ['half'],
    );
  }),

  check('what goes wrong in joining changes nothing', async ({ store, leaseMs }) => {
    await sealed(store, 'summer');
    const held = await claimed(store, leaseMs);
    await report(store, held, 'a');
    const failing = store.settle(held, () => {
      throw new Error('the outcomes cannot be read');
    });
    await assert.rejects(failing, /cannot be read/);
    assert.equal(await store.settle(held, joinAs()), 'settled');
  }),

  check('who has lost a chunk does not settle it', async ({ store, other, leaseMs, advance }) => {
    await sealed(store, 'summer');
    const lost = await claimed(store, leaseMs);
    await report(store, lost, 'a');
    await advance(leaseMs + 1);
    const held = await claimed(other, leaseMs);
    assert.equal(await store.settle(lost, joinAs()), 'lost');
    assert.equal(await other.settle(held, joinAs()), 'settled');
    assert.equal(await other.settle(held, joinAs()), 'lost', 'a chunk was settled twice');
  }),

  check('of many who settle one chunk at once exactly one does', async ({ store, other, leaseMs }) => {
    const id = await sealed(store, 'summer');
    const held = await claimed(store, leaseMs);
    await report(store, held, 'a');
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? store : other).settle(held, joinAs())),
    );
    assert.equal(answers.filter((answer) => answer === 'settled').length, 1);
    assert.equal((await found(store, id)).revision, 1);
  }),

  check(
    'revisions count up over the whole campaign, and chunks come in their order',
    async ({ store, leaseMs }) => {
      const id = await sealed(store, 'summer', 3);
      const [first, second, third] = [
        await claimed(store, leaseMs),
        await claimed(store, leaseMs),
        await claimed(store, leaseMs),
      ];
      for (const held of [third, first, second]) {
        await report(store, held, `outcomes ${held.chunk}`);
        await store.settle(held, joinAs());
      }
      const read = async (from: number, limit: number) =>
        (await store.settledChunks(id, from, limit)).map(({ number, revision }) => [number, revision]);
      assert.deepEqual(await read(0, 9), [
        [2, 1],
        [0, 2],
        [1, 3],
      ]);
      assert.deepEqual(await read(2, 1), [[0, 2]]);
      assert.deepEqual(await read(4, 9), []);
    },
  ),

  check(
    'late outcomes are joined by whoever claims the chunk, and give it a new revision',
    async (subject) => {
      const { store, other, leaseMs } = subject;
      const id = await sealed(store, 'summer');
      const held = await settleNext(store, leaseMs, 'unclear', { counts: counts(1, 0, 1) });
      assert.deepEqual((await report(other, held, 'late')).outcomes, [true]);
      assert.equal((await found(store, id)).state, 'done', 'a campaign that was done is no longer');
      const late = await claimed(store, leaseMs);
      assert.deepEqual(
        [textOf(late.outcomes), late.segments.map(({ bytes }) => textOf(bytes))],
        ['unclear', ['late']],
      );
      assert.equal(await store.settle(late, joinAs()), 'settled');
      const [settled] = await store.settledChunks(id, 0, 9);
      assert.deepEqual([textOf(settled?.outcomes), settled?.revision], ['unclear+late', 2]);
      const { accepted, unconfirmed, state } = await found(store, id);
      assert.deepEqual([accepted, unconfirmed, state], [2, 0, 'done']);
      await nothingToClaim(other, leaseMs, 'there is nothing more to join');
    },
  ),

  check('late outcomes that say nothing new leave the revision as it is', async ({ store, leaseMs }) => {
    const id = await sealed(store, 'summer');
    const held = await settleNext(store, leaseMs, 'first');
    await report(store, held, 'late');
    const late = await claimed(store, leaseMs);
    await store.settle(late, joinAs({ isChanged: false }));
    assert.equal((await store.settledChunks(id, 0, 9))[0]?.revision, 1);
    assert.equal((await found(store, id)).revision, 1);
  }),

  check('the late end of a call without outcomes opens nothing', async ({ store, leaseMs }) => {
    await sealed(store, 'summer');
    const held = await settleNext(store, leaseMs, 'first');
    await report(store, held, '', { counts: counts(0), endedCalls: ['one'] });
    await nothingToClaim(store, leaseMs, 'there is nothing to join');
  }),

  check('a settled chunk is opened for another round', async ({ store, other, leaseMs }) => {
    const id = await sealed(store, 'summer');
    const held = await settleNext(store, leaseMs, 'first', { counts: counts(1, 1) });
    const name = { campaign: id, chunk: held.chunk };
    assert.equal(await store.reopen({ ...name, revision: 7 }, bytesOf('x'), 1), false);
    assert.equal(await store.reopen({ ...name, revision: 1 }, bytesOf('one of them'), 1), true);
    assert.equal(await other.reopen({ ...name, revision: 1 }, bytesOf('again'), 1), false, 'opened twice');
    const opened = await found(other, id);
    assert.deepEqual(
      [opened.state, opened.accepted, opened.failed, opened.doneAt],
      ['sealed', 1, 0, undefined],
    );
    const again = await claimed(other, leaseMs);
    assert.deepEqual(
      [again.round, textOf(again.todo), textOf(again.outcomes), again.segments],
      [2, 'one of them', 'first', []],
    );
    await report(other, again, 'second', { round: 2, counts: counts(1) });
    assert.equal(await other.settle(again, joinAs()), 'settled');
    const [settled] = await store.settledChunks(id, 0, 9);
    assert.deepEqual([settled?.revision, settled?.round, textOf(settled?.outcomes)], [2, 2, 'first+second']);
    const done = await found(store, id);
    assert.deepEqual([done.state, done.accepted, done.failed], ['done', 2, 0]);
  }),

  check('joining is told the round and whom it was for', async ({ store, leaseMs }) => {
    const id = await sealed(store, 'summer');
    await settleNext(store, leaseMs, 'first', { counts: counts(1, 1) });
    await store.reopen({ campaign: id, chunk: 0, revision: 1 }, bytesOf('todo'), 1);
    const again = await claimed(store, leaseMs);
    let seen: unknown;
    await store.settle(again, ({ round, todo, outcomes }) => {
      seen = [round, textOf(todo), textOf(outcomes)];
      return undefined;
    });
    assert.deepEqual(seen, [2, 'todo', 'first']);
  }),

  check('a chunk that is open is not opened again', async ({ store, leaseMs }) => {
    const id = await sealed(store, 'summer');
    assert.equal(await store.reopen({ campaign: id, chunk: 0, revision: 0 }, bytesOf('x'), 1), false);
    await claimed(store, leaseMs);
    assert.equal(await store.reopen({ campaign: id, chunk: 0, revision: 0 }, bytesOf('x'), 1), false);
  }),
];
