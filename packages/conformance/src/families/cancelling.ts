import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { SendOptions } from '@polychat/core';
import { family } from '../check.ts';
import { destinationsOf } from '../conversations/destination.ts';
import { refusal, settled, statusOf } from '../settled.ts';
import { reaches } from '../support.ts';
import type { Trial } from '../trial.ts';
import { promptlyMs, within } from '../within.ts';

const aMinute = 60_000;
/** Cancels a send once the double has its request, which it never answers. */
async function cancelUnderWay(
  trial: Trial,
  send: (options: SendOptions) => Promise<unknown>,
): Promise<{ readonly sending: Promise<unknown> }> {
  const before = await trial.requestCount();
  await trial.fail({ kind: 'silence', when: 'after' });
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
    await trial.invite();
    const signal = AbortSignal.abort(new Error('changed my mind'));
    const chat = trial.chat();
    const { capabilities } = trial.adapter;
    const sends: Record<string, () => Promise<unknown>> = {
      'a message to one': () => chat.sendDirect({ ...trial.message, to: trial.bob }, { signal }),
      'a message to several': () => chat.sendDirect({ ...trial.message, to: trial.others }, { signal }),
      ...(capabilities.users && {
        'a registration': () => chat.registerUsers([{ userId: trial.stranger }], { signal }),
      }),
      ...(reaches(capabilities, 'online') && {
        'a broadcast': () => chat.broadcast({ ...trial.message, audience: 'online' }, { signal }),
      }),
    };
    for (const destination of destinationsOf(trial)) {
      sends[`a message to a ${destination.kind}`] = () => destination.send({}, { signal }, chat);
    }
    for (const [what, send] of Object.entries(sends)) {
      const error = await refusal(send(), `${what}, cancelled,`);
      assert.deepEqual([error.code, error.effect], ['aborted', 'not_sent'], what);
    }
    assert.equal(await trial.requestCount(), 0, 'a request has left although it was cancelled before');
    for (const userId of trial.others) assert.deepEqual((await trial.inbox(userId)).received, []);
  },

  'a send that is cancelled under way ends at once, unconfirmed': async (trial) => {
    await trial.invite();
    for (const to of [[trial.bob], [trial.carol, trial.dave]]) {
      const before = await trial.requestCount();
      // Only the first call has left when the send is cancelled.
      const underWay = trial.directCall(trial.message, to).items.map(({ userId }) => userId);
      const chat = trial.chat();
      const { sending } = await cancelUnderWay(trial, (options) =>
        chat.sendDirect({ ...trial.message, to }, options),
      );
      const outcome = await within(
        promptlyMs,
        settled(sending as ReturnType<typeof chat.sendDirect>),
        'a send goes on after it was cancelled',
      );
      for (const userId of to) {
        const { status, problem } = statusOf(outcome, userId);
        const expected = underWay.includes(userId)
          ? ['unconfirmed', 'aborted', 'unknown']
          : ['failed', 'aborted', 'not_sent'];
        assert.deepEqual([status, problem?.code, problem?.effect], expected);
      }
      assert.equal((await trial.requestCount()) - before, 1);
      await assertLetGo(trial);
    }
  },

  'a broadcast that is cancelled under way ends at once, its outcome unknown': async (trial) => {
    trial.needs(reaches(trial.adapter.capabilities, 'online'), 'no broadcast to those who are online');
    await trial.invite();
    const chat = trial.chat();
    const { sending } = await cancelUnderWay(trial, (options) =>
      chat.broadcast({ ...trial.message, audience: 'online' }, options),
    );
    const error = await within(
      promptlyMs,
      refusal(sending, 'a broadcast, cancelled,'),
      'a broadcast goes on after it was cancelled',
    );
    assert.deepEqual([error.code, error.effect], ['aborted', 'unknown']);
    await assertLetGo(trial);
  },

  'a message to a group or a room that is cancelled under way ends at once, its outcome unknown': async (
    trial,
  ) => {
    await trial.invite();
    const destinations = destinationsOf(trial);
    trial.needs(destinations.length > 0, 'no messages to a group');
    for (const destination of destinations) {
      const chat = trial.chat();
      const { sending } = await cancelUnderWay(trial, (options) => destination.send({}, options, chat));
      const error = await within(
        promptlyMs,
        refusal(sending, 'a message, cancelled,'),
        'a message goes on after it was cancelled',
      );
      assert.deepEqual([error.code, error.effect], ['aborted', 'unknown'], destination.kind);
      await assertLetGo(trial);
    }
  },

  'a send that is cancelled between two attempts makes no other, and is certain': async (trial) => {
    await trial.invite();
    await trial.fail({ kind: 'too_fast' });
    const controller = new AbortController();
    const chat = trial.chat({
      retry: { maxAttempts: 3, baseDelayMs: aMinute, maxDelayMs: aMinute },
      hooks: { repeat: () => controller.abort() },
    });
    const outcome = await within(
      promptlyMs,
      settled(chat.sendDirect({ ...trial.message, to: trial.bob }, { signal: controller.signal })),
      'a send waits on after it was cancelled',
    );
    assert.equal(statusOf(outcome, trial.bob).status, 'failed');
    assert.equal(await trial.requestCount(), 1);
    assert.deepEqual((await trial.inbox(trial.bob)).received, []);
  },
});
