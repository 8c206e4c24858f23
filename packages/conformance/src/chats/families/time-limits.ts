import assert from 'node:assert/strict';
import { assertTrue } from '../assertions.ts';
import { chatFamily } from '../chat-check.ts';
import { hello, people } from '../people.ts';
import { assertAll, assertInTime, listed, silent, slackMs, streamed } from '../timed-sends.ts';

export const timeLimits = chatFamily('time limits', {
  'a list ends by its deadline': async (trial) => {
    const started = await trial.start(silent);
    const options = { deadlineMs: 2_000, timeoutMs: 1_500 };
    const facts = await assertInTime(started, listed(started, options), options.deadlineMs);
    assertAll(facts, 'timeout');
    assertTrue(started, facts);
  },

  'a stream ends each call by its deadline': async (trial) => {
    const started = await trial.start(silent);
    const options = { deadlineMs: 2_000, timeoutMs: 1_500 };
    assertAll(await assertInTime(started, streamed(started, options), options.deadlineMs), 'timeout');
  },

  'an attempt ends by its time limit': async (trial) => {
    for (const send of [listed, streamed]) {
      const started = await trial.start(silent);
      const facts = await assertInTime(started, send(started, { timeoutMs: 400, maxAttempts: 1 }), 400);
      assertAll(facts, 'timeout');
    }
  },

  'no call is tried more often than the send allows': async (trial) => {
    for (const send of [listed, streamed]) {
      const started = await trial.start({ callFate: () => 'unavailable' });
      await started.run(send(started, { maxAttempts: 1 }));
      for (const userId of people) {
        for (const [name, count] of started.requestsFor(userId)) {
          assert.ok(count <= 1, `${name} was asked ${count} times for ${userId}`);
        }
      }
    }
  },

  'a broadcast and a registration end by their deadlines': async (trial) => {
    const options = { deadlineMs: 2_000, timeoutMs: 1_500 };
    const { chat, ...rest } = await trial.start({ callFate: () => 'silent' }, 'broadcasts', 'users');
    const start = rest.clock.monotonic();
    const ends = [
      chat.broadcast({ ...hello, audience: 'online' }, options),
      chat.registerUsers([{ userId: 'ann' }], options),
    ];
    await rest.clock.finish(Promise.allSettled(ends));
    const tookMs = rest.clock.monotonic() - start;
    assert.ok(
      tookMs <= options.deadlineMs + slackMs,
      `it took ${tookMs} ms, and may take ${options.deadlineMs}`,
    );
  },
});
