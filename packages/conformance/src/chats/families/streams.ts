import assert from 'node:assert/strict';
import type { BulkSend, RecipientOutcome } from '@polychat/core';
import { assertEverybodyStreamed, assertTrue, factOf } from '../assertions.ts';
import { chatFamily } from '../chat-check.ts';
import { crowd, hello, people } from '../people.ts';
import { readAll, type StartedChat } from '../started-chat.ts';

/** Far above what the vendors' chats take at once, and below what there is. */
const mostAhead = 10_000;
const many = 12_000;

/** A source that counts what is pulled, and notes when it is left. */
class Counted implements AsyncIterable<string> {
  pulled = 0;
  isLeft = false;
  readonly #count: number;
  readonly #end: () => void;

  constructor(count: number, end: () => void = () => {}) {
    this.#count = count;
    this.#end = end;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    try {
      for (; this.pulled < this.#count; ) {
        this.pulled += 1;
        yield `u${this.pulled - 1}`;
      }
      this.#end();
    } finally {
      this.isLeft = true;
    }
  }
}

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

export const streams = chatFamily('streams', {
  'a stream whose outcomes nobody reads holds its source back': async (trial) => {
    const started = await trial.start();
    const source = new Counted(many);
    const stream = started.chat.deliver(hello, source)[Symbol.asyncIterator]();
    await started.run(stream.next());
    for (let time = 0; time < 20; time += 1) await started.clock.advance(1_000);
    const before = source.pulled;
    assert.ok(before <= mostAhead, `${before} ids were pulled, and nobody has read what became of them`);
    await started.run(Promise.resolve(stream.return?.()));
  },

  'the loop throws what the source throws, after everybody who was pulled': async (trial) => {
    const fault = new Error('the database is gone');
    const started = await trial.start({ maxItems: 3 });
    const source = new Counted(25, () => {
      throw fault;
    });
    const outcomes: RecipientOutcome[] = [];
    const reading = (async () => {
      for await (const batch of started.chat.deliver(hello, source)) outcomes.push(...batch);
    })();
    const thrown: unknown = await started.run(
      reading.then(
        () => undefined,
        (error: unknown) => error,
      ),
    );
    assert.equal(thrown, fault, 'the loop does not throw what the source threw');
    assertTrue(started, assertEverybodyStreamed(outcomes, crowd(25)));
  },

  'who leaves the loop early leaves the source too, and nothing more is sent': async (trial) => {
    const started = await trial.start({ maxItems: 3 });
    const source = new Counted(many);
    const reading = (async () => {
      for await (const batch of started.chat.deliver(hello, source)) if (batch.length > 0) break;
    })();
    await started.run(reading);
    await started.clock.advance(60_000);
    const posted = started.posted().length;
    const { pulled } = source;
    await started.clock.advance(60_000);
    assert.ok(source.isLeft, 'the source is not left');
    assert.equal(source.pulled, pulled, 'ids are pulled after the loop was left');
    assert.equal(started.posted().length, posted, 'messages are sent after the loop was left');
    assert.ok(pulled <= mostAhead, `${pulled} ids were pulled`);
  },

  'what is no id fails by itself': async (trial) => {
    const started = await trial.start();
    const ids = ['ann', 7 as unknown as string, 'carol'];
    const outcomes = await started.deliver(ids);
    assert.equal(outcomes.length, 3);
    const wrong = outcomes.find(({ index }) => index === 1);
    assert.equal(wrong?.status, 'failed', 'a number is taken for an id');
    for (const userId of ['ann', 'carol']) assert.equal(factOf(outcomes, userId).status, 'accepted');
  },

  'a stream without recipients ends, and sends nothing': async (trial) => {
    const started = await trial.start();
    assert.deepEqual(await started.deliver([]), []);
    started.assertNothingSent('a stream without recipients');
  },

  'a source that hangs is left when the signal aborts': async (trial) => {
    const started = await trial.start();
    const cancelled = new AbortController();
    const source = (async function* () {
      yield 'ann';
      await new Promise<void>(() => {});
    })();
    started.clock.schedule(() => cancelled.abort(), 20_000);
    const outcomes = await started.deliver(source, { signal: cancelled.signal });
    assert.deepEqual(
      outcomes.map(({ userId }) => userId),
      ['ann'],
    );
  },
});

export const bulk = chatFamily('bulk sends', {
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
    const source = new Counted(many);
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
    const source = new Counted(1_000);
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
    const source = new Counted(5, () => {
      throw new Error('the database is gone');
    });
    const summary = await started.run(started.chat.sendBulk(hello, source).summary());
    const { completed, pulled, accepted, failed, unconfirmed } = summary;
    assert.deepEqual({ completed, pulled }, { completed: false, pulled: 5 });
    assert.equal(accepted + failed + unconfirmed, pulled, 'somebody who was pulled is not counted');
  },

  'a signal is told by the summary': async (trial) => {
    const started = await trial.start({ callFate: () => 'silent', maxItems: 3 });
    const cancelled = new AbortController();
    started.clock.schedule(() => cancelled.abort(), 300);
    const send = started.chat.sendBulk(hello, people, { signal: cancelled.signal });
    const outcomes = await readBulk(started, send);
    assertTrue(started, outcomes);
    assert.equal((await send.summary()).completed, false, 'a cancelled send says that it is complete');
  },
});
