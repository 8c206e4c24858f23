import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { assertTrue } from '../assertions.ts';
import { chatFamily } from '../chat-check.ts';
import { hello, people } from '../people.ts';
import { assertAll, assertInTime, listed, silent, streamed } from '../timed-sends.ts';

export const cancelling = chatFamily('cancelling', {
  'a signal that has aborted lets nothing leave, and everybody has failed': async (trial) => {
    const options = { signal: AbortSignal.abort() };
    const list = await trial.start();
    const stream = await trial.start();
    for (const [started, facts] of [
      [list, await list.run(listed(list, options))],
      // Of a stream it may be that nobody is pulled at all.
      [stream, await stream.deliver(people, options)],
    ] as const) {
      started.assertNothingSent('a send that was cancelled before');
      assertAll(facts, 'aborted');
      assert.ok(
        facts.every(({ status }) => status === 'failed'),
        'somebody is unconfirmed to whom nothing left',
      );
    }
  },

  'a signal that has aborted lets no broadcast and no registration leave': async (trial) => {
    const started = await trial.start({}, 'broadcasts', 'users');
    const options = { signal: AbortSignal.abort() };
    const ends = await started.run(
      Promise.allSettled([
        started.chat.broadcast({ ...hello, audience: 'online' }, options),
        started.chat.registerUsers([{ userId: 'ann' }], options),
      ]),
    );
    started.assertNothingSent('what was cancelled before');
    assert.deepEqual(
      ends.map(({ status }) => status),
      ['rejected', 'rejected'],
    );
  },

  'a signal ends a list that is under way at once, and everybody is named': async (trial) => {
    const started = await trial.start(silent);
    const cancelled = new AbortController();
    started.clock.schedule(() => cancelled.abort(), 300);
    const facts = await assertInTime(started, listed(started, { signal: cancelled.signal }), 300);
    assertAll(facts, 'aborted');
    assertTrue(started, facts);
    assert.ok(
      facts.some(({ status }) => status === 'unconfirmed'),
      'who was being sent to is not unconfirmed',
    );
  },

  'a signal ends a stream that is under way at once, and everybody who was pulled is named': async (
    trial,
  ) => {
    const started = await trial.start({ ...silent, maxItems: 3 });
    const cancelled = new AbortController();
    started.clock.schedule(() => cancelled.abort(), 300);
    const facts = await assertInTime(started, streamed(started, { signal: cancelled.signal }), 300);
    assertAll(facts, 'aborted');
    assertTrue(started, facts);
  },

  "the error of a cancelled send has the signal's reason as its cause": async (trial) => {
    const started = await trial.start(silent);
    const cancelled = new AbortController();
    const reason = new Error('the user has left');
    started.clock.schedule(() => cancelled.abort(reason), 300);
    const { error } = await started.send(people, { signal: cancelled.signal });
    assert.equal(error?.code, 'aborted');
    assert.equal(error?.cause, reason, 'the cause is another');
  },

  'a signal has no listeners left when a send is over': async (trial) => {
    for (const callFate of ['answered', 'silent'] as const) {
      const started = await trial.start({ callFate: () => callFate });
      const { signal } = new AbortController();
      await started.run(listed(started, { signal, timeoutMs: 300 }));
      await started.run(streamed(started, { signal, timeoutMs: 300 }));
      assert.equal(getEventListeners(signal, 'abort').length, 0, 'listeners are left at the signal');
    }
  },
});
