import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { settled } from '../../settled.ts';
import { assertEverybodyListed, assertEverybodyStreamed, assertTrue, type Fact } from '../assertions.ts';
import { chatFamily } from '../chat-check.ts';
import type { VendorBehaviour } from '../chat-trial.ts';
import { hello, people } from '../people.ts';
import { readAll, type StartedChat } from '../started-chat.ts';

const silent: VendorBehaviour = { callFate: () => 'silent' };
/** What a timer more or less takes. */
const slackMs = 50;

function assertAll(facts: readonly Fact[], code: string): void {
  for (const { userId, problem } of facts) {
    assert.equal(problem?.code, code, `${userId} has ${problem?.code ?? 'no problem'}, not ${code}`);
  }
}

async function assertInTime(
  started: StartedChat,
  sending: Promise<readonly Fact[]>,
  withinMs: number,
): Promise<readonly Fact[]> {
  const { value, tookMs } = await started.timed(sending);
  assert.ok(tookMs <= withinMs + slackMs, `it took ${tookMs} ms, and may take ${withinMs}`);
  return value;
}

const listed = async (started: StartedChat, options: Parameters<StartedChat['send']>[1]) => {
  const { receipt } = await settled(started.chat.sendDirect({ ...hello, to: people }, options));
  return assertEverybodyListed(receipt, people);
};

const streamed = async (started: StartedChat, options: Parameters<StartedChat['send']>[1]) =>
  assertEverybodyStreamed(await readAll(started.chat.deliver(hello, people, options)), people);

export const deadlines = chatFamily('time limits', {
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
        for (const { posted, name } of started.vendors) {
          const count = posted.filter(({ to }) => to.includes(started.vendorIdOf(userId))).length;
          assert.ok(count <= 1, `${name} was asked ${count} times for ${userId}`);
        }
      }
    }
  },

  'a broadcast and a registration end by their deadlines': async (trial) => {
    const options = { deadlineMs: 2_000, timeoutMs: 1_500 };
    const { chat, ...rest } = await trial.start(silent, 'broadcasts', 'users');
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
