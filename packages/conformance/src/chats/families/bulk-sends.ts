import assert from 'node:assert/strict';
import type { BulkSend, RecipientOutcome } from '@polychat/core';
import { assertEverybodyStreamed, assertTrue } from '../assertions.ts';
import { chatFamily } from '../chat-check.ts';
import { toMessages } from '../chat-trial.ts';
import { CountedSource, many, mostAhead } from '../counted-source.ts';
import { crowd, hello, people } from '../people.ts';
import { readAll, type StartedChat } from '../started-chat.ts';

/** Reads a bulk send to its end, and fails where the summary does not say what was read. */
async function readBulk(started: StartedChat, bulk: BulkSend): Promise<readonly RecipientOutcome[]> {
  const outcomes = await started.run(readAll(bulk));
  await assertSummary(started, bulk, outcomes);
  return outcomes;
}

/** Fails unless the counts are those of the outcomes that were read, and of those that nobody read. */
async function assertSummary(started: StartedChat, bulk: BulkSend, read: readonly RecipientOutcome[]) {
  const summary = await started.run(bulk.summary());
  const all = [...read, ...(summary.unread ?? [])];
  const { pulled, duplicates, accepted, failed, unconfirmed } = summary;
  const count = (status: RecipientOutcome['status']) => all.filter((each) => each.status === status).length;
  assert.deepEqual(
    { accepted, failed, unconfirmed, named: pulled - duplicates },
    {
      accepted: count('accepted'),
      failed: count('failed'),
      unconfirmed: count('unconfirmed'),
      named: all.length,
    },
    'the summary counts others than the outcomes',
  );
  assert.equal(new Set(all.map(({ index }) => index)).size, all.length, 'somebody has two outcomes');
  assert.deepEqual(
    { ...bulk.progress },
    { pulled, duplicates, accepted, failed, unconfirmed },
    'progress and summary differ',
  );
  return summary;
}

export const bulkSends = chatFamily('bulk sends', {
  'progress and summary count what was read': async (trial) => {
    const fates = { u1: 'refused', u2: 'lost' } as const;
    const started = await trial.start({
      maxItems: 4,
      fateOf: (userId) => fates[userId as keyof typeof fates] ?? 'accepted',
    });
    const ids = crowd(30);
    const send = started.chat.sendBulk(hello, ids);
    const outcomes = await readBulk(started, send);
    assertTrue(started, assertEverybodyStreamed(outcomes, ids));
    const { completed, pulled } = await send.summary();
    assert.deepEqual({ completed, pulled }, { completed: true, pulled: ids.length });
  },

  'asking for the summary sends, where nobody reads': async (trial) => {
    const started = await trial.start();
    const { accepted, completed } = await started.run(started.chat.sendBulk(hello, people).summary());
    assert.deepEqual({ accepted, completed }, { accepted: people.length, completed: true });
    for (const userId of people) assert.ok(started.copiesOf(userId).includes(1), `${userId} has no message`);
  },

  'stop pulls no more, and names everybody who was pulled': async (trial) => {
    const started = await trial.start({ maxItems: 3 });
    const source = new CountedSource(many);
    const send = started.chat.sendBulk(hello, source);
    const outcomes: RecipientOutcome[] = [];
    const reading = (async () => {
      for await (const batch of send) {
        outcomes.push(...batch);
        if (outcomes.length > 20) send.stop();
      }
    })();
    await started.run(reading);
    const { completed, pulled } = await assertSummary(started, send, outcomes);
    assert.equal(completed, false, 'a send that was stopped says that it is complete');
    assert.equal(pulled, source.pulled, 'the summary counts others than were pulled');
    assert.ok(pulled <= mostAhead, `${pulled} ids were pulled after the stop`);
  },

  'who leaves the loop finds the others in unread': async (trial) => {
    const started = await trial.start({ maxItems: 3 });
    const source = new CountedSource(1_000);
    const send = started.chat.sendBulk(hello, source);
    const outcomes: RecipientOutcome[] = [];
    const reading = (async () => {
      for await (const batch of send) {
        outcomes.push(...batch);
        if (batch.length > 0) break;
      }
    })();
    await started.run(reading);
    const { completed } = await assertSummary(started, send, outcomes);
    assert.equal(completed, false, 'a send that was left says that it is complete');
  },

  'with duplicates: exact nobody is sent to twice': async (trial) => {
    const started = await trial.start({ maxItems: 2 });
    const ids = [...people, ...people, ...people];
    const send = started.chat.sendBulk(hello, ids, { duplicates: 'exact' });
    const outcomes = await readBulk(started, send);
    assert.equal(outcomes.length, people.length, 'somebody has two outcomes');
    assertTrue(started, outcomes);
    assert.equal((await send.summary()).duplicates, 2 * people.length);
  },

  'the summary never rejects': async (trial) => {
    const started = await trial.start();
    const source = new CountedSource(5, () => {
      throw new Error('the database is gone');
    });
    const summary = await started.run(started.chat.sendBulk(hello, source).summary());
    const { completed, pulled, accepted, failed, unconfirmed } = summary;
    assert.deepEqual({ completed, pulled }, { completed: false, pulled: 5 });
    assert.equal(accepted + failed + unconfirmed, pulled, 'somebody who was pulled is not counted');
  },

  'a signal is told by the summary': async (trial) => {
    const started = await trial.start({ callFate: toMessages(() => 'silent'), maxItems: 3 });
    const cancelled = new AbortController();
    started.clock.schedule(() => cancelled.abort(), 300);
    const send = started.chat.sendBulk(hello, people, { signal: cancelled.signal });
    const outcomes = await readBulk(started, send);
    assertTrue(started, outcomes);
    assert.equal((await send.summary()).completed, false, 'a cancelled send says that it is complete');
  },
});
