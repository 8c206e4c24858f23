import assert from 'node:assert/strict';
import { family } from '../check.ts';
import { ann, bob, carol, invite } from '../people.ts';
import { text } from '../samples.ts';
import { settled, standingOf } from '../settled.ts';
import type { Trial } from '../trial.ts';

const message = { from: ann, content: text };

async function bodies({ double }: Trial): Promise<readonly string[]> {
  return (await double.requests()).map(({ body }) => body);
}

/** What certainly did not happen is tried again, as the same request and not for ever. */
export const repeats = family('repeats', {
  'a call that came too fast is repeated, byte for byte, and arrives once': async (trial) => {
    for (const to of [[bob], [bob, carol]]) {
      await invite(trial);
      const before = await trial.requestCount();
      const received = (await trial.inbox(bob)).received.length;
      await trial.double.failNext({ kind: 'too_fast' });
      const outcome = await settled(trial.chat().sendDirect({ ...message, to }));
      for (const userId of to) assert.equal(standingOf(outcome, userId).standing, 'accepted');
      const [first, second, ...more] = (await bodies(trial)).slice(before);
      assert.ok(second !== undefined && more.length === 0, 'there are not exactly two attempts');
      assert.ok(first === second, 'the body changes between the attempts of a call');
      assert.equal((await trial.inbox(bob)).received.length - received, 1);
    }
  },

  'a call that stays too fast fails as rate_limited after the last attempt': async (trial) => {
    await invite(trial);
    const maxAttempts = 3;
    for (let attempt = 0; attempt < maxAttempts; attempt += 1)
      await trial.double.failNext({ kind: 'too_fast' });
    const chat = trial.chat({ retry: { maxAttempts, baseDelayMs: 1, maxDelayMs: 1 } });
    const outcome = await settled(chat.sendDirect({ ...message, to: bob }));
    const { standing, problem } = standingOf(outcome, bob);
    assert.deepEqual(
      [standing, problem?.code, problem?.effect, problem?.retryable],
      ['failed', 'rate_limited', 'rejected', true],
    );
    assert.equal(await trial.requestCount(), maxAttempts);
    assert.deepEqual((await trial.inbox(bob)).received, []);
  },

  'a refused signature is made anew, once': async (trial) => {
    await invite(trial);
    await trial.double.failNext({ kind: 'signature_refused' });
    const outcome = await settled(trial.chat().sendDirect({ ...message, to: bob }));
    assert.equal(standingOf(outcome, bob).standing, 'accepted');
    assert.equal(await trial.requestCount(), 2);
    for (let time = 0; time < 3; time += 1) await trial.double.failNext({ kind: 'signature_refused' });
    const refused = await settled(trial.chat().sendDirect({ ...message, to: carol }));
    const { standing, problem } = standingOf(refused, carol);
    assert.deepEqual([standing, problem?.code, problem?.effect], ['failed', 'unauthenticated', 'rejected']);
    assert.equal(await trial.requestCount(), 4, 'a signature that stays refused is not tried exactly twice');
  },

  'a call has one body, whenever it is asked for': async (trial) => {
    const { broadcast } = trial.adapter.capabilities;
    const calls = [
      trial.directCall(message, [bob]),
      trial.directCall(message, [bob, carol]),
      trial.usersCall([{ userId: bob, name: 'Bob' }]),
      ...(broadcast.audiences.online === 'yes'
        ? [trial.broadcastCall({ ...message, audience: 'online' as const })]
        : []),
    ];
    for (const call of calls) {
      const first = call.body();
      for (const renewSignature of [false, true]) {
        await trial.double.advance(1_500);
        await call.target({ now: trial.double.now(), random: trial.context.random, renewSignature });
        assert.ok(call.body() === first, `the body of ${call.endpoint} changes between attempts`);
      }
    }
  },

  'planning touches no clock, timer, random numbers or network of its own': (trial) => {
    const given = { now: () => 1_750_000_000_000, random: () => 4_711 };
    withoutSurroundings(() => {
      for (const to of [[bob], [bob, carol]]) trial.directCall(message, to, given).body();
      trial.usersCall([{ userId: bob }], given).body();
      if (trial.adapter.capabilities.broadcast.audiences.online === 'no') return;
      trial.broadcastCall({ ...message, audience: 'online' }, given).body();
    });
  },
});

/** Runs something to which only what it was given is left. */
function withoutSurroundings(run: () => void): void {
  const forbid = (name: string) => () => assert.fail(`planning uses ${name}`);
  const { fetch, setTimeout, setInterval, setImmediate } = globalThis;
  const { now } = Date;
  const { random } = Math;
  Object.assign(globalThis, {
    fetch: forbid('fetch'),
    setTimeout: forbid('setTimeout'),
    setInterval: forbid('setInterval'),
    setImmediate: forbid('setImmediate'),
  });
  Date.now = forbid('Date.now');
  Math.random = forbid('Math.random');
  try {
    run();
  } finally {
    Object.assign(globalThis, { fetch, setTimeout, setInterval, setImmediate });
    Date.now = now;
    Math.random = random;
  }
}
