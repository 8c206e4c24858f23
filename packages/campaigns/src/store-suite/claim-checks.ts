import assert from 'node:assert/strict';
import {
  begin,
  bytesOf,
  campaign,
  check,
  chunk,
  claimed,
  counts,
  found,
  intent,
  joinAs,
  nothingToClaim,
  report,
  request,
  sealed,
  textOf,
} from './steps.ts';
import type { CampaignStoreCheck } from './store-subject.ts';

/** Who works on a chunk, and what they may store. */
export const claimChecks: readonly CampaignStoreCheck[] = [
  check(
    'a chunk is claimed by one, with its content, and by nobody else',
    async ({ store, other, leaseMs }) => {
      const id = await sealed(store, 'summer');
      const held = await claimed(store, leaseMs);
      assert.deepEqual(
        [held.campaign, held.chunk, held.epoch, held.round, held.count, textOf(held.recipients)],
        [id, 0, 1, 1, 2, 'recipients 0'],
      );
      assert.deepEqual(
        [held.segments, held.intents, held.outcomes, held.todo],
        [[], [], undefined, undefined],
      );
      assert.equal(held.of.key, 'summer');
      const { chunk: second, now, retryAt } = await other.claim(request(leaseMs));
      assert.equal(second, undefined);
      assert.ok(
        retryAt !== undefined && retryAt > now && retryAt <= now + leaseMs,
        'it is not said when to retry',
      );
    },
  ),

  check('of many who claim at once each gets another chunk', async ({ store, other, leaseMs }) => {
    await sealed(store, 'summer', 10);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? store : other).claim(request(leaseMs))),
    );
    const numbers = answers.flatMap(({ chunk: held }) => (held ? [held.chunk] : []));
    assert.deepEqual(
      numbers.toSorted((a, b) => a - b),
      Array.from({ length: 10 }, (_, index) => index),
    );
  }),

  check(
    'a lease ends after its time and not before, and the next claim has a higher epoch',
    async (subject) => {
      const { store, other, leaseMs, advance } = subject;
      await sealed(store, 'summer');
      const held = await claimed(store, leaseMs);
      await advance(leaseMs / 2);
      await nothingToClaim(other, leaseMs, 'a lease ended before its time');
      await advance(leaseMs / 2 + 1);
      assert.ok((await claimed(other, leaseMs)).epoch > held.epoch);
    },
  ),

  check('who renews keeps a chunk, and hears of what was asked meanwhile', async (subject) => {
    const { store, other, leaseMs, advance } = subject;
    const id = await sealed(store, 'summer');
    const held = await claimed(store, leaseMs);
    for (let time = 0; time < 3; time += 1) {
      await advance(leaseMs * 0.7);
      const { chunks } = await store.renew([held], leaseMs);
      assert.deepEqual(chunks, [{ isHeld: true, control: 'running' }]);
    }
    await nothingToClaim(other, leaseMs, 'a chunk that was renewed was claimed');
    await other.control(id, 'paused');
    assert.deepEqual((await store.renew([held], leaseMs)).chunks, [{ isHeld: true, control: 'paused' }]);
  }),

  check(
    'who has lost a chunk hears of it, and does not take it back',
    async ({ store, other, leaseMs, advance }) => {
      await sealed(store, 'summer', 2);
      const lost = await claimed(store, leaseMs);
      await advance(leaseMs + 1);
      const held = await claimed(other, leaseMs);
      assert.equal(held.chunk, lost.chunk);
      const kept = await claimed(store, leaseMs);
      const { chunks } = await store.renew([lost, kept], leaseMs);
      assert.deepEqual(
        chunks.map(({ isHeld }) => isHeld),
        [false, true],
      );
      await store.release(lost);
      await nothingToClaim(store, leaseMs, 'who had lost a chunk gave it away');
      assert.deepEqual((await other.renew([held], leaseMs)).chunks, [{ isHeld: true, control: 'running' }]);
    },
  ),

  check('a chunk that is given back can be claimed at once', async ({ store, other, leaseMs }) => {
    await sealed(store, 'summer');
    const held = await claimed(store, leaseMs);
    await store.release(held);
    assert.ok((await claimed(other, leaseMs)).epoch > held.epoch);
  }),

  check('a worker gets chunks of the chats that it has', async ({ store, leaseMs }) => {
    const { id } = (await store.create(campaign('summer', { chat: 'raven' }))).campaign;
    await store.append(id, chunk(0));
    await nothingToClaim(store, leaseMs, 'a chunk of a chat that it does not have');
    await nothingToClaim(store, leaseMs, 'a chunk of a chat that it does not have', { chats: [] });
    assert.equal((await claimed(store, leaseMs, { chats: ['owl', 'raven'] })).campaign, id);
  }),

  check('a worker gets the chunk that it asks for, and no other', async ({ store, leaseMs }) => {
    const id = await sealed(store, 'summer', 3);
    const job = { campaign: id, chunk: 1 };
    assert.equal((await claimed(store, leaseMs, { job })).chunk, 1);
    const again = await store.claim(request(leaseMs, { job }));
    assert.equal(again.chunk, undefined);
    assert.equal(typeof again.retryAt, 'number', 'it is not said when to retry');
    const { chunk: none } = await store.claim(request(leaseMs, { job: { campaign: id, chunk: 9 } }));
    assert.equal(none, undefined);
    assert.equal((await claimed(store, leaseMs)).chunk, 0);
  }),

  check('campaigns take turns', async ({ store, leaseMs }) => {
    await sealed(store, 'one', 3);
    await sealed(store, 'two', 3);
    const keys: string[] = [];
    for (let time = 0; time < 6; time += 1) keys.push((await claimed(store, leaseMs)).of.key);
    for (let time = 0; time < 6; time += 2) {
      assert.deepEqual(
        keys.slice(time, time + 2).toSorted(),
        ['one', 'two'],
        `one waited: ${keys.join(', ')}`,
      );
    }
  }),

  check('chunks that are not settled are listed', async ({ store, leaseMs }) => {
    const id = await sealed(store, 'summer', 4);
    const held = await claimed(store, leaseMs);
    await report(store, held, 'outcomes');
    await store.settle(held, joinAs());
    assert.deepEqual(await store.openChunks(id, 0, 9), [1, 2, 3]);
    assert.deepEqual(await store.openChunks(id, 2, 1), [2]);
  }),

  check(
    'calls that were begun are there for the next who claims',
    async ({ store, other, leaseMs, advance }) => {
      await sealed(store, 'summer');
      const held = await claimed(store, leaseMs);
      const before = await store.now();
      assert.equal(await begin(store, held, intent('one'), intent('two')), true);
      await advance(leaseMs + 1);
      const { intents } = await claimed(other, leaseMs);
      assert.deepEqual(intents.map(({ callId }) => callId).toSorted(), ['one', 'two']);
      for (const { callId, bytes, firstAttemptAt, mayRunUntil, isReplaced } of intents) {
        assert.deepEqual([textOf(bytes), firstAttemptAt, isReplaced], [`bytes of ${callId}`, 1_000, false]);
        assert.ok(mayRunUntil >= before + 5_000, 'a call may run longer than is said');
      }
    },
  ),

  check('who has lost a chunk begins no call', async ({ store, other, leaseMs, advance }) => {
    await sealed(store, 'summer');
    const lost = await claimed(store, leaseMs);
    await advance(leaseMs + 1);
    const held = await claimed(other, leaseMs);
    assert.equal(await begin(store, lost, intent('stale')), false);
    assert.equal(await begin(other, held, intent('good')), true);
    await advance(leaseMs + 1);
    const { intents } = await claimed(other, leaseMs);
    assert.deepEqual(
      intents.map(({ callId }) => callId),
      ['good'],
    );
  }),

  check(
    'another attempt of a call takes the place of the one before',
    async ({ store, leaseMs, advance }) => {
      await sealed(store, 'summer');
      const held = await claimed(store, leaseMs);
      await begin(store, held, intent('one', { runsForMs: 100 }));
      await begin(
        store,
        held,
        intent('one', { bytes: bytesOf('second'), firstAttemptAt: 900, runsForMs: 50 }),
      );
      await advance(leaseMs + 1);
      const { intents } = await claimed(store, leaseMs);
      assert.equal(intents.length, 1);
      assert.equal(textOf(intents[0]?.bytes), 'second');
      assert.equal(intents[0]?.firstAttemptAt, 900);
    },
  ),

  check('a call that another was begun instead of is marked', async ({ store, leaseMs, advance }) => {
    await sealed(store, 'summer');
    const held = await claimed(store, leaseMs);
    await begin(store, held, intent('one'));
    await begin(store, held, intent('two', { replaces: 'one' }));
    await advance(leaseMs + 1);
    const { intents } = await claimed(store, leaseMs);
    const marks = intents.map(({ callId, isReplaced }) => `${callId} ${isReplaced}`).toSorted();
    assert.deepEqual(marks, ['one true', 'two false']);
  }),

  check('outcomes come with the end of their calls', async ({ store, leaseMs, advance }) => {
    await sealed(store, 'summer');
    const held = await claimed(store, leaseMs);
    await begin(store, held, intent('one'), intent('two'));
    await report(store, held, 'of one', { endedCalls: ['one'] });
    await advance(leaseMs + 1);
    const { intents, segments } = await claimed(store, leaseMs);
    assert.deepEqual(
      intents.map(({ callId }) => callId),
      ['two'],
    );
    assert.deepEqual(
      segments.map(({ round, bytes }) => [round, textOf(bytes)]),
      [[1, 'of one']],
    );
  }),

  check(
    'a commit stores all of its entries, or those alone that it may',
    async ({ store, other, leaseMs, advance }) => {
      const id = await sealed(store, 'summer', 2);
      const lost = await claimed(store, leaseMs);
      await advance(leaseMs + 1);
      await claimed(other, leaseMs);
      const held = await claimed(store, leaseMs);
      const outcome = { round: 1, counts: counts(1), endedCalls: [] };
      const answer = await store.commit({
        outcomes: [
          { campaign: id, chunk: lost.chunk, epoch: lost.epoch, bytes: bytesOf('fenced'), ...outcome },
          { campaign: id, chunk: lost.chunk, bytes: bytesOf('late'), ...outcome },
          { campaign: id, chunk: held.chunk, epoch: held.epoch, bytes: bytesOf('held'), ...outcome },
        ],
        begins: [
          { campaign: id, chunk: lost.chunk, epoch: lost.epoch, intents: [intent('stale')] },
          { campaign: id, chunk: held.chunk, epoch: held.epoch, intents: [intent('good')] },
        ],
      });
      assert.deepEqual(answer.outcomes, [false, true, true]);
      assert.deepEqual(answer.begins, [false, true]);
      await advance(leaseMs + 1);
      const all = [await claimed(store, leaseMs), await claimed(store, leaseMs)];
      assert.deepEqual(
        all.map(({ segments }) => segments.map(({ bytes }) => textOf(bytes)).join()),
        ['late', 'held'],
      );
      assert.deepEqual(
        all.map(({ intents }) => intents.map(({ callId }) => callId).join()),
        ['', 'good'],
      );
      assert.equal((await found(store, id)).accepted, 2);
    },
  ),

  check('a store that is out of reach rejects', async ({ store, leaseMs, disconnect }) => {
    if (!disconnect) return;
    const id = await sealed(store, 'summer');
    const held = await claimed(store, leaseMs);
    await disconnect();
    await assert.rejects(store.create(campaign('winter')));
    await assert.rejects(store.find({ id }));
    await assert.rejects(store.claim(request(leaseMs)));
    await assert.rejects(begin(store, held, intent('one')), 'a call was begun, and nobody knows of it');
    await assert.rejects(report(store, held, 'outcomes'));
    await assert.rejects(store.settle(held, joinAs()));
  }),
];
