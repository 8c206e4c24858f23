import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { SendOptions } from '@polychat/core';
import { family } from '../check.ts';
import { ann, bob, carol, dave, invite, stranger } from '../people.ts';
import { text } from '../samples.ts';
import { refusal, settled, standingOf } from '../settled.ts';
import type { Trial } from '../trial.ts';

const message = { from: ann, content: text };
const aMinute = 60_000;
/** Far above what letting go takes, far below any time limit. */
const promptlyMs = 2_000;

async function within<T>(milliseconds: number, promise: Promise<T>, what: string): Promise<T> {
  const stop = new AbortController();
  const late = pause(milliseconds, undefined, { signal: stop.signal }).then(
    () => assert.fail(what),
    () => promise,
  );
  try {
    return await Promise.race([promise, late]);
  } finally {
    stop.abort();
  }
}

/** Calls a send off once the double has its request, which it never answers. */
async function cancelUnderWay(
  trial: Trial,
  send: (options: SendOptions) => Promise<unknown>,
): Promise<{ readonly sending: Promise<unknown> }> {
  const before = await trial.requestCount();
  await trial.double.failNext({ kind: 'silence', when: 'after' });
  const controller = new AbortController();
  const sending = send({ signal: controller.signal, timeoutMs: aMinute });
  sending.catch(() => {});
  const deadline = Date.now() + promptlyMs;
  while ((await trial.requestCount()) === before && Date.now() < deadline) await pause(2);
  controller.abort();
  return { sending };
}

/** Fails where a request is still open a while after it was cancelled. */
async function assertLetGo(trial: Trial): Promise<void> {
  const deadline = Date.now() + promptlyMs;
  const isOpen = () => trial.transport.exchanges.some(({ result }) => result === undefined);
  while (isOpen() && Date.now() < deadline) await pause(2);
  assert.ok(!isOpen(), 'the transport holds on to a request that was cancelled');
}

/** An AbortSignal stops what it can, at once, and never hides what may have happened. */
export const cancelling = family('cancelling', {
  'a send that was cancelled before it began makes no request': async (trial) => {
    await invite(trial);
    const signal = AbortSignal.abort(new Error('changed my mind'));
    const chat = trial.chat();
    const { online } = trial.adapter.capabilities.broadcast.audiences;
    const sends: Readonly<Record<string, () => Promise<unknown>>> = {
      'a message to one': () => chat.sendDirect({ ...message, to: bob }, { signal }),
      'a message to several': () => chat.sendDirect({ ...message, to: [bob, carol, dave] }, { signal }),
      'a registration': () => chat.registerUsers([{ userId: stranger }], { signal }),
      ...(online === 'yes' && {
        'a broadcast': () => chat.broadcast({ ...message, audience: 'online' }, { signal }),
      }),
    };
    for (const [what, send] of Object.entries(sends)) {
      const error = await refusal(send(), `${what}, cancelled,`);
      assert.deepEqual([error.code, error.effect], ['aborted', 'not_sent'], what);
    }
    assert.equal(await trial.requestCount(), 0, 'a request has left although it was cancelled before');
    for (const userId of [bob, carol, dave]) assert.deepEqual((await trial.inbox(userId)).received, []);
  },

  'a send that is cancelled under way ends at once, unconfirmed': async (trial) => {
    await invite(trial);
    for (const to of [[bob], [carol, dave]]) {
      const before = await trial.requestCount();
      const chat = trial.chat();
      const { sending } = await cancelUnderWay(trial, (options) =>
        chat.sendDirect({ ...message, to }, options),
      );
      const outcome = await within(
        promptlyMs,
        settled(sending as ReturnType<typeof chat.sendDirect>),
        'a send goes on after it was cancelled',
      );
      for (const userId of to) {
        const { standing, problem } = standingOf(outcome, userId);
        assert.deepEqual([standing, problem?.code, problem?.effect], ['unconfirmed', 'aborted', 'unknown']);
      }
      assert.equal((await trial.requestCount()) - before, 1);
      await assertLetGo(trial);
    }
  },

  'a broadcast that is cancelled under way ends at once, its outcome unknown': async (trial) => {
    if (trial.adapter.capabilities.broadcast.audiences.online === 'no') return;
    await invite(trial);
    const chat = trial.chat();
    const { sending } = await cancelUnderWay(trial, (options) =>
      chat.broadcast({ ...message, audience: 'online' }, options),
    );
    const error = await within(
      promptlyMs,
      refusal(sending, 'a broadcast, cancelled,'),
      'a broadcast goes on after it was cancelled',
    );
    assert.deepEqual([error.code, error.effect], ['aborted', 'unknown']);
    await assertLetGo(trial);
  },

  'a send that is cancelled between two attempts makes no other, and is certain': async (trial) => {
    await invite(trial);
    await trial.double.failNext({ kind: 'too_fast' });
    const controller = new AbortController();
    const chat = trial.chat({
      retry: { maxAttempts: 3, baseDelayMs: aMinute, maxDelayMs: aMinute },
      hooks: { repeat: () => controller.abort() },
    });
    const outcome = await within(
      promptlyMs,
      settled(chat.sendDirect({ ...message, to: bob }, { signal: controller.signal })),
      'a send waits on after it was cancelled',
    );
    assert.equal(standingOf(outcome, bob).standing, 'failed');
    assert.equal(await trial.requestCount(), 1);
    assert.deepEqual((await trial.inbox(bob)).received, []);
  },
});
