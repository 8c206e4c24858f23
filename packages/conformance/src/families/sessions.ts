import assert from 'node:assert/strict';
import type { Chat, Pacer } from '@polychat/core';
import type { SessionGrant, VendorCall } from '@polychat/core/adapter';
import { family } from '../check.ts';
import { DeclaredAway } from '../declared-away.ts';
import { HeldTransport } from '../held-transport.ts';
import { settled, statusOf } from '../settled.ts';
import type { Trial } from '../trial.ts';
import type { DoubleFault, DoubleSessions } from '../vendor-double.ts';
import { promptlyMs, within } from '../within.ts';

/** Longer than anybody pauses after a fetch that failed. */
const longPauseMs = 600_000;

/** Lets everybody go at once. */
const open: Pacer = { acquire: async () => ({ settle: () => {} }) };

/** A rule for vendors whose token is fetched, with the double's word on tokens and the call that fetches one. */
const whereFetched =
  (look: (trial: Trial, tokens: DoubleSessions, call: VendorCall<SessionGrant>) => Promise<void>) =>
  async (trial: Trial): Promise<void> => {
    const { session } = trial.adapter;
    if (!session) throw new DeclaredAway('no tokens that are fetched');
    const { sessions: tokens } = trial.double;
    assert.ok(tokens, 'the double of a vendor whose token is fetched says nothing of tokens');
    await look(trial, tokens, session.call(trial.context(1)));
  };

/** How many calls can be in flight and then made again, with a token fetched between, below the vendor's limits. */
function mostInFlight({ double }: Trial): number {
  const capacities = double.limits
    .filter(({ counts, per = 'app' }) => counts === 'calls' && per === 'app')
    .map(({ capacity }) => capacity);
  return Math.max(2, Math.min(40, Math.floor((Math.min(...capacities) - 1) / 2)));
}

/** Moves time on until none of the calls that were made counts any more. */
async function skipWindows({ double }: Trial): Promise<void> {
  const rates = double.limits.map(({ windowMs }) => windowMs).filter((windowMs) => windowMs <= 60_000);
  await double.advance(Math.max(0, ...rates) + 1);
}

/** Sends to each in a send of their own, all at once, and fails unless each of them gets it once. */
async function assertAllServed(trial: Trial, chat: Chat, to: readonly string[]): Promise<void> {
  const outcomes = await Promise.all(
    to.map((userId) => settled(chat.sendDirect({ ...trial.message, to: userId }))),
  );
  for (const [index, userId] of to.entries()) {
    const outcome = outcomes[index];
    assert.ok(outcome);
    const { status, problem } = statusOf(outcome, userId);
    assert.equal(status, 'accepted', `${userId}: ${problem?.message}`);
    assert.equal((await trial.inbox(userId)).received.length, 1, `${userId} did not get exactly one`);
  }
}

async function assertNotSent(trial: Trial, chat: Chat, to: readonly string[]): Promise<void> {
  const before = await trial.requestCount();
  const outcomes = await Promise.all(
    to.map((userId) => settled(chat.sendDirect({ ...trial.message, to: userId }))),
  );
  for (const [index, userId] of to.entries()) {
    const outcome = outcomes[index];
    assert.ok(outcome);
    const { status, problem } = statusOf(outcome, userId);
    assert.deepEqual([status, problem?.effect], ['failed', 'not_sent'], 'without a token nothing can leave');
  }
  assert.equal(await trial.requestCount(), before, 'a request has left without a token');
}

const failures: readonly (readonly [string, DoubleFault])[] = [
  ['is refused', { kind: 'refused', words: 'no such client' }],
  ['comes too fast', { kind: 'too_fast' }],
  ['is answered with an internal fault', { kind: 'internal_error', when: 'after' }],
  ["is answered with a proxy's page", { kind: 'html', when: 'before' }],
  ['is answered by half', { kind: 'truncated' }],
  ['is reset', { kind: 'reset', when: 'after' }],
  ['is met with silence', { kind: 'silence', when: 'before' }],
];

/** A token is fetched once for everybody, and what waits for one has not been sent. */
export const sessions = family('sessions', {
  'a token serves many sends, and another is fetched when it ends': whereFetched(async (trial, tokens) => {
    await trial.invite();
    const chat = trial.chat();
    for (let time = 0; time < 5; time += 1)
      await chat.sendDirect({ ...trial.message, to: [trial.bob, trial.carol] });
    assert.equal(await trial.requestCount('session'), 1, 'a token is fetched more than once');
    await trial.double.advance(tokens.lifetimeMs + 1_000);
    const sends = await trial.requestCount();
    await chat.sendDirect({ ...trial.message, to: trial.bob });
    assert.equal((await trial.requestCount()) - sends, 1, 'an ended token is used');
    assert.equal(await trial.requestCount('session'), 2, 'an ended token is not fetched anew, once');
  }),

  'many sends at once wait for one fetch': whereFetched(async (trial) => {
    const to = trial.crowd(mostInFlight(trial));
    await trial.addUsers(trial.ann, ...to);
    await assertAllServed(trial, trial.chat({ pacer: open }), to);
    assert.equal(await trial.requestCount('session'), 1);
    assert.equal(await trial.requestCount(), to.length);
  }),

  'forty calls in flight with one refused token make one new fetch': whereFetched(async (trial, tokens) => {
    await trial.invite();
    const to = trial.crowd(mostInFlight(trial));
    await trial.addUsers(...to);
    const held = new HeldTransport(trial.transport, to.length);
    // The first send fetches a token and is not held.
    let isWarm = false;
    const chat = trial.chat({
      pacer: open,
      transport: { send: (...given) => (isWarm ? held : trial.transport).send(...given) },
    });
    await chat.sendDirect({ ...trial.message, to: trial.bob });
    await skipWindows(trial);
    isWarm = true;
    const before = await trial.requestCount('session');
    const sends = await trial.requestCount();
    const serving = assertAllServed(trial, chat, to);
    serving.catch(() => {});
    await within(promptlyMs, held.isFull, 'the calls are not in flight together');
    await tokens.end();
    held.open();
    await serving;
    assert.equal((await trial.requestCount('session')) - before, 1, 'one refused token, one new fetch');
    assert.equal((await trial.requestCount()) - sends, 2 * to.length, 'each call is repeated once');
  }),

  'who is cancelled leaves, and the others get the token': whereFetched(async (trial) => {
    await trial.invite();
    const held = new HeldTransport(trial.transport, 1);
    const chat = trial.chat({ transport: held, pacer: open });
    const controller = new AbortController();
    const leaving = settled(
      chat.sendDirect({ ...trial.message, to: trial.bob }, { signal: controller.signal }),
    );
    const staying = settled(chat.sendDirect({ ...trial.message, to: trial.carol }));
    await within(promptlyMs, held.isFull, 'no token is asked for');
    controller.abort();
    const left = await within(promptlyMs, leaving, 'who is cancelled waits on for the token');
    const { status, problem } = statusOf(left, trial.bob);
    assert.deepEqual([status, problem?.code, problem?.effect], ['failed', 'aborted', 'not_sent']);
    held.open();
    const stayed = await within(promptlyMs, staying, 'the fetch ends with the one who began it');
    assert.equal(statusOf(stayed, trial.carol).status, 'accepted');
    assert.equal(await trial.requestCount('session'), 1);
    assert.deepEqual((await trial.inbox(trial.bob)).received, []);
  }),

  ...Object.fromEntries(
    failures.map(([what, fault]) => [
      `a fetch that ${what} leaves everybody not_sent, and after a pause a send goes`,
      whereFetched(async (trial) => {
        await trial.invite();
        const chat = trial.chat({
          pacer: open,
          retry: { maxAttempts: 1 },
          ...(fault.kind === 'silence' && { timeoutMs: trial.silenceMs }),
        });
        await trial.fail(fault, 'session');
        await assertNotSent(trial, chat, trial.others);
        await trial.double.advance(longPauseMs);
        await assertAllServed(trial, chat, trial.others);
      }),
    ]),
  ),

  'nobody asks again during the pause after a failed fetch': whereFetched(async (trial) => {
    await trial.invite();
    const chat = trial.chat({ pacer: open, retry: { maxAttempts: 1 } });
    await trial.fail({ kind: 'refused', words: 'no such client' }, 'session');
    await assertNotSent(trial, chat, [trial.bob]);
    await assertNotSent(trial, chat, [trial.carol, trial.dave]);
    assert.equal(await trial.requestCount('session'), 1);
  }),

  'what is no reply holds no token': whereFetched(async (trial, _tokens, call) => {
    const good = await trial.attempt(call);
    const others = [
      { ...good, text: '<html>502 Bad Gateway</html>' },
      ...[null, [], {}, 1, 'ok'].map((json) => ({ ...good, text: JSON.stringify(json) })),
      ...Array.from(good.text, (_, length) => ({ ...good, text: good.text.slice(0, length) })),
    ];
    for (const reply of others) {
      const { value, problem } = call.read(reply, trial.attemptInfo());
      assert.ok(!value && problem, `a token is read from ${JSON.stringify(reply.text)}`);
    }
  }),
});
