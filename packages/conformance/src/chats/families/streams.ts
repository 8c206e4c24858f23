import assert from 'node:assert/strict';
import type { RecipientOutcome } from '@polychat/core';
import { assertEverybodyStreamed, assertTrue, factOf } from '../assertions.ts';
import { chatFamily } from '../chat-check.ts';
import { CountedSource, many, mostAhead } from '../counted-source.ts';
import { crowd, hello } from '../people.ts';

export const streams = chatFamily('streams', {
  'a stream whose outcomes nobody reads holds its source back': async (trial) => {
    const started = await trial.start();
    const source = new CountedSource(many);
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
    const source = new CountedSource(25, () => {
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
    const source = new CountedSource(many);
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
